"""The department in the name is not in the convention's list.

名称中的部门不在约定的清单中。

The department decides in which archive a document lies and who may see it, so there is one
spelling of each. Short and English spellings are known as aliases and mended by suggestion, but a
name holds the code itself. Source: 文件命名规范, 部门.

部门决定文件归入哪个档案库、谁可以查看，因此每个部门只有一种写法。简称、英文名等别名可以识别并给出
建议，但名称中必须使用规定写法。依据：文件命名规范。

Bad: 云营部-周报-20231011-V1.0-工作总结.xlsx
Bad: 运营-周报-20231011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from naming_rules.rule import NO_DOCUMENT, NameRule
from naming_rules.unknown_code import check_code

rule = NameRule(
    code="unknown-department",
    docstring=__doc__,
    check=check_code("department"),
    yields_to=NO_DOCUMENT,
)
