"""One spelling for a word of the language, however it was typed."""

from __future__ import annotations

import functools

import opencc

from docvault.model.document import fold


def plain(text: str) -> str:
    """Return a word without the differences of case, width and script: 類型 is 类型."""
    return str(_to_simplified().convert(fold(text)))


@functools.cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
