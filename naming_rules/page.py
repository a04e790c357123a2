"""The page of a rule: its docstring, read.

English paragraphs and Chinese ones (those with more Chinese characters than Latin words), in any
order; the first of each language is the summary. Lines `Bad: …` and `Good: …` are examples, run as
tests: a name, or several paths parted by ` | `, which may stand on lines of their own. In an
example `<U+200B>` is that character, and `<一×90>` ninety times 一.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from inspect import cleandoc
from typing import Final

from naming_rules.language import Text

_CHARACTER: Final = re.compile(r"<U\+([0-9A-F]{4,6})>")
_MANY: Final = re.compile(r"<(.)×([0-9]{1,4})>")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]+")
# A blank beside a full-width mark, or between two Chinese characters, was a line end.
_BROKEN: Final = re.compile(
    r"(?<=[\u3000-\u303f\uff00-\uffef]) | (?=[\u3000-\u303f\uff00-\uffef])"
    r"|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
)
_EXAMPLE: Final = re.compile(r"(Bad|Good): (.+)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a rule says of itself; `details` is everything, as Markdown."""

    summary: Text
    details: Text
    bad: tuple[tuple[str, ...], ...]
    good: tuple[tuple[str, ...], ...]


def read_page(docstring: str) -> Page:
    """Return the page that a docstring holds."""
    text = re.sub(r"\n +\| ", " | ", cleandoc(docstring))
    paragraphs = [each for each in text.split("\n\n") if each.strip()]
    examples = [match for each in paragraphs for match in _EXAMPLE.finditer(each)]
    texts = [" ".join(each.split()) for each in paragraphs if not _EXAMPLE.match(each)]
    chinese = [_BROKEN.sub("", text) for text in texts if _is_chinese(text)]
    english = [text for text in texts if not _is_chinese(text)]
    shown = {kind: [f"    {m[2]}" for m in examples if m[1] == kind] for kind in ("Bad", "Good")}
    return Page(
        summary=Text(chinese[0], english[0]),
        details=Text(
            _markdown(chinese, shown, "不可以：", "可以："),
            _markdown(english, shown, "Bad:", "Good:"),
        ),
        bad=tuple(_names(match[2]) for match in examples if match[1] == "Bad"),
        good=tuple(_names(match[2]) for match in examples if match[1] == "Good"),
    )


def _is_chinese(text: str) -> bool:
    return len(_CHINESE.findall(text)) > len(_LATIN.findall(text))


def _markdown(texts: list[str], shown: dict[str, list[str]], bad: str, good: str) -> str:
    lists = [
        f"{word}\n\n" + "\n".join(lines)
        for word, lines in ((bad, shown["Bad"]), (good, shown["Good"]))
        if lines
    ]
    return "\n\n".join([*texts, *lists])


def _names(example: str) -> tuple[str, ...]:
    decoded = _CHARACTER.sub(lambda match: chr(int(match[1], 16)), example)
    decoded = _MANY.sub(lambda match: match[1] * int(match[2]), decoded)
    return tuple(decoded.split(" | "))
