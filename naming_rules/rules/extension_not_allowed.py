"""The extension is not one of those the convention allows.

扩展名不在允许之列。

Documents are kept for years: only formats that the office can open then are allowed, and no
programs. The list is a setting; `*` allows all. Source: setting `extensions`.

文件要保存多年，只允许届时仍能打开的格式，不允许程序文件。清单可在设置中更改，* 表示全部允许。依据：
设置 extensions。

Bad: 运营部-周报-20231011-V1.0-工作总结.exe
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.PDF
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.scheme import split_extension
from naming_rules.subject import Subject
from naming_rules.words import quoted

_TEXT = Text("扩展名{extension}不在允许之列", "the extension {extension} is not allowed")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for an extension that is not allowed, in any case of letters."""
    _, extension = split_extension(subject.name.rstrip(" ."))
    if extension and not subject.convention.allows_extension(extension):
        yield Fault(_TEXT.format(extension=quoted(extension)), "extension")


rule = NameRule(
    code="extension-not-allowed",
    docstring=__doc__,
    check=check,
    yields_to=NO_DOCUMENT,
)
