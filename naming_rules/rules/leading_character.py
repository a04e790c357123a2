"""The name begins with a hyphen or a dot.

名称以连字符或点开头。

A name that begins with `-` is taken for an option by programs, one that begins with `.` is hidden
on macOS and Linux and so forgotten. Source: POSIX.1-2017, 4.7 and Utility Syntax Guidelines.

以 - 开头的名称会被程序当作选项，以 . 开头的在 macOS 和 Linux 上被隐藏而遗忘。依据：POSIX。

Bad: -运营部-周报-20231011-V1.0-工作总结.xlsx
Bad: .运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("名称以 {first} 开头", "the name begins with {first}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name that is an option or hidden."""
    if subject.name.startswith(("-", ".")):
        yield Fault(_TEXT.format(first=subject.name[0]))


rule = NameRule(
    code="leading-character",
    docstring=__doc__,
    check=check,
    of_folders=True,
    yields_to=frozenset({"git-name"}),
)
