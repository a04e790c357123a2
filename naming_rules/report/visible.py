"""Hostile names made fit for a page, a terminal or a file format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

# DEL and C1, line separators, marks and overrides of direction, what has no width.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    r"""Return `text` with every character one cannot see written as an escape.

    Control characters (a terminal would obey them), bidi and zero-width characters, spaces that
    are not the space, and undecodable bytes become `\n`, `\xNN`, `\uNNNN` or `\UNNNNNNNN`. What
    comes back is one line that UTF-8 and XML 1.0 can hold.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def dumps(value: object, *, default: Callable[[Any], object] | None = None) -> str:
    r"""Return `value` as JSON that UTF-8 can hold, Chinese readable.

    A name with undecodable bytes holds lone surrogates, which UTF-8 cannot; they are written
    as `\udcXX`, which every JSON reader gives back as they were. So are the characters that a
    terminal would obey and JSON does not escape by itself. `default` as in `json.dumps`.
    """
    text = json.dumps(value, ensure_ascii=False, default=default)
    text = _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def raw(path: str) -> bytes:
    """Return the bytes of a path as they are on disk, whatever the locale of this process."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate from a Windows share, no escaped byte
        return path.encode("utf-8", "surrogatepass")
