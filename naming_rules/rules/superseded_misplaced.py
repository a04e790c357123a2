"""A superseded file lies outside the history folder.

旧版文件不在历史版本文件夹中。

A file marked 旧版 or 作废 belongs in the folder 历史版本 beside the current one, so that nobody
takes it for current. Source: 版本管理, the two versions before the current one.

带有 旧版 或 作废 标记的文件应放在现行文件旁的 历史版本 文件夹中，以免误用。依据：版本管理。

Bad: 运营部/2023/10/周报/旧版-20231011-V1.0-工作总结.xlsx
Good: 运营部/2023/10/周报/历史版本/旧版-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("旧版文件应放在文件夹 {folder} 中", "a superseded file belongs in the folder {folder}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for the name of a superseded file in an ordinary folder."""
    if subject.context.history is False and subject.superseded and not subject.parsed:
        history = subject.convention.history_folder
        path = "/".join((*(subject.context.folder or ()), history, subject.name))
        yield Fault(_TEXT.format(folder=history), "mark", path)


rule = NameRule(code="superseded-misplaced", docstring=__doc__, check=check)
