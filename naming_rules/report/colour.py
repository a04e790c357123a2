"""Colours on a terminal, as rich finds it able to show them (NO_COLOR, TERM=dumb, 16 and more)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style

Paint = Callable[[str, str], str]


def painter(out: TextIO) -> Paint:
    """Return the function that gives words a style ("bold red") on `out`.

    Only the colours are rich's: its layout costs 0.3 ms a line, half a minute for 100,000.
    """
    console = Console(file=out)
    name = console.color_system
    if name is None or console.no_color:
        return lambda text, _style: text
    system = COLOR_SYSTEMS[name]
    return lambda text, style: Style.parse(style).render(text, color_system=system)
