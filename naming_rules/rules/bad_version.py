"""The version is not written as the scheme writes it.

版本号写法不对。

In the scheme 运营手册 a version is `V1.0`, in 归档 it is `V1`: a capital V and numbers without
leading zeros, beginning at 1. Every revision raises it. Only one form can be compared and sorted.
Source: 文件命名规范, 版本号.

运营手册方案的版本号写作 V1.0，归档方案写作 V1：大写 V，数字不带前导零，从 1 开始，每次修订递增。
依据：文件命名规范。

Bad: 运营部-周报-20231011-v1.0-工作总结.xlsx
Bad: 运营部-周报-20231011-V1-工作总结.xlsx
Bad: ZD-HR-20231001-员工考勤制度-V1.0.docx
Bad: 运营部-周报-20231011-第2版-工作总结.xlsx
Good: 运营部-周报-20231011-V2.0-工作总结.xlsx
Good: ZD-HR-20231001-员工考勤制度-V2.docx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.fit import RIGHT
from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import quoted

_TEXT = Text("版本号应写作 {form}，而不是{text}", "the version is written {form}, not {text}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a version in another form."""
    reading = subject.reading
    part = subject.parts.get("version")
    if reading and part and part.cost > RIGHT:
        form = "V1" if reading.scheme.version_form == "major" else "V1.0"
        yield Fault(_TEXT.format(form=form, text=quoted(part.text)), "version")


rule = NameRule(code="bad-version", docstring=__doc__, check=check, yields_to=NO_DOCUMENT)
