"""Text to the pieces that are indexed, and where they stand in the text.

Chinese is written without blanks, so every character and every two neighbouring characters are
pieces: whatever is asked for, of one character or of many, is found wherever it stands. Digits and
the other scripts without blanks are treated alike; words of Latin, Greek or Cyrillic letters are
pieces as a whole, English ones also by their stem. Text is folded first, character by character:
full width to half width, traditional to simplified (OpenCC), capitals to small letters, so a
position in the folded text is the same position in the text.

All of a text is worked on at once with numpy; only words of letters are looked at one by one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import opencc
import snowballstemmer

Codes = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]

_SIZE = 0x110000
_PIECE, _LETTER, _BLANK, _LINE = 1, 2, 3, 4
_SHIFT = np.uint64(21)  # a character has at most 21 bits
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
# Scripts with blanks between words; Thai, Lao, Tibetan, Khmer, Chinese and Japanese have none.
_SPACED = ((0, 0x0E00), (0x10A0, 0x1780), (0x1800, 0x1950), (0x1C80, 0x2E80), (0xA640, 0xA8E0))
_MOST_LETTERS = 40  # of a word; longer ones are no words, and are cut
_ASCII_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a text consists of.

    `singles`: code of each character that is a piece, `singles_at` their positions; `pairs`: key of
    each two neighbours, `at` the position of the first; `words` and `words_at`: words of letters,
    each followed by its stem where that differs, and their positions.
    Positions count characters and words; between two sentences one is left out.
    """

    singles: Codes
    singles_at: Codes
    pairs: Keys
    at: Codes
    words: tuple[str, ...]
    words_at: Codes
    length: int


def fold(text: str) -> str:
    """Return the text as it is compared: the same number of characters."""
    return _decoded(_tables().folded[_encoded(text)])


def pair(text: str) -> int:
    """Return the key of two characters, as they stand in `Pieces.pairs`."""
    return ord(text[0]) << 21 | ord(text[1])


def analyze(text: str) -> Pieces:
    """Return the pieces of a text of any length, in time proportional to it."""
    seen = _look(text)
    singles = seen.folded[seen.is_piece]
    positions = seen.position[seen.is_piece]
    joined = np.flatnonzero(positions[1:] == positions[:-1] + 1)
    pairs = singles[joined].astype(np.uint64) << _SHIFT | singles[joined + 1]
    words: list[str] = []
    places: list[int] = []
    if seen.starts.size:
        text = _decoded(seen.folded)
        at = seen.position[seen.starts].tolist()
        for start, end, place in zip(seen.starts.tolist(), seen.ends.tolist(), at, strict=True):
            word = text[start : min(end, start + _MOST_LETTERS)]
            words.append(word)
            places.append(place)
            if (root := stem(word)) != word:
                words.append(root)
                places.append(place)
    return Pieces(
        singles,
        positions,
        pairs,
        positions[joined],
        tuple(words),
        np.array(places, np.uint32),
        seen.length,
    )


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of an English word, any other word as it is. `word` is folded."""
    return str(_stemmer().stemWord(word)) if _ASCII_WORD.fullmatch(word) else word


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text, character by character: folded code, whether a piece, position; runs of letters."""

    folded: Codes
    is_piece: npt.NDArray[np.bool_]
    position: Codes
    starts: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    length: int


def _look(text: str) -> _Seen:
    tables = _tables()
    codes = _encoded(text)
    folded = tables.folded[codes]
    kinds = tables.kinds[codes]
    is_piece = kinds == _PIECE
    letters = np.concatenate(([False], kinds == _LETTER, [False])).astype(np.int8)
    edges = np.diff(letters)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    counted = is_piece.copy()
    counted[starts] = True
    steps = counted.astype(np.uint32)
    steps[_gaps(kinds)] += 1
    position = np.cumsum(steps, dtype=np.uint32)
    return _Seen(folded, is_piece, position, starts, ends, int(counted.sum()))


def _gaps(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Return where a stretch of punctuation or an empty line ends what belongs together.

    Blanks between two characters do not part them, nor does one line end: pages are set in lines,
    and titles with blanks between their characters.
    """
    other = (kinds == 0).astype(np.uint32)
    lines = (kinds == _LINE).astype(np.uint32)
    content = np.flatnonzero((kinds == _PIECE) | (kinds == _LETTER))
    if not content.size:
        return content
    marks, ends = np.cumsum(other), np.cumsum(lines)
    parted = (np.diff(marks[content]) > 0) | (np.diff(ends[content]) > 1)
    return content[1:][parted]


def _encoded(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _decoded(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


@dataclass(frozen=True, slots=True)
class _Tables:
    folded: Codes
    kinds: npt.NDArray[np.uint8]


@functools.cache
def _tables() -> _Tables:
    """Make the tables of all characters, once a process."""
    folded = np.arange(_SIZE, dtype=np.uint32)
    kinds = np.zeros(_SIZE, np.uint8)
    for code in range(0x3400):  # every script with letters of its own; the rest below
        _enter(code, folded, kinds)
    for first, last in ((0xA000, 0xAC00), (0xD7A4, 0xD800), (0xFB00, 0x10000)):
        for code in range(first, last):
            _enter(code, folded, kinds)
    kinds[0xAC00:0xD7A4] = _PIECE  # Hangul
    for first, last in _HAN:
        kinds[first:last] = _PIECE
    _simplify(folded)
    return _Tables(folded, kinds)


def _enter(code: int, folded: Codes, kinds: npt.NDArray[np.uint8]) -> None:
    character = chr(code)
    plain = unicodedata.normalize("NFKC", character)
    small = (plain if len(plain) == 1 else character).lower()
    if len(small) == 1:
        folded[code] = ord(small)
    kinds[code] = _kind(small[0])


def _kind(character: str) -> int:
    if character in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        return _LINE
    category = unicodedata.category(character)
    if character.isspace() or category == "Cf":  # a soft hyphen or a joiner parts nothing
        return _BLANK
    if category[0] == "N":
        return _PIECE
    if category[0] in "LM":
        return _LETTER if _is_spaced(character) else _PIECE
    return 0


def _is_spaced(character: str) -> bool:
    """Whether the script is written with blanks between words."""
    return any(first <= ord(character) < last for first, last in _SPACED)


def _simplify(folded: Codes) -> None:
    """Let each traditional character be its simplified one; of several, the commonest."""
    han = [chr(code) for first, last in _HAN for code in range(first, last)]
    # Compatibility ideographs are the characters they stand for.
    plain = [unicodedata.normalize("NFKC", character)[0] for character in han]
    simple = opencc.OpenCC("t2s").convert("\n".join(plain)).split("\n")
    for character, one in zip(han, simple, strict=True):
        if len(one) == 1:
            folded[ord(character)] = ord(one)


@functools.cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
