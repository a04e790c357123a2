"""Changing the settings of a vault: checked, all or nothing, and on record.

What documents depend on is not taken away from them: a department, type, category, level or scheme
that some document has stays, or the change is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docvault.access import Right, require
from docvault.database import audit_trail, usage
from docvault.database.usage import Field
from docvault.errors import CodeInUse, SettingsChanged, SettingsUnreadable
from docvault.model.event import Event
from docvault.settings import SETTINGS_FILE, Settings
from docvault.settings.writing import Changes, edited, value_at
from docvault.store.files import store_errors, write_atomically
from docvault.store.lock import locked
from naming_rules.language import Text
from naming_rules.toml_file import parse_toml

if TYPE_CHECKING:
    from docvault.vault import Vault

_LOCK_SECONDS = 10.0
_SECRET = frozenset({"url", "secret", "client_secret", "password"})
_WORDS: Mapping[Field, Text] = {
    "department": Text("部门", "The department"),
    "type": Text("文件类型", "The type"),
    "category": Text("分类", "The category"),
    "level": Text("密级", "The level"),
    "scheme": Text("命名方案", "The naming scheme"),
}
_NOT_UTF8 = Text("不是 UTF-8", "it is not UTF-8")


@dataclass(frozen=True, slots=True)
class SettingsText:
    """docvault.toml as it stands on the disk, and the mark a change to it starts from."""

    text: str
    mark: str

    @property
    def table(self) -> dict[str, Any]:
        """What is written there, without the defaults. Raises TomlUnreadable."""
        return parse_toml(self.text, SETTINGS_FILE)


def settings_text(vault: Vault) -> SettingsText:
    """Return the settings as they are written. Raises SettingsUnreadable, StoreUnwritable."""
    path = vault.root / SETTINGS_FILE
    with store_errors(path):
        data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise SettingsUnreadable(file=path, reason=_NOT_UTF8) from exc
    return SettingsText(text, hashlib.sha256(data).hexdigest()[:16])


def with_changes(vault: Vault, changes: Changes) -> Settings:
    """Return the settings as they would be; changes nothing.

    Raises SettingsInvalid, SettingsUnreadable, CodeInUse.
    """
    _, settings = edited(settings_text(vault).text, changes)
    _ensure_unused(vault, settings)
    return settings


def change_settings(
    vault: Vault, changes: Changes, *, actor: str, started_from: str | None = None
) -> Settings:
    """Change docvault.toml, and the vault at once; other processes see it within a second.

    `started_from` is the `SettingsText.mark` of what was shown to whoever decided. Raises
    ActorNotAllowed, SettingsChanged when it is no longer that, SettingsInvalid, CodeInUse,
    StoreError; then nothing has changed.
    """
    require(vault.actor(actor), Right.ADMINISTER)
    path = vault.root / SETTINGS_FILE
    with locked(vault.own / "locks" / "settings.lock", timeout=_LOCK_SECONDS):
        before = settings_text(vault)
        if started_from is not None and started_from != before.mark:
            raise SettingsChanged(file=SETTINGS_FILE)
        written, settings = edited(before.text, changes)
        if written != before.text:
            _ensure_unused(vault, settings)
            detail = {"changed": _told(before.table, changes)}
            # On record first: a change without a line is worse than a line without a change.
            with vault.database.write() as connection:
                event = Event(vault.now(), actor, "settings-change", detail=detail)
                audit_trail.append(connection, event)
            write_atomically(path, written.encode(), scratch=vault.staging)
    vault.refresh_settings(now=True)
    return settings


def codes_of(settings: Settings, field: Field) -> tuple[str, ...]:
    """Return what the settings know of a field."""
    naming = settings.naming
    if field == "level":
        return settings.levels.names
    if field == "scheme":
        return tuple(scheme.id for scheme in naming.schemes)
    return tuple(naming.codes_of(field).codes)


def _ensure_unused(vault: Vault, settings: Settings) -> None:
    """Raise CodeInUse for what the settings no longer know although documents have it."""
    with vault.database.read() as connection:
        for field, word in _WORDS.items():
            gone = {*codes_of(vault.settings, field)} - {*codes_of(settings, field)}
            if not gone:
                continue
            used = usage.counts(connection, field)
            for value in sorted(gone & used.keys()):
                raise CodeInUse(field=word, value=value, count=used[value])


def _told(before: Mapping[str, Any], changes: Changes) -> dict[str, object]:
    """Return for the record what each key was and is; of a secret only that it was changed."""
    told: dict[str, object] = {}
    for key, value in changes.items():
        old = value_at(before, key)
        if old == value:
            continue
        secret = any(part in _SECRET for part in key)
        told[".".join(key)] = {} if secret else {"before": old, "after": value}
    return told
