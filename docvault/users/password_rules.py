"""Which passwords are taken (OWASP ASVS 5.0, 6.2): long enough, and not what is guessed first.

Any characters, in any mixture: that a password must hold a digit and a sign makes `Password1!`,
which everybody guesses. What is counted is how much there is to guess: common words, walks along
the keyboard, dates, repetitions, and what everybody knows about the user and the company count as
one each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from docvault.errors import PasswordRefused
from docvault.users.common_words import COMMON_WORDS, ROWS
from naming_rules.language import Text

SHORTEST = 12
LONGEST = 256
_ENOUGH = 6
_SHORTEST_WALK = 3
_SHORTEST_KNOWN = 3
_LONGEST_PIECE = max(map(len, (*COMMON_WORDS, *ROWS)))
_DATE = re.compile(r"(?:19|20)\d\d(?:[-./]?(?:0?[1-9]|1[0-2])(?:[-./]?(?:0?[1-9]|[12]\d|3[01]))?)?")
_LISTED = frozenset(FREQUENCY_LISTS["passwords"])
"""The 30,000 passwords that were found most often in what was stolen elsewhere."""
_DISGUISES = str.maketrans("013457@$!", "oieastasi")
_WALKS = tuple(walk for row in ROWS for walk in (row, row[::-1]))

_SHORT = Text(
    f"至少要 {SHORTEST} 个字符；可以是几个不相干的词或一句话",
    f"it needs at least {SHORTEST} characters; a few unrelated words or a sentence will do",
)
_LONG = Text(f"最多 {LONGEST} 个字符", f"it may have at most {LONGEST} characters")
_COMMON = Text(
    "太容易猜到：都是常用的词、连续的键、日期，或大家都知道的名字；请加几个不相干的词",
    "it is guessed too easily: common words, neighbouring keys, dates, or names that everybody"
    " knows; add a few unrelated words",
)
_UNREADABLE = Text("含有无法存储的字符", "it holds a character that cannot be stored")


def normal(password: str) -> str:
    """Return a password as it is hashed: keyboards of two systems compose é differently (NFC)."""
    return unicodedata.normalize("NFC", password)


def ensure_good(password: str, known: Iterable[str] = ()) -> None:
    """Raise PasswordRefused, with what to do, for a password that cannot stand.

    `known` are names that everybody who guesses would try: the user's, the company's.
    """
    length = len(normal(password))
    if length < SHORTEST:
        raise PasswordRefused(reason=_SHORT)
    if length > LONGEST:
        raise PasswordRefused(reason=_LONG)
    try:
        password.encode()
    except UnicodeEncodeError as exc:
        raise PasswordRefused(reason=_UNREADABLE) from exc
    if normal(password).casefold() in _LISTED or guesses(password, known) < _ENOUGH:
        raise PasswordRefused(reason=_COMMON)


def guesses(password: str, known: Iterable[str] = ()) -> int:
    """Return of how many things that must be guessed one by one a password consists, at least."""
    text = normal(password).casefold()
    words = frozenset(
        piece
        for name in known
        for piece in (name.casefold(), *re.split(r"[\W_]+", name.casefold()))
        if len(piece) >= _SHORTEST_KNOWN or not piece.isascii()
    )
    plain = text.translate(_DISGUISES) if len(text.translate(_DISGUISES)) == len(text) else text
    text = _unit(text)
    return _fewest(text, plain[: len(text)], words - {""})


def _unit(text: str) -> str:
    """Return what a text repeats (abcabcabc: abc), or the text."""
    at = (text + text).find(text, 1)
    return text[:at]


def _fewest(text: str, plain: str, known: frozenset[str]) -> int:
    """Return the fewest pieces that make up the text; a piece is a known one or a character."""
    longest = max([_LONGEST_PIECE, *map(len, known)])
    best = [0]
    for end in range(1, len(text) + 1):
        fewest = best[-1] + 1
        for start in range(max(0, end - longest), end - 1):
            if best[start] + 1 < fewest and _is_one(text[start:end], plain[start:end], known):
                fewest = best[start] + 1
        best.append(fewest)
    return best[-1]


def _is_one(piece: str, plain: str, known: frozenset[str]) -> bool:
    """Tell whether somebody who guesses has this piece as a whole."""
    words = {piece, plain}
    return (
        bool(words & COMMON_WORDS)
        or bool(words & known)
        or len(set(piece)) == 1
        or (len(piece) >= _SHORTEST_WALK and any(piece in walk for walk in _WALKS))
        or _DATE.fullmatch(piece) is not None
    )
