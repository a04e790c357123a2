"""What may have been meant by a word that is not found."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from pypinyin.constants import PINYIN_DICT
from rapidfuzz import process
from rapidfuzz.distance import OSA

# Letters from which on a word may have one wrong, and two: any shorter, and every word is near.
_ONE_WRONG: Final = 3
_TWO_WRONG: Final = 6
_SHORTEST: Final = 2
_LONGEST: Final = 60
"""No longer one is mistyped in one or two places only."""
_SHORTLIST: Final = 50
_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


def closest(word: str, candidates: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the candidates that are nearest to a word, the nearest first, each once.

    Near is what sounds alike, character by character and without tones, as when a pinyin keyboard
    offered the wrong character (运赢部 for 运营部, also 運營部); and what differs by one character
    (words of three to five) or two (longer ones), put, left out, replaced or exchanged with its
    neighbour. What sounds alike comes before what does not; among equals the order of the
    candidates decides, so give the likelier first. The word itself is no suggestion.

    Candidates are compared as they are spelled: fold case and width first. 200,000 of them take
    25 ms, since each is asked for its length, and only those of a fitting length for more: for
    its last character, and by RapidFuzz in C. Lying scattered in memory they take three times as
    long. The first Chinese word takes 0.05 s more, for the table of what sounds alike.
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    wrong = (len(word) >= _ONE_WRONG) + (len(word) >= _TWO_WRONG)
    least, longest = len(word) - wrong, len(word) + wrong
    names = [name for name in candidates if least <= len(name) <= longest]
    alike = _sounding_alike(word, names)
    near = dict.fromkeys([*alike[:_SHORTLIST], *_spelled_alike(word, names, wrong)])
    near.pop(word, None)
    alike_too = frozenset(alike)
    sounds = _sounds(word)

    def distance(name: str) -> tuple[int, int]:
        heard = 0 if name in alike_too else OSA.distance(sounds, _sounds(name))
        return heard, OSA.distance(word, name)

    return sorted(near, key=distance)[:most]


def _spelled_alike(word: str, names: Sequence[str], wrong: int) -> list[str]:
    """Return the names that differ from the word by at most `wrong` characters."""
    if not wrong:
        return []
    found = process.extract(word, names, scorer=OSA.distance, score_cutoff=wrong, limit=_SHORTLIST)
    return [name for name, _, _ in found]


def _sounding_alike(word: str, names: Sequence[str]) -> list[str]:
    """Return the names each of whose characters may sound like the word's at its place."""
    if word.isascii():
        return []
    *others, last = [_homophones(character) for character in word]
    length = len(word)
    return [
        name
        for name in names
        if len(name) == length
        and name[-1] in last
        and all(character in heard for character, heard in zip(name, others, strict=False))
    ]


def _sounds(word: str) -> list[str]:
    return [min(_readings(character), default=character) for character in word]


def _homophones(character: str) -> frozenset[str]:
    """Return the characters that share a reading with this one, itself included."""
    heard = (_characters()[reading] for reading in _readings(character))
    return frozenset({character}.union(*heard))


@functools.cache
def _characters() -> dict[str, set[str]]:
    """Return the characters of each reading."""
    characters: dict[str, set[str]] = {}
    for code, readings in PINYIN_DICT.items():
        for reading in readings.split(","):
            characters.setdefault(_toneless(reading), set()).add(chr(code))
    return characters


def _readings(character: str) -> set[str]:
    return {_toneless(each) for each in PINYIN_DICT.get(ord(character), "").split(",") if each}


@functools.cache
def _toneless(reading: str) -> str:
    bare = unicodedata.normalize("NFD", reading).translate(_TONES)
    return unicodedata.normalize("NFC", bare)
