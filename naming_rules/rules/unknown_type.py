"""The type in the name is not in the convention's list.

名称中的文件类型不在约定的清单中。

The type decides the folder a document lies in and which route its approval takes (routine,
important, strategic), so there is one spelling of each. Source: 文件命名规范, 文件类型.

文件类型决定所在文件夹和审批流程（例行、重要、战略），因此每个类型只有一种写法。依据：文件命名规范。

Bad: 运营部-周抱-20231011-V1.0-工作总结.xlsx
Bad: 运营部-Weekly-20231011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from naming_rules.rule import NO_DOCUMENT, NameRule
from naming_rules.unknown_code import check_code

rule = NameRule(
    code="unknown-type", docstring=__doc__, check=check_code("type"), yields_to=NO_DOCUMENT
)
