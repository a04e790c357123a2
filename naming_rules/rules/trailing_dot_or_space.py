"""The name ends in a dot or a blank.

名称以点或空格结尾。

Windows strips dots and blanks from the end of a name, so that the file cannot be opened again
under its own name, and two files may become one. Source: "Naming Files, Paths, and Namespaces".

Windows 会去掉名称末尾的点和空格，文件因而无法按原名打开，两个文件也可能变成一个。依据：Windows 命
名规则。

Bad: 运营部-周报-20231011-V1.0-工作总结.xlsx.
Bad: 运营部-周报-20231011-V1.0-工作总结.xlsx<U+0020>
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("名称以点或空格结尾", "the name ends in a dot or a blank")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name that Windows would shorten."""
    if subject.name.endswith((" ", ".")):
        yield Fault(_TEXT)


rule = NameRule(
    code="trailing-dot-or-space",
    docstring=__doc__,
    check=check,
    of_folders=True,
    yields_to=frozenset({"git-name"}),
)
