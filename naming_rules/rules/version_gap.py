"""A version is missing between two that are there.

两个版本之间缺少一个版本。

Every revision raises the version by one step, V1.0, V1.1 or V2.0, and none is left out: a gap
means that a version was lost or a number jumped. Versions older than those kept are no gap.
Source: 版本管理, every revision raises the version.

每次修订版本号递增一步（V1.0 之后为 V1.1 或 V2.0），中间不应缺号；缺号说明丢失了版本或编号跳跃。早
于保留范围的版本不算。依据：版本管理。

Bad: 运营部-周报-20231011-V4.0-总结.xlsx | 历史版本/旧版-20231011-V2.0-总结.xlsx
Good: 运营部-周报-20231011-V3.0-总结.xlsx | 历史版本/旧版-20231011-V2.0-总结.xlsx
Good: 运营部-周报-20231011-V1.1-总结.xlsx | 历史版本/旧版-20231011-V1.0-总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from naming_rules.documents import FolderOfDocuments
from naming_rules.finding import Severity
from naming_rules.language import Text
from naming_rules.rule import Fault, FolderRule, PlacedFault

_TEXT = Text(
    "{before} 与 {version} 之间缺少版本", "a version is missing between {before} and {version}"
)


def check(folder: FolderOfDocuments) -> Iterator[PlacedFault]:
    """Yield a fault for every visible version that does not follow the one before it."""
    for files in folder.documents:
        for before, file in pairwise(files):
            if file.version > before.version and not file.version.follows(before.version):
                message = _TEXT.format(before=before.version, version=file.version)
                yield PlacedFault(file.name, Fault(message, "version"))


rule = FolderRule(code="version-gap", docstring=__doc__, check=check, severity=Severity.WARNING)
