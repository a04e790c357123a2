"""Bytes to text, for files whose encoding nobody wrote down."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a file may declare (XML, HTML): the name it uses -> the codec; gb18030 and big5hkscs contain
# what the older names stand for. Other names are not followed: some of Python's codecs are slow.
_DECLARABLE = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
# What a mail may declare besides.
_OTHERS = re.compile(
    r"utf-?(?:7|8|16)(?:[bl]e)?|iso-8859-\d{1,2}|iso-2022-(?:jp|kr)|windows-125\d|cp125\d|koi8-[ru]|"
    r"shift_jis|euc-(?:jp|kr)|hz-gb-2312|cp9(?:32|49)"
)
_SEVEN_BITS = re.compile(r"iso-2022-.*|hz-.*|utf-?7")
_DECLARED = re.compile(rb"""(?:encoding|charset)\s{0,9}=\s{0,9}["']?([A-Za-z0-9-]{1,20})""")
_GUESSES = ("gb18030", "big5hkscs", "cp1252")
_SAMPLE = 256 * 1024


def decode(data: bytes, *, declared: str = "") -> str:
    """Return the text of a file's bytes; never fails, at worst some characters become U+FFFD.

    A byte order mark decides, then whether the bytes are UTF-8 (a few damaged ones allowed), then
    what the file declares (or `declared`, where that is written elsewhere), then the likeliest of
    GB 18030, Big5, UTF-16 and Windows-1252.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if _SEVEN_BITS.fullmatch(declared.lower()):
        return decode_as(data, declared)
    text = data.decode("utf-8", "replace")
    if _is_utf8(text):
        return text
    if not declared and (found := _DECLARED.search(data[:1024])):
        declared = found[1].decode()
    return data.decode(_codec(declared) or _likeliest(data[:_SAMPLE]), "replace")


def decode_as(data: bytes, declared: str) -> str:
    """Return the text of bytes whose encoding is written down; an unknown one is guessed at."""
    codec = _codec(declared)
    return data.decode(codec, "replace") if codec else decode(data)


def _codec(declared: str) -> str:
    name = declared.lower()
    return _DECLARABLE.get(name) or (name if _OTHERS.fullmatch(name) else "")


def _is_utf8(text: str) -> bool:
    """Other encodings, read as UTF-8, come out damaged at nearly every character beyond ASCII."""
    damaged = text.count("\ufffd")
    if not damaged:
        return "\0" not in text
    beyond_ascii = sum(character > "\x7f" for character in text)
    return damaged * 50 < beyond_ascii


def _likeliest(sample: bytes) -> str:
    # Every pair of bytes is some character of UTF-16: without a zero byte (which any line end or
    # digit has) it is not among the guesses, or it would win every short text.
    guesses = (*_GUESSES, "utf_16_le", "utf_16_be") if b"\0" in sample else _GUESSES
    best = charset_normalizer.from_bytes(sample, cp_isolation=list(guesses)).best()
    return best.encoding if best else _GUESSES[0]
