"""The results of one run as Markdown, and their place in the design document."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("GitPython", "SQLAlchemy", "click")
Cells = dict[str, dict[str, str]]
"""Row -> column -> what was found."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured: what it took, what stood beside it, its goal and whether it is met."""

    what: str
    found: str
    beside: str = ""
    goal: str = ""
    met: bool | None = None


@dataclass(slots=True)
class Results:
    """What a run has found so far of one topic, which has its own place in the document."""

    topic: str = "benchmarks"
    libraries: Sequence[str] = _LIBRARIES
    rows: list[Row] = field(default_factory=list)
    growth: dict[str, dict[int, str]] = field(default_factory=dict)
    compared: Cells = field(default_factory=dict)
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])

    def add(
        self,
        what: str,
        found: str,
        *,
        beside: Sequence[str] = (),
        goal: str = "",
        met: bool | None = None,
    ) -> None:
        """Note one result."""
        self.rows.append(Row(what, found, " · ".join(beside), goal, met))

    def grown(self, what: str, size: int, found: str) -> None:
        """Note one result that is to be compared over sizes."""
        self.growth.setdefault(what, {})[size] = found

    def compare(self, what: str, column: str, found: str) -> None:
        """Note one result of several that stand side by side: `median / 95 % / most` in ms."""
        self.compared.setdefault(what, {})[column] = found

    def __bool__(self) -> bool:
        return bool(self.rows or self.growth or self.compared)

    def markdown(self) -> str:
        """Return everything as Markdown."""
        parts = [self._machine(), self._table(), self._growth_table(), self._comparison()]
        return "\n\n".join(filter(None, parts))

    def _machine(self) -> str:
        libraries = ", ".join(f"{name} {version(name)}" for name in self.libraries)
        return (
            f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores shared with"
            f" other work (load {self.load_before:.1f} before, {os.getloadavg()[0]:.1f} after the"
            f" run), {platform.system()}. Python {platform.python_version()}, {_git()}, SQLite"
            f" {sqlite3.sqlite_version}, {libraries}. Medians; what stands beside a figure was"
            " measured in the same run, taking turns with it."
        )

    def _table(self) -> str:
        rows = [
            f"| {row.what} | {row.found} | {row.beside} | {row.goal} | {_verdict(row.met)} |"
            for row in self.rows
        ]
        head = ["| what | found | beside it | goal | met |", "|---|--:|---|---|---|"]
        return "\n".join(head + rows) if rows else ""

    def _growth_table(self) -> str:
        sizes = sorted({size for found in self.growth.values() for size in found})
        cells = {
            what: {f"{size:,}": found[size] for size in sizes if size in found}
            for what, found in self.growth.items()
        }
        return _side_by_side("documents in the archive", cells, [f"{size:,}" for size in sizes])

    def _comparison(self) -> str:
        columns = list(
            dict.fromkeys(column for found in self.compared.values() for column in found)
        )
        return _side_by_side("ms: median / 95 % / most", self.compared, columns)

    def write_into(self, document: Path) -> None:
        """Put the tables between the markers of a document, in place of those of the last run."""
        text = document.read_text("utf-8")
        first, last = f"<!-- {self.topic} -->", f"<!-- /{self.topic} -->"
        begin, end = text.index(first) + len(first), text.index(last)
        document.write_text(f"{text[:begin]}\n{self.markdown()}\n{text[end:]}", "utf-8")


def _side_by_side(head: str, cells: Cells, columns: Sequence[str]) -> str:
    if not cells:
        return ""
    lines = [f"| {head} | {' | '.join(columns)} |", "|---|" + "--:|" * len(columns)]
    for what, found in cells.items():
        lines.append(f"| {what} | {' | '.join(found.get(each, '–') for each in columns)} |")
    return "\n".join(lines)


def ms(seconds: float) -> str:
    """Return a time for the table."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def times(of: float, what: float) -> str:
    """Return how many times `what` goes into `of`."""
    return f"{of / what:.3g}×"


def rate(count: int, seconds: float) -> str:
    """Return how many a second."""
    return f"{count / seconds:,.0f}/s"


def _verdict(met: bool | None) -> str:
    return "" if met is None else "yes" if met else "**no**"


def _git() -> str:
    said = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout
    return said.strip().replace(" version", "")


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.machine()
