"""The text of a Rich Text file (rtf), in whatever encodings its fonts are.

Written here, because a converter that gives only text knows no headings, no rows and nothing of
what the file says of itself. Source: Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from docvault.extract.limited import Trouble
from docvault.extract.pieces import Heading, Line, Piece, Property, PropertyKey
from docvault.extract.refusal import Refusal

_MOST = 256 << 20  # bytes; the pictures are in it, in hexadecimal
_MOST_NESTED = 10_000
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?"  # a control word and its number
    rb"|((?:\\'[0-9A-Fa-f]{2})+)"  # bytes of text
    rb"|\\([^A-Za-z])"
    rb"|([{}])"
    rb"|([^\\{}\r\n]+)"
)
_CODE_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_CODE_PAGES |= {page: f"cp{page}" for page in (437, 850, 874, *range(1250, 1259))}
_CHARSETS = {134: 936, 136: 950, 128: 932, 129: 949, 238: 1250, 204: 1251, 161: 1253, 162: 1254}
_CHARSETS |= {177: 1255, 178: 1256, 186: 1257, 222: 874, 163: 1258}
_CHARACTERS = {"tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’"}
_CHARACTERS |= {"ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " "}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\t": "\t"}
_ENDS = {"par", "line", "page", "sect", "column"}
# Groups whose text no reader sees, or sees elsewhere: bullets, pictures, a second wording.
_UNSEEN = {"fonttbl", "colortbl", "stylesheet", "pict", "listtext", "pntext", "nonshppict"}
_UNSEEN |= {"objdata", "shprslt", "upr", "xe", "tc", "rxe", "info", "filetbl"}
_SEEN_WITHIN = {"shptxt", "ud"}  # text inside a group that is otherwise skipped
_APART = {"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"}
_APART |= {"footnote", "shptxt", "annotation"}
_ABOUT: dict[str, PropertyKey] = {
    "title": "title",
    "author": "author",
    "subject": "subject",
    "keywords": "keywords",
    "creatim": "created",
    "revtim": "modified",
}
_MOMENT = ("yr", "mo", "dy", "hr", "min")
_BODY_LEVEL = 9


def rich_text_pieces(path: Path) -> Iterator[Piece]:
    """Yield what the file says of itself, then its paragraphs and table rows in order.

    Notes, boxes, headers and footers come where they stand in the file. Tracked deletions are
    left out.
    """
    if path.stat().st_size > _MOST:
        raise Refusal(Trouble.SIZE, f"more than {_MOST} bytes")
    data = path.read_bytes()
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Refusal(Trouble.DAMAGED, "not Rich Text")
    reader = _Reader()
    reader.read(data)
    yield from reader.pieces


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its end takes back."""

    seen: bool = True
    within: str = ""  # the group of `info` or the table of fonts that is being read
    codec: str = ""
    replacements: int = 1  # how many characters stand in for one that is given by its number
    deleted: bool = False
    apart: bool = False


