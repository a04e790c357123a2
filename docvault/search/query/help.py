"""The query language as a table, for the help of the command line and of the search page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docvault.search.query.fields import NAMES, Field
from docvault.search.query.nodes import Filter, TextField
from naming_rules.language import Text


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be written: how, what it means, and a query that uses it."""

    written: Text
    meaning: Text
    example: Text


SIGNS: Final = (
    Topic(
        Text("词 词", "word word"),
        Text("每个词都要有，次序不限", "all of the words, in any order"),
        Text("员工 制度", "staff rules"),
    ),
    Topic(
        Text('"词组"', '"phrase"'),
        Text("照原样连在一起；“”和「」也可以", "exactly these words, one after the other"),
        Text('"员工考勤制度"', '"travel expenses"'),
    ),
    Topic(
        Text("-词", "-word"),
        Text(
            "没有这个词；也可以写在词组、条件和括号前",
            "not this; also before a phrase, field or bracket",
        ),
        Text('预算 -草稿 -"征求意见" -类型:周报', 'budget -draft -"for comment" -type:weekly'),
    ),
    Topic(
        Text("甲 或 乙", "this OR that"),
        Text(
            "至少有一个；比空格结合得紧：运营部 周报 或 月报 是两种报告之一",
            "one of the two at least; binds closer than a blank: sales weekly OR monthly",
        ),
        Text("运营部 周报 或 月报", "sales weekly OR monthly"),
    ),
    Topic(
        Text("( )", "( )"),
        Text("先算括号里的", "what is inside is read first"),
        Text("(运营部 周报) 或 (市场部 月报)", "(sales weekly) OR (marketing monthly)"),
    ),
    Topic(
        Text("词*", "word*"),
        Text("以此开头的词：至少一个汉字或两个字母", "words that begin so: two letters or more"),
        Text("考勤*", "attend*"),
    ),
)
"""What is written with signs; full-width ones mean the same."""

FIELDS: Final[dict[Field, tuple[Text, Text]]] = {
    Filter.DEPARTMENT: (
        Text("部门；几个值用逗号隔开，有一个即可", "department; several with commas, any of them"),
        Text("部门:运营部,市场部", "department:Sales,Marketing"),
    ),
    Filter.TYPE: (Text("文件类型", "kind of document"), Text("类型:周报", "type:weekly")),
    Filter.CATEGORY: (Text("文件分类", "category"), Text("分类:ZD-HR", "category:ZD-HR")),
    "date": (
        Text(
            "文件日期：年、月、日或范围，两端都包括在内",
            "date of the document: a year, month or day, or a range with both its ends",
        ),
        Text("日期:2023-10..2023-12", "date:2023-10..2023-12"),
    ),
    Filter.VERSION: (
        Text(
            "版本号；“全部”连旧版一起查找，“旧”只查找旧版，不写则只查找现行版本",
            "number of the version; all searches old versions too, old only those;"
            " without it only current ones are searched",
        ),
        Text("版本:V2.0 版本:全部", "version:V2.0 version:all"),
    ),
    Filter.EXTENSION: (
        Text("文件后缀", "extension of the file"),
        Text("后缀:docx,xlsx", "ext:docx,xlsx"),
    ),
    Filter.LEVEL: (Text("密级", "classification"), Text("密级:内部", "level:internal")),
    TextField.NAME: (
        Text("只在文件名中查找", "only in the file name"),
        Text("名称:周报", "name:weekly"),
    ),
    TextField.TITLE: (
        Text("只在文件内的标题中查找", "only in the title and headings inside the document"),
        Text('标题:"年度预算"', 'title:"annual budget"'),
    ),
    TextField.AUTHOR: (
        Text("文件属性中的作者", "author, by the properties of the document"),
        Text("作者:李伟", "author:Smith"),
    ),
    TextField.REVISION: (
        Text("只在修订记录中查找", "only in the revision record"),
        Text("修订:预算", "revision:budget"),
    ),
    Filter.BY: (Text("签入的人", "who checked it in"), Text("修改人:李伟", "by:smith")),
}
"""What each field means, and an example."""


def topics() -> tuple[Topic, ...]:
    """Return the whole language, signs first."""
    fields = (
        Topic(Text(f"{NAMES[field].zh}:", f"{NAMES[field].en}:"), meaning, example)
        for field, (meaning, example) in FIELDS.items()
    )
    return (*SIGNS, *fields)
