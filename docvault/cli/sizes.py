"""Sizes as people write them: `500MB`, `2GB`; the units are those of a file manager, of 1024."""

from __future__ import annotations

import math
import re
from typing import Any

import click

from naming_rules.language import say

_UNITS = ("B", "KB", "MB", "GB", "TB")
_KILO = 1024
_WRITTEN = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,3})?)\s*(?:([kmgt])(?:i?b)?|b)?", re.IGNORECASE)


class _Size(click.ParamType[int]):
    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return how many bytes are meant."""
        if isinstance(value, int):
            return value
        found = _WRITTEN.fullmatch(str(value).strip())
        if found is None:
            self.fail(
                say(
                    zh=f"“{value}”不是大小；请写成 500MB。",
                    en=f"{value!r} is no size; write 500MB.",
                ),
                param,
                ctx,
            )
        power = " kmgt".index((found[2] or " ").lower())
        return math.floor(float(found[1]) * math.pow(_KILO, power))


SIZE = _Size()


def size_text(count: int) -> str:
    """Return a number of bytes in the unit people read."""
    unit = min(int(math.log(max(count, 1), _KILO)), len(_UNITS) - 1)
    return f"{round(count / _KILO**unit, 1):g} {_UNITS[unit]}"
