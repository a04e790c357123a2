"""The text of mail: one message (eml), or a box of them (mbox)."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from itertools import groupby, pairwise
from pathlib import Path
from quopri import decodestring
from typing import Any

from docvault.extract.decode import decode, decode_as
from docvault.extract.limited import Trouble
from docvault.extract.page import pieces_of_page
from docvault.extract.pieces import Heading, Line, Piece, Property
from docvault.extract.refusal import Refusal

_MOST = 256 << 20  # bytes; what is attached is in it, in base64
_SHOWN = ("Subject", "From", "To", "Cc", "Date")
# RFC 2047; a space inside the words is not allowed and yet written.
_ENCODED = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?]*)\?=")


def mail_pieces(path: Path) -> Iterator[Piece]:
    """Yield subject, people and date, the text, and the names of what is attached.

    Of a message in several wordings the plain one is taken. What is attached is not opened; a
    message inside the message is read like the rest.
    """
    message = message_from_bytes(_bytes_of(path))
    subject = _header(message, "Subject")
    yield Property("title", subject)
    yield Property("author", _header(message, "From"))
    yield Property("created", _header(message, "Date"))
    yield Heading(subject)
    yield from _message(message)


def mailbox_pieces(path: Path) -> Iterator[Piece]:
    """Yield the same of every message in a box; the subjects are its headings.

    The box is cut by ourselves: Python's own reader opens a mailbox to write in it.
    """
    for data in _cut(_bytes_of(path)):
        message = message_from_bytes(data)
        yield Heading(_header(message, "Subject"))
        yield from _message(message)


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > _MOST:
        raise Refusal(Trouble.SIZE, f"more than {_MOST} bytes of mail")
    return path.read_bytes()


def _cut(box: bytes) -> Iterator[bytes]:
    """Yield the messages: each begins after a line `From …` at the start or after an empty line."""
    begun = [found.span() for found in re.finditer(rb"(?:\A|(?<=\n)\r?\n)From .*\n?", box)]
    if not begun and box.strip():
        raise Refusal(Trouble.DAMAGED, "not a mailbox")
    begun.append((len(box), len(box)))
    for (_, start), (end, _) in pairwise(begun):
        yield box[start:end]


def _message(message: Message) -> Iterator[Piece]:
    for name in _SHOWN:
        if value := _header(message, name):
            yield Line(f"{name}: {value}")
    yield from _body(message)


def _body(part: Message) -> Iterator[Piece]:
    kind = part.get_content_type()
    inner: Any = part.get_payload()
    if isinstance(inner, list):
        if kind == "message/rfc822":
            for message in inner:
                yield from _message(message)
        else:
            for each in _wording(inner) if kind == "multipart/alternative" else inner:
                yield from _body(each)
    elif name := _file_name(part):
        yield Line(f"Attachment: {name}")
    elif kind == "text/html":
        yield from (each for each in pieces_of_page(_text(part)) if isinstance(each, Line))
    elif kind.startswith("text/"):
        yield from map(Line, _text(part).splitlines())


def _wording(parts: list[Message]) -> list[Message]:
    """Return of several wordings the plain one, else the last, which RFC 2046 calls the best."""
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    return plain[:1] or parts[-1:]


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_param("charset", "")
    return decode(
        data if isinstance(data, bytes) else b"",
        declared=charset if isinstance(charset, str) else charset[2],
    )


def _file_name(part: Message) -> str:
    plain = Message()  # the same, without bytes that Python's own would give up
    for name in ("Content-Disposition", "Content-Type"):
        plain[name] = _written(part, name)
    for name, key in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        match plain.get_param(key, header=name):
            case (charset, _, str(value)):  # RFC 2231
                return decode_as(value.encode("latin-1", "replace"), charset or "")
            case str(value):
                return _unfolded(value)
    return ""


def _header(message: Message, name: str) -> str:
    """Return a header as a reader sees it; empty where there is none."""
    return _unfolded(_written(message, name))


def _written(message: Message, name: str) -> str:
    """Return a header as it is written; raw bytes beyond ASCII are guessed at like a file's."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return value if value.isascii() else decode(_raw(value))
    return ""


def _unfolded(raw: str) -> str:
    raw = re.sub(r"(?<=\?=)\s+(?==\?)", "", raw)  # between two encoded words there is no space
    return " ".join("".join(_words(raw)).split())


def _words(raw: str) -> Iterator[str]:
    """Yield the decoded runs of a header.

    The bytes of neighbouring words are joined first: many programs cut a Chinese character in two.
    """
    runs: list[tuple[str, bytes]] = []
    end = 0
    for found in _ENCODED.finditer(raw):
        if found.start() > end:
            runs.append(("", _raw(raw[end : found.start()])))
        runs.append((found[1].lower(), _decoded(found[2], found[3])))
        end = found.end()
    runs.append(("", _raw(raw[end:])))
    for charset, run in groupby(runs, key=lambda each: each[0]):
        data = b"".join(part for _, part in run)
        yield decode_as(data, charset) if charset else decode(data)


def _raw(words: str) -> bytes:
    return words.encode("utf-8", "surrogateescape")


def _decoded(way: str, words: str) -> bytes:
    data = _raw(words)
    if way in "qQ":
        return decodestring(data, header=True)
    try:
        return b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data
