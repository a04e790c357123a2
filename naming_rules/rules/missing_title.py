"""The name has no title, and its scheme or type asks for one.

缺少简称，而该命名方案或文件类型要求有。

The scheme 归档 needs a title (文档名称); in 运营手册 it may be left out, save for types of which
one day brings several, such as 法规. Source: 文件命名规范, 简称; 归档, 文档名称.

归档方案必须有文档名称；运营手册方案的简称可省略，但同日会有多份的类型（如 法规）必须填写。依据：
文件命名规范。

Bad: ZD-HR-20231001-V1.docx
Bad: 法务部-法规-20220329-V1.0.md
Good: 运营部-周报-20231011-V1.0.xlsx
Good: 法务部-法规-20220329-V1.0-计量法实施细则.md
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import NO_DOCUMENT, Fault, NameRule
from naming_rules.subject import Subject

_SCHEME = Text("缺少简称", "the title is missing")
_TYPE = Text("“{type}”类文件必须有简称", "a document of type {type} must have a title")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a title that is missing."""
    reading = subject.reading
    if reading and reading.is_sure and "title" in reading.missing:
        if not reading.extra:  # else there is a title, in the wrong place
            yield Fault(_SCHEME, "title")
        return
    titled = subject.parsed.title if subject.parsed else subject.parts.get("title")
    superseded = subject.superseded or (reading and reading.superseded)
    if not titled and not superseded and subject.type and subject.type.title:
        yield Fault(_TYPE.format(type=subject.type.code), "title")


rule = NameRule(code="missing-title", docstring=__doc__, check=check, yields_to=NO_DOCUMENT)
