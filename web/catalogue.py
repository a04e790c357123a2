"""What the templates say in Chinese: gettext catalogues, one file for each area of the site.

The templates are written in English; `locale/zh/*.po` holds the Chinese. They are read as text at
the start, so there is nothing to compile and nothing that can be older than its source.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from naming_rules.language import current_language


def gettext(message: str) -> str:
    """Return a message in the language that is spoken here."""
    if current_language() == "en":
        return message
    return chinese().get(message, message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return a message that speaks of a number of things. Chinese has one form."""
    if current_language() == "en":
        return singular if number == 1 else plural
    return chinese().get(singular, plural)


@cache
def chinese() -> dict[str, str]:
    """Return English -> Chinese, of all areas."""
    return {key: text for each in catalogues().values() for key, text in each.items()}


def catalogues() -> dict[str, dict[str, str]]:
    """Return each area's messages: English -> Chinese."""
    folder = files("web") / "locale" / "zh"
    return {
        each.name.removesuffix(".po"): dict(_messages(each))
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".po")
    }


def _messages(file: Traversable) -> list[tuple[str, str]]:
    with file.open("rb") as opened:
        catalogue: Catalog = read_po(opened, locale="zh")
    return [(_first(message.id), _first(message.string)) for message in catalogue if message.id]


def _first(text: object) -> str:
    return str(text[0]) if isinstance(text, tuple | list) else str(text)
