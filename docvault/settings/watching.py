"""The settings of a running vault: taken anew when somebody has changed the file."""

from __future__ import annotations

import time
from pathlib import Path

from docvault.errors import SettingsInvalid, SettingsUnreadable
from docvault.settings.model import Settings
from docvault.settings.reading import load_settings

_LOOK_SECONDS = 1.0

_Stamp = tuple[int, int, int]


class SettingsFile:
    """A docvault.toml that others may change at any time; any number of threads may look."""

    def __init__(self, path: Path) -> None:
        """Stand on the file at `path`; it counts as seen."""
        self.path = path
        self.error: SettingsInvalid | SettingsUnreadable | None = None
        """Why what stands there now was not taken; None while all is well."""
        self._seen = self._stamp()
        self._looked = time.monotonic()

    def changed(self, *, now: bool = False) -> Settings | None:
        """Return the settings when the file has changed since it was last read, else None.

        The disk is looked at once a second at most, unless `now`. A file that has become wrong
        changes nothing: `error` says why, until it is right again.
        """
        moment = time.monotonic()
        if not now and moment - self._looked < _LOOK_SECONDS:
            return None
        self._looked = moment
        stamp = self._stamp()
        if stamp == self._seen:
            return None
        self._seen = stamp
        try:
            settings = load_settings(self.path)
        except (SettingsInvalid, SettingsUnreadable) as error:
            self.error = error
            return None
        self.error = None
        return settings

    def _stamp(self) -> _Stamp | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
