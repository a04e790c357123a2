"""The words in which rules speak of names: the parts, quoted text, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from naming_rules.characters import is_invisible, is_space, shown
from naming_rules.language import Text

_FIELDS: Final = {
    "department": Text("部门", "department"),
    "type": Text("文件类型", "type"),
    "category": Text("分类编码", "category"),
    "date": Text("日期", "date"),
    "version": Text("版本号", "version"),
    "title": Text("简称", "title"),
    "mark": Text("标记", "mark"),
    "year": Text("年份", "year"),
    "month": Text("月份", "month"),
    "category1": Text("一级分类", "first level"),
    "category2": Text("二级分类", "second level"),
}
_BLANK: Final = Text("空格", "a blank")
_BLANKS: Final = {
    " ": _BLANK,
    "\t": Text("制表符", "a tab"),
    "\n": Text("换行", "a line break"),
    "\u00a0": Text("不换行空格（U+00A0）", "a blank that does not break (U+00A0)"),
    "\u3000": Text("全角空格（U+3000）", "a full-width blank (U+3000)"),
}
_LONGEST: Final = 60


def field_word(field: str) -> Text:
    """Return what a part of a name or place is called; a declared field by its own name."""
    return _FIELDS.get(field) or Text(field, field)


def quoted(text: str) -> Text:
    """Return a piece of a name in quotes, cut when long, nothing in it unseen; blanks in words."""
    if text and not text.strip(" "):
        return _BLANK
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    seen = "".join(c if _is_seen(c) else f"<{shown(c)}>" for c in cut)
    return Text(f"“{seen}”", f"“{seen}”")


def listed(characters: Iterable[str]) -> Text:
    """Return characters as a message lists them, each once, in order; blanks in words."""
    words = [_BLANKS.get(each) or Text(shown(each), shown(each)) for each in characters]
    apart = any(word in _BLANKS.values() for word in words)
    return joined(list(dict.fromkeys(words)), *(("、", ", ") if apart else (" ", " ")))


def joined(texts: Sequence[Text], zh: str, en: str) -> Text:
    """Return several texts as one."""
    return Text(zh.join(text.zh for text in texts), en.join(text.en for text in texts))


def _is_seen(character: str) -> bool:
    if character == " ":
        return True
    return character.isprintable() and not is_space(character) and not is_invisible(character)
