"""A bar chart: words as words, which wrap and are read aloud, and bars as inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

SHOWN: Final = 10
_LEAST: Final = 0.6  # per cent: a bar that can still be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """One row; `faint` marks the row that is no group of its own (unknown, others)."""

    label: str
    count: int
    faint: bool = False


def bars(rows: list[Bar], others: str) -> str:
    """Return the chart; rows beyond the first `SHOWN` become one row called `others`."""
    shown = rows[:SHOWN]
    if rest := sum(row.count for row in rows[SHOWN:]):
        shown.append(Bar(f"{others} ({len(rows) - SHOWN})", rest, faint=True))
    longest = max((row.count for row in shown), default=1)
    return f'<ul class="bars">\n{"".join(_row(row, longest) for row in shown)}</ul>\n'


def _row(row: Bar, longest: int) -> str:
    width = max(100 * row.count / longest, _LEAST)
    faint = ' class="faint"' if row.faint else ""
    return (
        f"<li{faint}><span>{escape(row.label)}</span> <b>{row.count:,}</b>"
        '<svg height="8" aria-hidden="true">'
        '<rect class="track" width="100%" height="8" rx="4"/>'
        f'<rect class="bar" width="{width:.1f}%" height="8" rx="4"/></svg></li>\n'
    )
