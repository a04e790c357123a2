"""What somebody is looking at and has not decided on: JSON under an id, a day at the longest."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docvault.store.files import make_folder, store_errors, write_atomically

_KEPT_SECONDS = 24 * 3600
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Drafts:
    """The folder they lie in, and one for what is not finished, which is cleared elsewhere."""

    folder: Path
    scratch: Path

    def put(self, data: Any) -> str:
        """Keep JSON; return its id. Raises DiskFull, StoreUnwritable."""
        with store_errors(self.folder):
            make_folder(self.folder)
        self._forget_old()
        draft = secrets.token_hex(8)
        # ASCII: names in no encoding have lone surrogates, which JSON can escape.
        write_atomically(
            self.folder / f"{draft}.json", json.dumps(data).encode("ascii"), scratch=self.scratch
        )
        return draft

    def get(self, draft: str) -> Any:
        """Return what was kept, None when it is not there any more."""
        if not _ID.fullmatch(draft):
            return None
        try:
            return json.loads((self.folder / f"{draft}.json").read_bytes())
        except (OSError, ValueError):
            return None

    def drop(self, draft: str) -> None:
        """Take it away."""
        if _ID.fullmatch(draft):
            with store_errors(self.folder):
                (self.folder / f"{draft}.json").unlink(missing_ok=True)

    def _forget_old(self) -> None:
        late = time.time() - _KEPT_SECONDS
        for path in self.folder.glob("*.json"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < late:
                    path.unlink()
