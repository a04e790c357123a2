"""Which characters a name may hold: the tables and tests that the rules share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

FORBIDDEN: Final = frozenset('*?"<>|:/\\')
"""What Windows and SMB refuse in a name ("Naming Files, Paths, and Namespaces")."""

DASHES: Final = frozenset("－﹣‐‑‒–−⁃﹘")
"""Dashes that are taken for the ASCII `-`; the Chinese dash `—` may stand in a title."""

BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidi_Control (Unicode, PropList.txt)."""

_CONTROL_SPACES: Final = frozenset("\t\n\v\f\r\x85")
_INVISIBLE: Final = re.compile(
    "["
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)  # Default_Ignorable_Code_Point without Bidi_Control, the blank Braille cell, annotation marks
_WIDE_MARKS: Final = {
    ord(wide): narrow for wide, narrow in zip("．／＼＊＜＞｜＂", './\\*<>|"', strict=True)
}
_WIDE: Final = {
    code: chr(code - 0xFEE0)
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_MATHEMATICAL: Final = {
    code: narrow
    for code in (*range(0x2102, 0x214A), *range(0x1D400, 0x1D800))
    if len(narrow := unicodedata.normalize("NFKC", chr(code))) == 1
    and narrow.isascii()
    and narrow.isalnum()
}
_RADICALS: Final = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)
}
_ALIKE: Final = {**_WIDE, **_WIDE_MARKS, **_MATHEMATICAL, **_RADICALS}

CYRILLIC: Final = dict(
    zip("АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝ", "ABESIJKMHOPCTYXaeopcyxsijhdqw", strict=True)
)
GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳν", "ABEZHIKMNOPTYXocjv", strict=True))
_FOREIGN: Final = {**CYRILLIC, **GREEK}
_LETTERS: Final = re.compile(r"[A-Za-z\u0370-\u03ff\u0400-\u052f]+")


_ORDINARY: Final = re.compile("[-_.+()0-9A-Za-z\u4e00-\u9fff（）《》【】，、。：；！？“”—…]*")


def is_ordinary(text: str) -> bool:
    """Tell whether a text holds only characters that no rule has anything against, nor blanks."""
    return _ORDINARY.fullmatch(text) is not None


def those(text: str, test: Callable[[str], bool]) -> list[str]:
    """Return the characters of a text that pass a test which no ordinary one passes."""
    return [] if is_ordinary(text) else [character for character in text if test(character)]


def is_space(character: str) -> bool:
    """Tell whether a character is white space, tabs and line breaks included."""
    return character in _CONTROL_SPACES or unicodedata.category(character) in {"Zs", "Zl", "Zp"}


def is_invisible(character: str) -> bool:
    """Tell whether nothing is seen of a character; spaces and directions are not meant."""
    return _INVISIBLE.match(character) is not None


def is_undecodable(character: str) -> bool:
    """Tell whether a character stands for a byte that was no UTF-8, or for half a character."""
    return "\ud800" <= character <= "\udfff"


def is_unfit(character: str) -> bool:
    """Tell whether no name may hold a character: refused by Windows, control, of no script."""
    if character in FORBIDDEN:
        return True
    if character in _CONTROL_SPACES or is_invisible(character):
        return False
    return unicodedata.category(character) in {"Cc", "Cn", "Co", "Cs"}


def look_alikes(text: str) -> dict[str, str]:
    """Return the characters of a text that pass for others, each with the one it passes for.

    A Cyrillic or Greek letter passes for a Latin one beside Latin letters, or where the text has
    no letter that shows the script; `Договор` is a word.
    """
    if is_ordinary(text):
        return {}
    found = {character: _ALIKE[ord(character)] for character in text if ord(character) in _ALIKE}
    runs = [match[0] for match in _LETTERS.finditer(text)]
    for alike, first, last in ((GREEK, "\u0370", "\u03ff"), (CYRILLIC, "\u0400", "\u052f")):
        plain = any(first <= c <= last and c not in alike for run in runs for c in run)
        for run in runs:
            if not plain or any(c.isascii() for c in run):
                found |= {c: alike[c] for c in run if c in alike}
    return found


def tidied(text: str) -> str:
    """Return `text` as it was probably meant, so that its parts can be read.

    Look-alikes become what they pass for, white space is one blank, and what may not be there
    and parts nothing is gone.
    """
    if is_ordinary(text):
        return text.lstrip(".-").rstrip(".")
    text = unicodedata.normalize("NFC", text)
    alike = look_alikes(text)
    kept = (" " if is_space(c) else alike.get(c, c) for c in text if not _vanishes(c))
    return "".join(kept).lstrip(" .-").rstrip(" .")


def _vanishes(character: str) -> bool:
    if character in FORBIDDEN:
        return character in '*?"<>'
    return character in BIDI or is_invisible(character) or is_unfit(character)


def shown(character: str) -> str:
    """Return a character as a message shows it: by its code point when it cannot be seen."""
    code = f"U+{ord(character):04X}"
    if is_undecodable(character):
        return f"\\x{ord(character) - 0xDC00:02x}" if character >= "\udc80" else code
    seen = character.isprintable() and not is_space(character) and not is_invisible(character)
    return (
        f"{character} ({code})" if seen and not character.isascii() else character if seen else code
    )
