"""Which reader reads which kind of file. Nothing is imported until a child needs it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

_PLAIN = "docvault.extract.plain:source_lines"
_HTML = "docvault.extract.plain:html_lines"
_WORD = "docvault.extract.word:word_lines"
_SHEET = "docvault.extract.sheet:sheet_lines"
READERS = {
    **dict.fromkeys((".txt", ".md", ".csv", ".json", ".xml"), _PLAIN),
    **dict.fromkeys((".html", ".htm"), _HTML),
    **dict.fromkeys((".docx", ".docm"), _WORD),
    **dict.fromkeys((".xlsx", ".xlsm"), _SHEET),
}
"""Extension (lower case, with its dot) -> reader."""
OFFICE = frozenset(kind for kind, reader in READERS.items() if reader in (_WORD, _SHEET))
"""The kinds that can carry a revision record."""


def kind_of(name: str) -> str:
    """Return the extension that decides how a file is read: lower case, with its dot."""
    return PurePath(name).suffix.lower()


def lines_of(path: Path, kind: str) -> Iterator[str]:
    """Yield the lines of a file of a known kind; only ever called in a confined child."""
    module, _, function = READERS[kind].partition(":")
    reader: Callable[[Path], Iterator[str]] = getattr(importlib.import_module(module), function)
    return reader(path)
