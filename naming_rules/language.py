"""The two languages of every message: Chinese and English, written side by side."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the wording of one language."""
        return self.zh if language == "zh" else self.en

    def format(self, **fields: object) -> Text:
        """Return the text with its `{field}` marks filled in, in both languages.

        A field that is a Text itself goes into each wording in that wording's language.
        """
        return Text(
            self.zh.format(**{name: _worded(value, "zh") for name, value in fields.items()}),
            self.en.format(**{name: _worded(value, "en") for name, value in fields.items()}),
        )

    def __str__(self) -> str:
        return self.in_(current_language())


def _worded(value: object, language: Language) -> object:
    return value.in_(language) if isinstance(value, Text) else value


def current_language() -> Language:
    """Return the language that is spoken here: of whoever is answered, else of this process.

    For the process `DOCVAULT_LANG` decides, else the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that
    is set (POSIX order); `zh…` is Chinese, anything else English.
    """
    if spoken := _spoken.get():
        return spoken
    variables = ("DOCVAULT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    said = next(filter(None, map(os.environ.get, variables)), "en")
    return "zh" if said.lower().startswith("zh") else "en"


@contextlib.contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak one language as long as this lasts, in this thread or task only."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(*, zh: str, en: str) -> str:
    """Return one wording at once, for texts fixed at import (the help of a command)."""
    return zh if current_language() == "zh" else en
