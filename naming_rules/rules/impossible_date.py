"""The date is not a day that exists.

日期不存在。

The date has eight digits, year, month and day, but the calendar has no such day: a 13th month, 30
February, 29 February in a common year. Source: 文件命名规范, 日期 YYYYMMDD.

日期为八位数字（年月日），但日历上没有这一天，例如 13 月、2 月 30 日。依据：文件命名规范。

Bad: 运营部-周报-20230229-V1.0-工作总结.xlsx
Bad: ZD-HR-20231301-员工考勤制度-V1.docx
Good: 运营部-周报-20240229-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.fit import RIGHT, is_eight_digits
from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("日期 {date} 不存在", "there is no day {date}")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for eight digits that name no day."""
    part = subject.parts.get("date")
    if part and part.cost > RIGHT and is_eight_digits(part.text):
        yield Fault(_TEXT.format(date=part.text), "date")


rule = NameRule(code="impossible-date", docstring=__doc__, check=check, yields_to=NO_DOCUMENT)
