"""In which language and light a user wants the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docvault.database import preferences
from docvault.errors import BadArgument

if TYPE_CHECKING:
    from docvault.vault import Vault

LANGUAGES = ("zh", "en")
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user chose; None is what the browser says."""

    language: str | None = None
    theme: str | None = None


def of(vault: Vault, user: str) -> Preferences:
    """Return what a user chose."""
    with vault.database.read() as connection:
        return Preferences(*preferences.of(connection, user))


def save(vault: Vault, user: str, chosen: Preferences) -> None:
    """Keep what a user chose. Raises BadArgument."""
    for argument, value, allowed in (
        ("language", chosen.language, LANGUAGES),
        ("theme", chosen.theme, THEMES),
    ):
        if value is not None and value not in allowed:
            raise BadArgument(argument=argument, value=value, allowed=", ".join(allowed))
    with vault.database.write() as connection:
        preferences.put(connection, user, chosen.language, chosen.theme)
