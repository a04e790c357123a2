"""The file lies in a folder that contradicts its name.

文件所在的文件夹与名称不符。

The name decides the place: 部门 / 年份 / 月份 / 文件类型 in the scheme 运营手册, 一级分类 / 二级
分类 in 归档. A file elsewhere is not found by those who look where it belongs. Checking any
folder by itself, a folder that says nothing of department, date, type or category is left alone;
in a vault the place must be exact. Source: 文件存储路径.

名称决定位置：运营手册为 部门 / 年份 / 月份 / 文件类型，归档为 一级分类 / 二级分类。放错位置的文件，
别人按位置找不到。单独检查某个文件夹时，与部门、日期、类型、分类无关的文件夹不作要求；在文件库中位
置必须完全一致。依据：文件存储路径。

Bad: 市场部/2023/10/周报/运营部-周报-20231011-V1.0-工作总结.xlsx
Bad: 运营部/2023/09/周报/运营部-周报-20231011-V1.0-工作总结.xlsx
Bad: 合同类/销售合同/ZD-HR-20231001-员工考勤制度-V1.docx
Good: 运营部/2023/10/周报/运营部-周报-20231011-V1.0-工作总结.xlsx
Good: 制度类/人力资源/ZD-HR-20231001-员工考勤制度-V1.docx
Good: 待整理/运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from naming_rules.language import Text
from naming_rules.places import disagreements, is_place_of_superseded, mended
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import field_word, joined, quoted

_LOOSE = Text("文件夹与名称不符：{reasons}", "the folder contradicts the name: {reasons}")
_REASON = Text("{field}应为 {expected}，而不是{found}", "{field} is {expected}, not {found}")
_STRICT = Text("应位于 {place}", "belongs in {place}")
_HISTORY = Text("旧版应位于其文件的历史文件夹中", "belongs in the history folder of its document")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a document or a superseded file in a folder that is not its own."""
    if subject.context.folder is None:
        return ()
    if subject.context.history:
        return _superseded(subject, subject.context.folder[:-1])
    return _document(subject, subject.context.folder)


def _document(subject: Subject, folder: Sequence[str]) -> Iterator[Fault]:
    if subject.parsed is None:
        return
    place = subject.convention.place(subject.parsed)
    if folder == place:
        return
    if subject.context.strict_places:
        path = "/".join((*place, subject.name))
        yield Fault(_STRICT.format(place="/".join(place)), suggestion=path)
        return
    scheme = subject.convention.scheme(subject.parsed)
    values = subject.convention.place_values(subject.parsed)
    found = disagreements(subject.convention, scheme, values, folder)
    if found:
        reasons = [
            _REASON.format(
                field=field_word(one.field), expected=one.expected, found=quoted(folder[one.number])
            )
            for one in found
        ]
        path = "/".join((*mended(folder, found), subject.name))
        part = found[0].field if len(found) == 1 else None
        yield Fault(_LOOSE.format(reasons=joined(reasons, "，", ", ")), part, path)


def _superseded(subject: Subject, folder: Sequence[str]) -> Iterator[Fault]:
    if subject.superseded is None:
        return
    strict = subject.context.strict_places
    if not is_place_of_superseded(subject.convention, *subject.superseded, folder, strict=strict):
        yield Fault(_HISTORY)


rule = NameRule(code="wrong-folder", docstring=__doc__, check=check)
