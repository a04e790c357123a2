"""Text to the pieces that are indexed, and where they stand in the text.

Chinese is written without blanks, so every character and every two neighbouring characters are
pieces: whatever is asked for, of one character or of many, is found wherever it stands. Digits and
the other scripts without blanks are treated alike; words of Latin, Greek or Cyrillic letters are
pieces as a whole, English ones also by their stem. Text is folded first, character by character:
full width to half width, traditional to simplified (OpenCC), capitals to small letters, so a
position in the folded text is the same position in the text. Only what is cut into pieces is also
composed (NFC: macOS writes é and が as two characters) and freed of what nobody sees.

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
_MARK, _PIECE, _LETTER, _BLANK, _LINE, _UNSEEN = 0, 1, 2, 3, 4, 5  # a mark parts, as all others do
_SHIFT = np.uint64(21)  # a character has at most 21 bits
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
# Scripts with blanks between words; Thai, Lao, Tibetan, Khmer, Chinese and Japanese have none.
_LETTERS = ((0, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xD800), (0xFB00, 0x20000))
_VARIANTS = ((0x180B, 0x1810), (0xFE00, 0xFE10), (0xE0100, 0xE01F0))  # say how the last one looks
_SPACED = ((0, 0x0E00), (0x10A0, 0x1780), (0x1800, 0x1950), (0x1C80, 0x2E80), (0xA640, 0xA8E0))
_MOST_LETTERS = 40  # of a word; longer ones are no words, and are cut
# More combining marks on one character are no writing, and normalizing them takes quadratic time
# (Unicode Standard Annex 15 calls text without them stream-safe).
_MOST_MARKS = 30
# PDF writers put radicals for characters; Unicode decomposes only the other block of them.
_RADICALS = dict(
    zip(
        "⺁⺒⺓⺝⺟⺠⺩⺮⺰⻁⻄⻅⻆⻉⻋⻐⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂巳幺月母民王竹纟虎西见角贝车钅長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_ASCII_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a text consists of.

    `singles`: code of each character that is a piece, `singles_at` their positions; `pairs`: for
    each of them the key of it and its neighbour, or of it alone where none follows; `words` and
    `words_at`: words of letters, each followed by its stem where that differs, and their positions.
    Positions count characters and words; between two sentences one is left out.
    """

    singles: Codes
    singles_at: Codes
    pairs: Keys
    words: tuple[str, ...]
    words_at: Codes
    length: int


def fold(text: str) -> str:
    """Return the text as it is compared: the same number of characters."""
    return _decoded(_tables().folded[_encoded(text)])


def pair(text: str) -> int:
    """Return the key of two characters, or of one that none follows, as in `Pieces.pairs`.

    All pairs that begin with a character lie between its own key and that of the next character.
    """
    return ord(text[0]) << 21 | (ord(text[1]) if text[1:] else 0)


def analyze(text: str) -> Pieces:
    """Return the pieces of a text of any length, in time proportional to it."""
    seen = _look(text)
    singles = seen.folded[seen.is_piece]
    positions = seen.position[seen.is_piece]
    pairs = singles.astype(np.uint64) << _SHIFT
    joined = np.flatnonzero(positions[1:] == positions[:-1] + 1)
    pairs[joined] |= singles[joined + 1]
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
    codes = _composed(_encoded(text))
    codes = codes[~_unseen(codes)]
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


def _composed(codes: Codes) -> Codes:
    """Return the text with a letter and its marks as one character, where there is one."""
    joins = _tables().joins[codes]
    if not joins.any():
        return codes
    at = np.arange(codes.size)
    since = at - np.maximum.accumulate(np.where(joins, -1, at))  # the character that is marked
    kept = codes[since <= _MOST_MARKS]
    return _encoded(unicodedata.normalize("NFC", _decoded(kept)))


def _unseen(codes: Codes) -> npt.NDArray[np.bool_]:
    """Return which characters are as if they were not there; of two that end a line, the first."""
    unseen: npt.NDArray[np.bool_] = _tables().kinds[codes] == _UNSEEN
    unseen[:-1] |= (codes[:-1] == ord("\r")) & (codes[1:] == ord("\n"))
    return unseen


def _gaps(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Return where a stretch of punctuation or an empty line ends what belongs together.

    Blanks between two characters do not part them, nor does one line end: pages are set in lines,
    and titles with blanks between their characters.
    """
    other = (kinds == _MARK).astype(np.uint32)
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
    """Of every character: its folded code, its kind, whether it may join the one before it."""

    folded: Codes
    kinds: npt.NDArray[np.uint8]
    joins: npt.NDArray[np.bool_]


@functools.cache
def _tables() -> _Tables:
    """Make the tables of all characters, once a process."""
    folded = np.arange(_SIZE, dtype=np.uint32)
    kinds = np.full(_SIZE, _MARK, np.uint8)
    joins = np.zeros(_SIZE, np.bool_)
    for first, last in _LETTERS:
        for code in range(first, last):
            _enter(code, folded, kinds)
            joins[code] = unicodedata.combining(chr(code)) > 0
    joins[0x1160:0x1200] = True  # the second and third part of a Hangul syllable
    kinds[0xAC00:0xD7A4] = _PIECE  # Hangul
    for first, last in _HAN:
        kinds[first:last] = _PIECE
    for radical, character in _RADICALS.items():
        folded[ord(radical)], kinds[ord(radical)] = ord(character), _PIECE
    for first, last in _VARIANTS:
        kinds[first:last] = _UNSEEN
    _simplify(folded)
    return _Tables(folded[folded], kinds, joins)  # twice: radicals 見 are characters 見 are 见


def _enter(code: int, folded: Codes, kinds: npt.NDArray[np.uint8]) -> None:
    character = chr(code)
    if unicodedata.category(character) in {"Cn", "Co", "Cs"}:  # nobody knows what it is
        return
    plain = unicodedata.normalize("NFKC", character)
    small = (plain if len(plain) == 1 else character).lower()
    if len(small) == 1:
        folded[code] = ord(small)
    kinds[code] = _kind(small[0])


def _kind(character: str) -> int:
    if character in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        return _LINE
    category = unicodedata.category(character)
    if character.isspace():
        return _BLANK
    if category in {"Cf", "Me"}:  # a soft hyphen, a joiner, a circle around a digit
        return _UNSEEN
    if category[0] == "N":
        return _PIECE
    if category[0] in "LM":
        return _LETTER if _is_spaced(character) else _PIECE
    return _MARK


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
