"""The text of a message that Outlook saved (msg, MS-OXMSG)."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator
from pathlib import Path

import olefile

from docvault.extract.compound import open_compound
from docvault.extract.decode import decode, decode_as
from docvault.extract.limited import Trouble
from docvault.extract.page import pieces_of_page
from docvault.extract.pieces import Heading, Line, Piece, Property
from docvault.extract.refusal import Refusal

# Property ids (MS-OXPROPS).
_SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
_TO, _CC, _BODY, _PAGE = 0x0E04, 0x0E03, 0x1000, 0x1013
_SENT, _DELIVERED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3707, 0x3704, 0x3001
# Their types.
_UNICODE, _BYTES_OF_TEXT, _BINARY = 0x001F, 0x001E, 0x0102
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5", 65001: "utf-8", 932: "shift_jis"}
_HEAD = 32  # bytes before the first property of a message
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)


def outlook_pieces(path: Path) -> Iterator[Piece]:
    """Yield subject, people and date, the text, and the names of what is attached."""
    with open_compound(path) as file:
        if not file.exists("__properties_version1.0"):
            raise Refusal(Trouble.DAMAGED, "no message in it")
        message = _Message(file)
        subject = message.text(_SUBJECT)
        sender = message.sender()
        sent = message.time(_SENT) or message.time(_DELIVERED)
        yield Property("title", subject)
        yield Property("author", sender)
        yield Property("created", sent)
        yield Heading(subject)
        shown = {
            "Subject": subject,
            "From": sender,
            "To": message.text(_TO),
            "Cc": message.text(_CC),
            "Date": sent,
        }
        yield from (Line(f"{name}: {value}") for name, value in shown.items() if value)
        yield from message.body()
        yield from (Line(f"Attachment: {name}") for name in message.attached())


class _Message:
    """The properties of the message: texts in streams of their own, numbers in one table."""

    def __init__(self, file: olefile.OleFileIO) -> None:
        self._file = file
        table = self._stream("__properties_version1.0")[_HEAD:]
        records = struct.iter_unpack("<HHI8s", table[: len(table) // 16 * 16])
        self._numbers = {key: value for _, key, _, value in records}
        page = struct.unpack("<I", self._numbers.get(_CODE_PAGE, bytes(8))[:4])[0]
        self._charset = _CODE_PAGES.get(page, f"cp{page}")

    def text(self, key: int, folder: str = "") -> str:
        """Return a text; empty where there is none."""
        if data := self._property(key, _UNICODE, folder):
            return data.decode("utf-16-le", "replace").rstrip("\0")
        data = self._property(key, _BYTES_OF_TEXT, folder)
        return decode_as(data, self._charset).rstrip("\0")

    def time(self, key: int) -> str:
        """Return a time in ISO 8601; empty where there is none."""
        ticks = struct.unpack("<Q", self._numbers.get(key, bytes(8)))[0]
        if not ticks:
            return ""
        try:
            return (_EPOCH + datetime.timedelta(microseconds=ticks // 10)).isoformat()
        except OverflowError:
            return ""

    def sender(self) -> str:
        """Return the sender's name, with the address where it says more."""
        name = self.text(_SENDER)
        address = self.text(_SENDER_SMTP) or self.text(_SENDER_ADDRESS)
        if "@" not in address or address == name:
            return name
        return f"{name} <{address}>".strip()

    def body(self) -> Iterator[Piece]:
        """Yield the plain wording, else the page."""
        if text := self.text(_BODY):
            yield from map(Line, text.splitlines())
            return
        page = self._property(_PAGE, _BINARY, "").rstrip(b"\0")
        source = self.text(_PAGE) or decode(page, declared=self._charset)
        yield from (each for each in pieces_of_page(source) if isinstance(each, Line))

    def attached(self) -> Iterator[str]:
        """Yield the names of what is attached."""
        folders = {entry[0] for entry in self._file.listdir() if entry[0].startswith("__attach")}
        for folder in sorted(folders):
            names = (self.text(key, folder) for key in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
            if name := next(filter(None, names), ""):
                yield name

    def _property(self, key: int, kind: int, folder: str) -> bytes:
        name = f"__substg1.0_{key:04X}{kind:04X}"
        return self._stream(f"{folder}/{name}" if folder else name)

    def _stream(self, name: str) -> bytes:
        if not self._file.exists(name):
            return b""
        with self._file.openstream(name) as stream:
            data: bytes = stream.read()
        return data
