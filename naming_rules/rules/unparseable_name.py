"""The name does not follow a naming scheme: parts are missing, out of order or of another form.

名称不符合任何命名方案：缺少部分、顺序不对或写法不对。

A name is read part by part: which part of it stands for the department, the type, the date and so
on. The message names each part that is missing or not of its form, and each piece of the name
that is no part. Only names of one form sort, are found again and can be filed by themselves.
Source: 文件命名规范, schemes 运营手册 and 归档.

名称逐段对照命名方案：缺少哪一部分、哪一部分写法不对、哪一段多余，提示中逐一说明。只有统一的名称才
能排序、检索和自动归档。依据：文件命名规范。

Bad: Q4会议资料_20231011.pptx
Bad: 运营部-20231011-V1.0-工作总结.xlsx
Bad: 运营部-周报-2023.10.11-V1.0-工作总结.xlsx
Bad: 计量法实施细则(2022-03-29).md
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
Good: ZD-HR-20231001-员工考勤制度-V1.docx
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from naming_rules.convention import Convention
from naming_rules.fit import DOUBTFUL, RIGHT, is_eight_digits, is_meant
from naming_rules.language import Text
from naming_rules.pattern import Piece
from naming_rules.reading import Part, Reading, words_in
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import field_word, joined, quoted

_MISSING = Text("缺少{fields}", "{fields} missing")
_DATE = Text("日期应写作 YYYYMMDD，而不是{text}", "the date is written YYYYMMDD, not {text}")
_DIGITS = Text("{field}应为 {count} 位数字，而不是{text}", "{field} is {count} digits, not {text}")
_MISPLACED = Text("{field}{text}位置不对", "the {field} {text} is not in its place")
_EXTRA = Text("{text}不是名称的组成部分", "{text} is no part of the name")
_PATTERN = Text("应为 {pattern}：{reasons}", "expected {pattern}: {reasons}")
_NO_READING = Text("名称不符合 {pattern}", "the name does not follow {pattern}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault that names every part which is missing or has not its form."""
    reading = subject.reading
    if reading is None:
        return
    found = list(_reasons(subject.convention, reading))
    if found:
        reasons, parts = [text for text, _ in found], [part for _, part in found]
        message = _PATTERN.format(pattern=_pattern(reading), reasons=joined(reasons, "，", "; "))
        yield Fault(message, parts[0] if len(parts) == 1 else None)


def unexplained(subject: Subject) -> Fault:
    """Return the fault of a name that is not right though no rule says why."""
    scheme = subject.reading.scheme if subject.reading else subject.convention.schemes[0]
    return Fault(_NO_READING.format(pattern=scheme.pattern))


def _reasons(convention: Convention, reading: Reading) -> Iterator[tuple[Text, str | None]]:
    missing, extra = _missing(reading), list(reading.extra)
    title = reading.parts.get("title")
    for piece in [piece for piece in reading.pieces if piece.text in missing]:
        for word in (*extra, *words_in(title.text if title else "")):
            if is_meant(convention, reading.scheme, piece, word):
                yield _MISPLACED.format(field=field_word(piece.text), text=quoted(word)), piece.text
                missing.remove(piece.text)
                extra = [other for other in extra if other != word]
                break
    if missing:
        words = joined([field_word(field) for field in missing], "、", ", ")
        yield _MISSING.format(fields=words), missing[0] if len(missing) == 1 else None
    for part in reading.parts.values():
        if part.cost > RIGHT and (text := _form(part)):
            yield text, part.field
    for word in extra:
        if "title" in reading.missing:
            yield _MISPLACED.format(field=field_word("title"), text=quoted(word)), "title"
        else:
            yield _EXTRA.format(text=quoted(word)), None


def _missing(reading: Reading) -> list[str]:
    """Return the fields that no part of the name stands for, apart from what other rules find."""
    return [
        piece.text
        for piece in reading.pieces
        if (piece.text in reading.missing and piece.text not in {"title", "mark"})
        or (not reading.is_sure and piece.text in reading.parts and _is_unknown(reading, piece))
    ]


def _is_unknown(reading: Reading, piece: Piece) -> bool:
    return piece.kind != "text" and reading.parts[piece.text].cost > DOUBTFUL


def _form(part: Part) -> Text | None:
    if part.kind == "date" and not is_eight_digits(part.text):
        return _DATE.format(text=quoted(part.text))
    if part.kind.startswith("digits"):
        count = part.kind[len("digits(") : -1]
        return _DIGITS.format(field=field_word(part.field), count=count, text=quoted(part.text))
    return None


def _pattern(reading: Reading) -> Text:
    needed = [_word(reading, piece) for piece in reading.pieces if not piece.optional]
    optional = [_word(reading, piece) for piece in reading.pieces if piece.optional]
    group = [Text("[", "["), *optional, Text("]", "]")] if optional else []
    return joined([*needed, *group], "", "")


def _word(reading: Reading, piece: Piece) -> Text:
    mark = reading.scheme.superseded_mark
    if piece.kind is None or piece.text == "mark":
        text = mark if piece.kind else piece.text
        return Text(text, text)
    return field_word(piece.text)


rule = NameRule(
    code="unparseable-name",
    docstring=__doc__,
    check=check,
    yields_to=NO_DOCUMENT | {"superseded-unmarked"},
)
