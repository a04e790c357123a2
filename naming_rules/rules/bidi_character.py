"""The name holds a character that turns the direction of writing.

名称中有改变书写方向的字符。

With U+202E `gpj.exe` is shown as `exe.jpg`: the classic way to pass a program off as a picture.
Chinese and English names never need these characters. Source: Unicode Technical Report 36,
Bidi_Control.

利用 U+202E，gpj.exe 会显示为 exe.jpg，这是把程序伪装成图片的惯用手法。中文和英文名称从不需要这类
字符。依据：Unicode 技术报告 36。

Bad: 运营部-周报-20231011-V1.0-工作<U+202E>gpj.xlsx
Bad: 运营部-周报-20231011-V1.0-<U+200F>总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import BIDI, those
from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import listed

_TEXT = Text(
    "名称中有改变书写方向的字符：{found}", "the name turns the direction of writing: {found}"
)


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault for all bidi controls."""
    if found := those(subject.name, BIDI.__contains__):
        yield Fault(_TEXT.format(found=listed(found)))


rule = NameRule(
    code="bidi-character",
    docstring=__doc__,
    check=check,
    of_folders=True,
    yields_to=frozenset({"git-name"}),
)
