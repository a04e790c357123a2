"""The name has no extension.

缺少扩展名。

Windows chooses the program by the extension, and so do previews and the search for text: a
document without one is opened by nothing. Digits alone are no extension (`…-V1.0`). Source: 文件
命名规范, examples all have one.

Windows 按扩展名选择程序，预览和全文检索也依靠它；没有扩展名的文件打不开。只有数字的不算扩展名（
…-V1.0）。依据：文件命名规范。

Bad: 运营部-周报-20231011-V1.0-工作总结
Bad: 运营部-周报-20231011-V1.0
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import tidied
from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.scheme import split_extension
from naming_rules.subject import Subject

_TEXT = Text("缺少扩展名", "the extension is missing")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name without one, even when what other rules find were mended."""
    _, extension = split_extension(tidied(subject.name))
    if not extension:
        yield Fault(_TEXT, "extension")


rule = NameRule(
    code="missing-extension",
    docstring=__doc__,
    check=check,
    yields_to=NO_DOCUMENT | {"forbidden-character"},
)
