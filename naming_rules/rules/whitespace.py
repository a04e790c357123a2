"""The name holds white space.

名称中有空格或其他空白。

Blanks of any width, tabs and line breaks are lost or doubled when a name is typed, mailed or put
in a link, and cannot be told apart by eye. Blanks that stand for a separator are found by
`wrong-separator`. Source: 文件命名规范, no spaces.

各种宽度的空格、制表符、换行在录入、转发、生成链接时容易丢失或重复，肉眼也难以分辨。代替分隔符的空
格由 wrong-separator 指出。依据：文件命名规范。

Bad: 运营部-周报-20231011-V1.0-工作 总结.xlsx
Bad: 运营部-周报-20231011-V1.0-工作<U+3000>总结.xlsx
Bad: 运营部-周报-20231011-V1.0-工作<U+00A0>总结.xlsx
Bad: <U+0020>运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import is_space, those
from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import listed

_TEXT = Text("名称中有空白：{found}", "the name holds white space: {found}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault for all white space that is no separator and not at the end."""
    spaces = those(subject.name.rstrip(" ."), is_space)
    if len(spaces) > sum(gap.count(" ") for gap in subject.gaps):
        yield Fault(_TEXT.format(found=listed(spaces)))


rule = NameRule(code="whitespace", docstring=__doc__, check=check, yields_to=NO_DOCUMENT)
