"""The name holds a character that cannot be seen.

名称中有看不见的字符。

Zero-width blanks and joiners, soft hyphens, fillers, variation selectors and byte order marks
come along when text is copied from web pages and PDF. Two names that look the same are then two
files. Source: Unicode, Default_Ignorable_Code_Point; 文件命名规范, nothing invisible.

零宽空格、连接符、软连字符、填充符、变体选择符、字节序标记常随网页和 PDF 的复制混入，使看似相同的
名称成为两个文件。依据：Unicode 可忽略码位；文件命名规范。

Bad: 运营部-周报-20231011-V1.0-工作<U+200B>总结.xlsx
Bad: <U+FEFF>运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import is_invisible, those
from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import listed

_TEXT = Text("名称中有看不见的字符：{found}", "the name holds invisible characters: {found}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault for all invisible characters."""
    if found := those(subject.name, is_invisible):
        yield Fault(_TEXT.format(found=listed(found)))


rule = NameRule(
    code="invisible-character",
    docstring=__doc__,
    check=check,
    of_folders=True,
    yields_to=frozenset({"git-name"}),
)
