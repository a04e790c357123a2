"""Reading docvault.toml: strictly, and naming in one line what is wrong and what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from docvault.errors import SettingsInvalid, SettingsUnreadable
from docvault.settings.model import Settings, WrongSetting
from naming_rules.errors import TomlUnreadable
from naming_rules.language import Text
from naming_rules.report.visible import visible
from naming_rules.toml_file import read_toml

SETTINGS_FILE = "docvault.toml"
_MOST_SHOWN = 80
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")
_SOME_TABLE = Text("一个表", "a table")


def default_settings(preset: str) -> str:
    """Return the text of a new vault's docvault.toml for the preset `zh` or `en`."""
    return files("docvault.settings").joinpath(f"{preset}.toml").read_text("utf-8")


def load_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises SettingsUnreadable when it is no TOML, or no file that can be read; SettingsInvalid
    naming the first key that is wrong, its value and what is allowed.
    """
    try:
        table = read_toml(path)
    except TomlUnreadable as exc:
        raise SettingsUnreadable(**exc.fields) from exc
    return settings_of(table, file=str(path))


def settings_of(table: Mapping[str, Any], *, file: str = SETTINGS_FILE) -> Settings:
    """Return the settings in a parsed file, which errors call `file`. Raises SettingsInvalid."""
    try:
        return Settings.model_validate(table)
    except WrongSetting as exc:
        value = exc.value if exc.shown else _shown(exc.value)
        raise SettingsInvalid(file=file, key=exc.key, value=value, allowed=exc.allowed) from exc
    except ValidationError as exc:
        error = exc.errors(include_url=False, include_context=False)[0]
        raise SettingsInvalid(
            file=file,
            key=_dotted(error["loc"]),
            value=_shown(error["input"]),
            allowed=_allowed(error),
        ) from exc


def _dotted(location: Sequence[str | int]) -> str:
    """Return a key as it would be written in TOML, `levels.names[1]`."""
    key = ""
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        else:
            key += "." * bool(key) + (part if _BARE_KEY.fullmatch(part) else _quoted(part))
    return key


def _shown(value: object) -> str:
    """Return a value as it is in the file: on one line, not too long, without a password."""
    if isinstance(value, str):
        shown = _quoted(_PASSWORD.sub(r"\1…@", value))
    else:
        shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 1]}…"


def _quoted(text: str) -> str:
    """Return a TOML string in which nothing is invisible."""
    return visible(json.dumps(text, ensure_ascii=False))


def _allowed(error: ErrorDetails) -> Text:
    """Return what is allowed at the place of an error: the Text of its field, or the keys."""
    model: type[BaseModel] = Settings
    allowed = _SOME_TABLE
    for part in error["loc"]:
        field = model.model_fields.get(str(part))
        if field is None:
            keys = ", ".join(model.model_fields)
            return Text(f"只有这些键：{keys}", f"only the keys {keys}")
        allowed = next((text for text in field.metadata if isinstance(text, Text)), _SOME_TABLE)
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            break
        model = field.annotation
    return allowed
