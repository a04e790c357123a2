"""The numbers before paragraphs of a Word document, as Word counts and writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from docx.oxml.ns import qn

_VALUE, _LEVEL, _ID = qn("w:val"), qn("w:ilvl"), qn("w:numId")
_DIGITS, _UNITS = "零一二三四五六七八九", ("", "十", "百", "千")
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl"}
_ROMAN |= {10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLES = 20
_MOST = 9999
_DEEPEST = 8


def chinese(number: int) -> str:
    """Return a number in Chinese: 一, 十, 十二, 一百零五."""
    said, pending = "", False
    for place, digit in enumerate(map(int, reversed(str(number)))):
        if digit:
            gap = _DIGITS[0] if pending and said else ""
            said = _DIGITS[digit] + _UNITS[place] + gap + said
            pending = False
        else:
            pending = bool(said)
    return said[1:] if said.startswith("一十") else said


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN.items():
        said += letters * (number // value)
        number %= value
    return said


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 5)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= _CIRCLES else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographTraditional": lambda number: _STEMS[(number - 1) % len(_STEMS)],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % len(_BRANCHES)],
    "none": lambda _: "",
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "ideographDigital",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        chinese,
    ),
}


def formatted(number: int, form: str) -> str:
    """Return a number of a list in one of Word's formats; plain digits where it is unknown."""
    return _FORMATS.get(form, str)(number) if 0 < number <= _MOST else str(number)


class Numbering:
    """Counts the paragraphs of all lists of a document, in the order of reading."""

    def __init__(self, root: Any | None) -> None:
        """`root`: of the part numbering.xml, None where there is none."""
        lists = () if root is None else root.findall(qn("w:abstractNum"))
        kinds = {each.get(qn("w:abstractNumId")): each for each in lists}
        self._lists: dict[str, Any] = {}
        for each in () if root is None else root.findall(qn("w:num")):
            kind = each.find(qn("w:abstractNumId"))
            if kind is not None and kind.get(_VALUE) in kinds:
                self._lists[each.get(_ID)] = kinds[kind.get(_VALUE)]
        self._counts: dict[str, list[int | None]] = {}

    def label(self, list_id: str, level: int) -> str | None:
        """Count one paragraph; return what stands before it, None where it is in no list."""
        kind = self._lists.get(list_id)
        if kind is None or not 0 <= level <= _DEEPEST:
            return None
        own = self._level(kind, level)
        if own is None:
            return None
        key = kind.get(qn("w:abstractNumId"))
        counts = self._counts.setdefault(key, [None] * (_DEEPEST + 1))
        before = counts[level]
        counts[level] = _start(own) if before is None else before + 1
        counts[level + 1 :] = [None] * (_DEEPEST - level)
        if _said(own, "numFmt") == "bullet":
            return "•"
        return re.sub(r"%([1-9])", lambda found: self._number(kind, int(found[1]) - 1), _text(own))

    def _number(self, kind: Any, level: int) -> str:
        element = self._level(kind, level)
        if element is None:
            return ""
        count = self._counts[kind.get(qn("w:abstractNumId"))][level]
        return formatted(_start(element) if count is None else count, _said(element, "numFmt"))

    def _level(self, kind: Any, level: int) -> Any | None:
        levels = kind.findall(qn("w:lvl"))
        return next((each for each in levels if each.get(_LEVEL) == str(level)), None)


def _start(level: Any) -> int:
    start = _said(level, "start")
    return int(start) if start.isdecimal() and len(start) < len(str(_MOST)) else 1


def _text(level: Any) -> str:
    return _said(level, "lvlText")[:100]


def _said(level: Any, name: str) -> str:
    element = level.find(qn(f"w:{name}"))
    return "" if element is None else element.get(_VALUE, "")
