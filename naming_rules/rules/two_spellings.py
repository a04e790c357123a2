"""Two names in one folder differ only in spelling.

同一文件夹中有两个仅写法不同的名称。

Windows and macOS take names that differ only in case for one, macOS also those that differ only
in Unicode form, and people those that differ only in width: copying the folder loses one of the
two. Source: Unicode Standard Annex 15 (NFKC); case-insensitive file systems.

Windows 和 macOS 不区分大小写，macOS 还不区分 Unicode 形式，人眼不区分全角半角：复制该文件夹时会丢
失其中一个。依据：Unicode 标准附件 15；不区分大小写的文件系统。

Bad: 运营部-周报-20231011-V1.0-Abc.xlsx | 运营部-周报-20231011-V1.0-abc.xlsx
Bad: 运营部-周报-20231011-V1.0-总结(1).xlsx | 运营部-周报-20231011-V1.0-总结（1）.xlsx
Good: 运营部-周报-20231011-V1.0-Abc.xlsx | 运营部-周报-20231011-V1.0-Abd.xlsx
"""

from __future__ import annotations

from collections.abc import Iterator

from naming_rules.codes import folded
from naming_rules.documents import FolderOfDocuments
from naming_rules.language import Text
from naming_rules.rule import Fault, FolderRule, PlacedFault
from naming_rules.words import quoted

_TEXT = Text("与{other}仅写法不同", "differs from {other} in spelling only")


def check(folder: FolderOfDocuments) -> Iterator[PlacedFault]:
    """Yield a fault for every name but the first of those that some system takes for one."""
    first: dict[str, str] = {}
    for name in folder.names:
        other = first.setdefault(folded(name), name)
        if other != name:
            yield PlacedFault(name, Fault(_TEXT.format(other=quoted(other.rpartition("/")[2]))))


rule = FolderRule(code="two-spellings", docstring=__doc__, check=check)
