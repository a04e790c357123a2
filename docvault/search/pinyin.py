"""Chinese names as they are typed on a keyboard: `yyb` and `yunying` find 运营部."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from docvault.search.analysis import fold

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_MOST_SYLLABLES = 8  # nobody types more in one go; the rest is found from its own beginning


@functools.lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """Return all that may be typed for a part of a name, each to be matched by its beginning.

    From every character on: the syllables in full, and their initials.
    """
    return tuple(sorted({word for run in _HAN.findall(fold(name)) for word in _of_run(run)}))


def _syllables(run: str) -> list[str]:
    """Return the readings of a run of characters, by its words where they are known."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 0.3 s that only who needs them pays

    return list(lazy_pinyin(run, errors="ignore"))


def _of_run(run: str) -> Iterator[str]:
    syllables = _syllables(run)
    for start in range(len(syllables)):
        typed = syllables[start : start + _MOST_SYLLABLES]
        yield "".join(typed)
        if len(typed) > 1:
            yield "".join(syllable[0] for syllable in typed)


def places_typed(name: str, letters: str) -> list[tuple[int, int]]:
    """Return the spans of a name that may have been meant by letters that were typed."""
    found = []
    for run in _HAN.finditer(fold(name)):
        syllables = _syllables(run[0])
        for start in range(len(syllables)):
            count = _typed(syllables[start:], letters)
            if count:
                found.append((run.start() + start, run.start() + start + count))
    return found


def _typed(syllables: list[str], letters: str) -> int:
    """Return how many syllables letters stand for that are typed from the first one on."""
    if letters == "".join(syllable[0] for syllable in syllables[: len(letters)]):
        return len(letters)
    rest = letters
    for count, syllable in enumerate(syllables, 1):
        if syllable.startswith(rest):
            return count
        if not rest.startswith(syllable):
            return 0
        rest = rest[len(syllable) :]
    return 0
