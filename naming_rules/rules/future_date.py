"""The date lies in the future.

日期在今天之后。

The date in a name is the day the document was created, so it cannot be later than today. Later
days are typing errors, or the day of a meeting, which belongs in the title. Source: 文件命名规范,
日期 is the day of creation.

名称中的日期是文件的创建日期，不会晚于今天；会议日期等应写入简称。依据：文件命名规范。

Bad: 运营部-周报-20991011-V1.0-工作总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("日期 {date} 在今天之后", "the date {date} is later than today")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a day after today."""
    if subject.date and subject.date > subject.context.today:
        yield Fault(_TEXT.format(date=subject.date.isoformat()), "date")


rule = NameRule(code="future-date", docstring=__doc__, check=check, yields_to=NO_DOCUMENT)
