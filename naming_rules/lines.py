"""Whether the versions that lie in a folder are in line, told from what a glance gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from naming_rules.quick import Document
from naming_rules.scheme import version_of

_MOST_REMEMBERED: Final = 20_000


class Lines:
    """Judges lines of versions, and remembers what it said of each."""

    def __init__(self, keep: int) -> None:
        """`keep` is how many versions lie in the folders."""
        self.keep = keep
        self._known: dict[tuple[str, ...], bool] = {}

    def are_tidy(
        self, current: Sequence[tuple[Document, str]], superseded: Sequence[tuple[Document, str]]
    ) -> bool:
        """Tell whether no document is there twice, and its versions follow one another.

        In doubt it says False: where two documents could own the same superseded file.
        """
        if len({document for document, _ in current}) < len(current):
            return False
        if not superseded:
            return True
        lines: dict[object, list[str]] = defaultdict(list)
        for document, version in current:
            lines[_trace(document)].append(version)
        if len(lines) < len(current):
            return False
        for document, version in superseded:
            lines[_trace(document)].append(version)
        return all(self._is_in_line(tuple(line)) for line in lines.values() if len(line) > 1)

    def _is_in_line(self, line: tuple[str, ...]) -> bool:
        if line not in self._known:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            versions = sorted(map(version_of, line))
            follow = all(after.follows(before) for before, after in pairwise(versions))
            self._known[line] = follow and len(line) <= self.keep
        return self._known[line]


def _trace(document: Document) -> tuple[str, str, str, str]:
    """Return what the name of a document still says once it is superseded."""
    key, day, title, extension = document
    month = key[-1] if isinstance(key, tuple) else str(key)
    return month, day, title, extension
