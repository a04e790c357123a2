"""One version of a document is there twice, as current and as superseded.

同一版本既是现行文件又在历史版本中。

Every version number is given once. When the current one bears the number of a superseded one, the
version was not raised after an edit, and nobody knows which of the two was approved. Source: 版本
管理, after an edit the version must be raised.

每个版本号只使用一次。现行文件与旧版同号，说明修改后没有升版本，无法确定哪一份经过审批。依据：版本
管理。

Bad: 运营部-周报-20231011-V2.0-总结.xlsx | 历史版本/旧版-20231011-V2.0-总结.xlsx
Good: 运营部-周报-20231011-V3.0-总结.xlsx | 历史版本/旧版-20231011-V2.0-总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterator

from naming_rules.documents import FolderOfDocuments
from naming_rules.language import Text
from naming_rules.rule import Fault, FolderRule, PlacedFault
from naming_rules.words import quoted

_TEXT = Text("与{other}同为版本 {version}", "has the same version {version} as {other}")


def check(folder: FolderOfDocuments) -> Iterator[PlacedFault]:
    """Yield a fault for every superseded file whose version is also current."""
    for files in folder.documents:
        current = {file.version: file.name for file in files if not file.history}
        for file in files:
            if file.history and (other := current.get(file.version)):
                message = _TEXT.format(version=file.version, other=quoted(other))
                yield PlacedFault(file.name, Fault(message, "version"))


rule = FolderRule(code="duplicate-version", docstring=__doc__, check=check)
