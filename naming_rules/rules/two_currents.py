"""Two versions of one document lie in the folder as current.

同一文件有两个版本同时作为现行文件。

Only the latest version lies in the folder; those before it are in 历史版本 with their mark. With
two in the folder people work with the wrong one. Source: 版本管理, the current one in its folder.

文件夹中只放最新版本，之前的版本加标记放入 历史版本。两个版本并存，就会有人用错。依据：版本管理。

Bad: 运营部-周报-20231011-V1.0-总结.xlsx | 运营部-周报-20231011-V2.0-总结.xlsx
Good: 运营部-周报-20231011-V2.0-总结.xlsx | 历史版本/旧版-20231011-V1.0-总结.xlsx
Good: 运营部-周报-20231011-V1.0-总结.xlsx | 运营部-周报-20231011-V1.0-总结.pdf
"""

from __future__ import annotations

from collections.abc import Iterator

from naming_rules.documents import FolderOfDocuments
from naming_rules.language import Text
from naming_rules.rule import Fault, FolderRule, PlacedFault

_TEXT = Text(
    "{latest} 也在此文件夹中，{version} 应为旧版",
    "{latest} lies in this folder too, so that {version} is superseded",
)


def check(folder: FolderOfDocuments) -> Iterator[PlacedFault]:
    """Yield a fault for every current file that is not the latest."""
    for files in folder.documents:
        current = [file for file in files if not file.history]
        for file in current:
            if file.version < current[-1].version:
                message = _TEXT.format(latest=current[-1].version, version=file.version)
                path = folder.superseded_path(file.name)
                yield PlacedFault(file.name, Fault(message, "version", path))


rule = FolderRule(code="two-currents", docstring=__doc__, check=check)
