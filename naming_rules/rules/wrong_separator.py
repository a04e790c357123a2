"""Parts are joined by something else than one ASCII hyphen.

各部分之间没有用半角连字符 - 连接。

The parts of a name are joined by `-`, once, without blanks. Full-width `－`, dashes, `_`, blanks
and `--` look alike to people, and are different names to computers. Inside a title `_` and the
Chinese dash `——` may stand; dashes that pass for a hyphen may not. Source: 文件命名规范, parts
are joined by ASCII `-`.

各部分只用一个半角连字符 - 连接，前后不留空格。全角－、破折号、下划线、空格和 -- 看似相同，对计算
机却是不同的名称。简称内部可以使用下划线和中文破折号——，但不可使用形似连字符的其他横线。依据：文件
命名规范。

Bad: 运营部－周报－20231011－V1.0－工作总结.xlsx
Bad: 运营部_周报_20231011_V1.0_工作总结.xlsx
Bad: 运营部 - 周报 - 20231011 - V1.0 - 工作总结.xlsx
Bad: 运营部--周报-20231011-V1.0-工作总结.xlsx
Bad: 运营部-周报-20231011-V1.0-2022–2023年总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作-总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作_总结——初步.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import DASHES
from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import joined, listed, quoted

_GAP = Text("各部分应以一个半角 - 连接，而不是{found}", "parts are joined by one -, not by {found}")
_DASH = Text("{found} 形似半角 -，请改用 -", "{found} passes for the hyphen -; use that")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault for all separators that are not the scheme's."""
    if subject.gaps:
        found = joined([quoted(gap) for gap in dict.fromkeys(subject.gaps)], "、", ", ")
        yield Fault(_GAP.format(found=found))
        return
    if dashes := [character for character in subject.name if character in DASHES]:
        yield Fault(_DASH.format(found=listed(dashes)))


rule = NameRule(code="wrong-separator", docstring=__doc__, check=check, yields_to=NO_DOCUMENT)
