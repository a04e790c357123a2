"""More versions of a document lie in the folders than are kept there.

文件夹中保留的版本过多。

The latest three versions are kept where people see them, the current one and two superseded ones;
older ones leave the folder (in a vault git has them for ever). Source: 版本管理, the latest
three; setting `keep`.

可见的只保留最近三个版本：现行文件和两个旧版；更早的移出文件夹（文件库中由 git 永久保存）。依据：
版本管理；设置 keep。

Bad: 运营部-周报-20231011-V4.0-总结.xlsx
     | 历史版本/旧版-20231011-V3.0-总结.xlsx
     | 历史版本/旧版-20231011-V2.0-总结.xlsx
     | 历史版本/旧版-20231011-V1.0-总结.xlsx
Good: 运营部-周报-20231011-V3.0-总结.xlsx
     | 历史版本/旧版-20231011-V2.0-总结.xlsx
     | 历史版本/旧版-20231011-V1.0-总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterator

from naming_rules.documents import FolderOfDocuments
from naming_rules.finding import Severity
from naming_rules.language import Text
from naming_rules.rule import Fault, FolderRule, PlacedFault

_TEXT = Text(
    "可见版本 {count} 个，只保留最近 {keep} 个",
    "{count} versions lie in the folders; the latest {keep} are kept",
)


def check(folder: FolderOfDocuments) -> Iterator[PlacedFault]:
    """Yield a fault for every superseded file that is older than those kept."""
    keep = folder.convention.keep
    for files in folder.documents:
        message = _TEXT.format(count=len(files), keep=keep)
        for file in files[: max(len(files) - keep, 0)]:
            if file.history:
                yield PlacedFault(file.name, Fault(message, "version"))


rule = FolderRule(
    code="too-many-versions", docstring=__doc__, check=check, severity=Severity.WARNING
)
