"""Chinese names as they are typed on a keyboard: `yyb` and `yunying` find 运营部."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from docvault.search.analysis import fold

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_MOST_SYLLABLES = 8  # nobody types more in one go; the rest is found from its own beginning


@functools.lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """Return all that may be typed for a part of a name, each to be matched by its beginning.

    From every character on: the syllables in full, and their initials.
    """
    return tuple(sorted({word for run in _HAN.findall(fold(name)) for word in _of_run(run)}))


def _of_run(run: str) -> Iterator[str]:
    syllables = lazy_pinyin(run, errors="ignore")
    for start in range(len(syllables)):
        typed = syllables[start : start + _MOST_SYLLABLES]
        yield "".join(typed)
        if len(typed) > 1:
            yield "".join(syllable[0] for syllable in typed)
