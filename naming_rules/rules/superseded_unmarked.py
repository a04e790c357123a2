"""A file in the history folder does not bear the mark of a superseded one.

历史版本文件夹中的文件没有旧版标记。

In the folder 历史版本 every name begins with the mark of its scheme, 旧版 or 作废, so that a copy
taken out of it is still known as superseded. Source: 版本管理, 旧版-日期-版本号-简称.

历史版本 文件夹中的每个名称都以所属方案的标记（旧版 或 作废）开头，拷贝到别处也能看出不是现行文件。
依据：版本管理。

Bad: 运营部/2023/10/周报/历史版本/运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部/2023/10/周报/历史版本/旧版-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text(
    "文件夹 {folder} 中的名称应以标记 {mark} 开头",
    "names in the folder {folder} begin with the mark {mark}",
)


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name in a history folder without a mark."""
    if not subject.context.history or subject.superseded:
        return
    convention, mended = subject.convention, None
    if subject.parsed:
        mark = convention.scheme(subject.parsed).superseded_mark
        mended = convention.superseded_name(subject.parsed)
    elif subject.reading and "mark" in subject.reading.missing:
        mark = "/".join(scheme.superseded_mark for scheme in convention.schemes)
    else:
        return
    yield Fault(_TEXT.format(folder=convention.history_folder, mark=mark), "mark", mended)


rule = NameRule(code="superseded-unmarked", docstring=__doc__, check=check)