class _Reader:
    """Goes through the file once; its pieces are in `pieces`."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._state = _State()
        self._outer: list[_State] = []
        self._page = "cp1252"  # the document's own encoding
        self._fonts: dict[int, str] = {}
        self._font = 0  # whose entry in the table of fonts is being read
        self._bytes = bytearray()  # text that is not decoded yet
        self._words: list[str] = []
        self._to_skip = 0
        self._moment: dict[str, int] = {}
        self._cells: list[str] = []
        self._in_table, self._table = False, 0
        self._level = _BODY_LEVEL

    def read(self, data: bytes) -> None:
        """Read the whole file."""
        at = 0
        while found := _TOKEN.search(data, at):
            at = found.end()
            word, number, escaped, symbol, brace, plain = found.groups()
            if brace:
                self._brace(brace)
            elif word == b"bin":  # so many raw bytes follow
                at += max(0, int(number or 0))
            elif word:
                self._control(word.decode(), int(number) if number else None)
            elif symbol == b"*":
                self._set(seen=False)
            elif symbol in (b"\n", b"\r"):
                self._end_line()
            elif symbol in _SYMBOLS:
                self._character(_SYMBOLS[symbol])
            elif symbol not in (b"-", b"|", b":"):
                self._add(_unescaped(escaped) if escaped else symbol or plain)
        self._end_line()

    def _brace(self, brace: bytes) -> None:
        self._to_skip = 0
        if brace == b"{":
            if len(self._outer) >= _MOST_NESTED:
                raise Refusal(Trouble.HOSTILE, f"more than {_MOST_NESTED} groups in each other")
            self._outer.append(self._state)
            return
        before, inner = (self._outer.pop() if self._outer else _State()), self._state
        if inner.within in _ABOUT and before.within != inner.within:
            self._note(_ABOUT[inner.within])
        if inner.apart and not before.apart:
            self._end_line()
        self._flush()
        self._state = before

    def _note(self, key: PropertyKey) -> None:
        value = self._taken()
        if self._moment:
            year, month, day, hour, minute = (self._moment.get(each, 0) for each in _MOMENT)
            value = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"
            self._moment = {}
        self.pieces.append(Property(key, value))

    def _control(self, word: str, number: int | None) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif word == "u" and number is not None:
            self._character(chr(number & 0xFFFF))
            self._to_skip = self._state.replacements
        elif word == "uc":
            self._set(replacements=min(number or 0, 9))
        elif word in _SEEN_WITHIN or word in _APART:
            self._begin_apart(word)
        elif word in _UNSEEN:
            self._set(seen=False, within=word)
        elif self._state.within:
            self._within(word, number)
        elif word in _CHARACTERS:
            self._character(_CHARACTERS[word])
        elif self._state.seen and word in _ENDS:
            self._end_paragraph()
        else:
            self._format(word, number)

    def _begin_apart(self, word: str) -> None:
        if word in _SEEN_WITHIN:
            self._set(seen=True, within="")
        if word in _APART and self._state.seen:
            self._end_line()
            self._set(apart=True)

    def _within(self, word: str, number: int | None) -> None:
        """Read the table of fonts and `info`."""
        within = self._state.within
        if within == "fonttbl" and number is not None:
            if word == "f":
                self._font = number
            elif word in ("fcharset", "cpg"):
                page = _CHARSETS.get(number, 0) if word == "fcharset" else number
                if page in _CODE_PAGES:
                    self._fonts[self._font] = _CODE_PAGES[page]
        elif within == "info" and word in _ABOUT:
            self._flush()
            self._words.clear()
            self._set(within=word)
        elif within in ("creatim", "revtim") and word in _MOMENT and number is not None:
            self._moment[word] = number

    def _format(self, word: str, number: int | None) -> None:
        match word:
            case "ansicpg" if number in _CODE_PAGES:
                self._page = _CODE_PAGES[number]
            case "f" if number is not None:
                self._flush()
                self._set(codec=self._fonts.get(number, ""))
            case "plain":
                self._flush()
                self._set(codec="", deleted=False)
            case "deleted":
                self._set(deleted=number != 0)
            case "pard":
                self._in_table, self._level = False, _BODY_LEVEL
            case "intbl":
                self._in_table = True
            case "outlinelevel":
                self._level = _BODY_LEVEL if number is None else number
            case "cell" if self._state.seen:
                self._cells.append(" ".join(self._taken().split()))
            case "row" if self._state.seen:
                self._end_row()
            case "nestcell":
                self._character(" ")

    def _set(self, **changed: object) -> None:
        self._state = replace(self._state, **changed)  # type: ignore[arg-type]

    def _add(self, data: bytes) -> None:
        """Take bytes of text; a character's second byte may be written as a letter."""
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        if self._is_taken():
            self._bytes += data[skipped:]

    def _character(self, character: str) -> None:
        if self._is_taken():
            self._flush()
            self._words.append(character)

    def _is_taken(self) -> bool:
        return (self._state.seen and not self._state.deleted) or self._state.within in _ABOUT

    def _flush(self) -> None:
        if self._bytes:
            self._words.append(self._bytes.decode(self._state.codec or self._page, "replace"))
            self._bytes.clear()

    def _taken(self) -> str:
        self._flush()
        text = "".join(self._words)
        self._words.clear()
        # Characters beyond U+FFFF are written as two numbers.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _end_paragraph(self) -> None:
        if self._in_table and not self._state.apart:
            self._character(" ")  # it goes on in its cell
        else:
            self._end_line()

    def _end_line(self) -> None:
        text = self._taken().strip()
        if not text:
            return
        if self._level < _BODY_LEVEL:
            self.pieces.append(Heading(text))
        self.pieces.append(Line(text))

    def _end_row(self) -> None:
        line = "\t".join(self._cells).rstrip()
        self._cells.clear()
        last = self.pieces[-1] if self.pieces else None
        if not (isinstance(last, Line) and last.table):
            self._table += 1
        if line:
            self.pieces.append(Line(line, self._table))


def _unescaped(escaped: bytes) -> bytes:
    return bytes.fromhex(escaped.replace(b"\\'", b"").decode())
