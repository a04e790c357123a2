"""Charts: SVG made here, without scripts; colours come from the style sheet, so dark mode is too.

Every chart has a title and says in words what it shows; the page gives the same numbers as a table.
A share is 0 to 1; None is "nothing to count". The axis of shares always begins at 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 440, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 14, 34
_GRID = (0.0, 0.5, 1.0)
_WIDEST_COLUMN = 34
_MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One column or point: what stands below it, its share, and what is said of it."""

    label: str
    share: float | None
    note: str


def bar(share: float | None, kind: str = "") -> Markup:
    """Return a bar that fills a share of its cell; the number stands beside it, so it is hidden."""
    width = round(100 * (share or 0), 2)
    return Markup(
        '<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-rest" width="100" height="8"/>'
        '<rect class="bar-share" width="{}" height="8"/></svg>'
    ).format(kind, width)


def columns(points: Sequence[Point], title: str) -> Markup:
    """Return one column for each point."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(points), 1)
    width = min(step * 0.7, _WIDEST_COLUMN)
    return _chart(points, title, _columns(points, step, width), step)


def line(points: Sequence[Point], title: str) -> Markup:
    """Return a line through the points, the oldest first; it breaks where there is no share."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(points), 1)
    return _chart(points, title, _line(points, step), step)


def _chart(points: Sequence[Point], title: str, drawing: Iterator[Markup], step: float) -> Markup:
    told = "; ".join(point.note for point in points)
    parts = Markup("").join([*_axis(), *drawing, *_labels(points, step)])
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(_WIDTH, _HEIGHT, f"{title}: {told}", parts)


def _axis() -> Iterator[Markup]:
    for share in _GRID:
        y = _y(share)
        yield Markup('<line class="grid-line" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
            _LEFT, _WIDTH - _RIGHT, y, y
        )
        yield Markup('<text class="tick" x="{}" y="{}" text-anchor="end">{}%</text>').format(
            _LEFT - 6, y + 4, round(100 * share)
        )


def _columns(points: Sequence[Point], step: float, width: float) -> Iterator[Markup]:
    for number, point in enumerate(points):
        x = _LEFT + step * number + (step - width) / 2
        if point.share is None:
            continue
        yield Markup("<g><title>{}</title>{}{}</g>").format(
            point.note,
            _rect("bar-rest", x, _y(1), width, _y(0) - _y(1)),
            _rect("bar-share", x, _y(point.share), width, _y(0) - _y(point.share)),
        )


def _line(points: Sequence[Point], step: float) -> Iterator[Markup]:
    places = [
        (round(_LEFT + step * (number + 0.5), 1), _y(point.share), point)
        for number, point in enumerate(points)
        if point.share is not None
    ]
    path = " ".join(f"{x},{y}" for x, y, _ in places)
    yield Markup('<polyline class="trend" points="{}"/>').format(path)
    for x, y, point in places:
        dot = Markup('<circle class="dot" cx="{}" cy="{}" r="4"><title>{}</title></circle>')
        yield dot.format(x, y, point.note)


def _labels(points: Sequence[Point], step: float) -> Iterator[Markup]:
    every = -(-len(points) // _MOST_LABELS) if points else 1
    last = len(points) - 1
    for number, point in enumerate(points):
        # Counted from the newest, which is the one that matters.
        if (last - number) % every:
            continue
        x = round(_LEFT + step * (number + 0.5), 1)
        for row, word in enumerate(point.label.split("\n")):
            yield Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                x, _HEIGHT - _BOTTOM + 14 + 13 * row, escape(word)
            )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
        kind, round(x, 1), round(y, 1), round(width, 1), round(max(height, 0), 1)
    )


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM), 1)
