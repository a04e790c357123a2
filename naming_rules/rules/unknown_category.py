"""The category in the name is not in the convention's list.

名称中的分类编码不在约定的清单中。

The category is two codes joined by `-`, one for each level of the filing cabinet; it decides
where the document lies: ZD-HR is 制度类 / 人力资源. Source: 归档, 分类编码.

分类编码由两级代码以 - 连接，决定归档位置：ZD-HR 即 制度类 / 人力资源。依据：归档规范。

Bad: ZD-XX-20231001-员工考勤制度-V1.docx
Bad: zd-hr-20231001-员工考勤制度-V1.docx
Good: ZD-HR-20231001-员工考勤制度-V1.docx
"""

from __future__ import annotations

from naming_rules.rule import NO_DOCUMENT, NameRule
from naming_rules.unknown_code import check_code

rule = NameRule(
    code="unknown-category", docstring=__doc__, check=check_code("category"), yields_to=NO_DOCUMENT
)
