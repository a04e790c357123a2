"""The settings of a vault: `docvault.toml`, one file, strictly read.

`model.py` says what there is, `reading.py` reads it, and `zh.toml` and `en.toml` are what
`docvault init` writes; `writing.py` changes the text, `watching.py` sees that it was changed.
"""

from docvault.settings.model import Settings
from docvault.settings.reading import SETTINGS_FILE, default_settings, load_settings, settings_of
from docvault.settings.watching import SettingsFile

__all__ = [
    "SETTINGS_FILE",
    "Settings",
    "SettingsFile",
    "default_settings",
    "load_settings",
    "settings_of",
]
