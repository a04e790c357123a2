"""The settings of a vault: `docvault.toml`, one file, strictly read.

`model.py` says what there is, `reading.py` reads it, and `zh.toml` and `en.toml` are what
`docvault init` writes.
"""

from docvault.settings.model import Settings
from docvault.settings.reading import SETTINGS_FILE, default_settings, load_settings, settings_of

__all__ = ["SETTINGS_FILE", "Settings", "default_settings", "load_settings", "settings_of"]
