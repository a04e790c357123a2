"""The name holds a character that passes for another one.

名称中有形似其他字符的字符。

Full-width letters and digits, mathematical letters, Chinese radicals from PDF (⼈ for 人), and
Cyrillic or Greek letters among Latin ones look like what they are not, so the file is not found
by the name that is read. Full-width punctuation in a title is right: （），：. Source: Unicode
Technical Standard 39; 文件命名规范, nothing look-alike.

全角字母和数字、数学字母、来自 PDF 的部首字符（⼈ 形似 人）、混在拉丁字母中的西里尔或希腊字母，看
起来是另一个字符，按看到的名称找不到文件。简称中的全角标点（），：是正确的。依据：Unicode 技术标准
39；文件命名规范。

Bad: 运营部-周报-２０２３１０１１-V1.0-工作总结.xlsx
Bad: 运营部-周报-20231011-V1.0-Ａ公司.xlsx
Bad: 运营部-周报-20231011-V1.0-<U+0410>公司.xlsx
Bad: 运营部-周报-20231011-V1.0-<U+2F08>事.xlsx
Good: 运营部-周报-20231011-V1.0-A公司（总结）.xlsx
Good: 运营部-周报-20231011-V1.0-Договор.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import look_alikes, shown
from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("名称中有形似字符：{found}", "the name holds look-alike characters: {found}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault for all look-alikes, each with what it passes for."""
    if found := look_alikes(subject.name):
        zh = "，".join(f"{shown(one)} 形似 {other}" for one, other in found.items())
        en = ", ".join(f"{shown(one)} passes for {other}" for one, other in found.items())
        yield Fault(_TEXT.format(found=Text(zh, en)))


rule = NameRule(
    code="look-alike-character",
    docstring=__doc__,
    check=check,
    yields_to=NO_DOCUMENT,
)
