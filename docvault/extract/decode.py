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
_CHINESE = ("gb18030", "big5hkscs", "utf_16_le", "utf_16_be")
# The commonest characters, simplified and traditional: about half of any Chinese text. Read in the
# wrong encoding hardly any of them come out.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "本前开但因只从想实日者意无力与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很"
    "最重并物手应向头文体政美相见被利什二等产或新制身果加西月话合回特代内信表化老给世位次度门任"
    "常先海通教原东声提立及比员解水名真论处走义各入几口认条平系气题活更别变四总何电数安少报才结"
    "反受目太量再感建务做接必场件计管期市直资命山金指许统区保至队形社便空决治展科司五基书非则达"
    "光放强即难权思完设式色路记南品住告类求据程北边张该交规万取望术领共确传师观清今切院识候带导"
    "争运周营财审批档案考勤议纪划标项版签章负责按照依单执职這個們來爲國說時會對於過發後裏種經麼"
    "學現當沒動還進樣開從實無與長機關點業將兩間問並應頭體見產話內給門東聲員論處義幾認條氣題別變"
    "總電數報結務場計資許統區隊決書則達強難權設記類據邊張該規萬術領確傳師觀識帶導爭運營財審檔議"
    "紀劃標項簽負責單執職"
)
_ENOUGH = 0.2
_FIRST_WORDS = 4096


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
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return damaged * 50 < beyond_ascii


def _likeliest(sample: bytes) -> str:
    shares = sorted((_share(sample[:_FIRST_WORDS], codec), codec) for codec in _CHINESE)
    (second, _), (share, codec) = shares[-2:]
    if share >= _ENOUGH and share > 2 * second:
        return codec
    # Every pair of bytes is some character of UTF-16: without a zero byte (which any line end or
    # digit has) it is not among the guesses, or it would win every short text.
    guesses = (*_GUESSES, "utf_16_le", "utf_16_be") if b"\0" in sample else _GUESSES
    best = charset_normalizer.from_bytes(sample, cp_isolation=list(guesses)).best()
    return best.encoding if best else _GUESSES[0]


def _share(sample: bytes, codec: str) -> float:
    """Return how many of the characters beyond ASCII are among the commonest."""
    foreign = [character for character in sample.decode(codec, "replace") if character > "\x7f"]
    return sum(character in _COMMON for character in foreign) / max(1, len(foreign))
