r"""The name holds a character that a share cannot hold.

名称中有共享文件夹不允许的字符。

Windows and SMB refuse `* ? " < > | : / \` and control characters; private and unassigned code
points look different on every machine; bytes that are not UTF-8 are read differently everywhere.
Source: "Naming Files, Paths, and Namespaces" (Windows); 文件命名规范, no special characters.

Windows 和 SMB 不允许 * ? " < > | : / \ 及控制字符；私用和未定义的码位在各台机器上显示不同；不是
UTF-8 的字节在各系统读法不同。依据：Windows 命名规则；文件命名规范。

Bad: 运营部-周报-20231011-V1.0-工作总结?.xlsx
Bad: 运营部-周报-20231011-V1.0-10:30会议.xlsx
Bad: 运营部-周报-20231011-V1.0-工作<U+0007>总结.xlsx
Bad: 运营部-周报-20231011-V1.0-工作<U+E000>总结.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结（终稿）.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.characters import is_undecodable, is_unfit, those
from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject
from naming_rules.words import listed

_TEXT = Text("名称中有不允许的字符：{found}", "the name holds forbidden characters: {found}")
_BYTES = Text(
    "名称不是 UTF-8 编码，无法读出的字节：{found}",
    "the name is not UTF-8; bytes that cannot be read: {found}",
)


def check(subject: Subject) -> Iterable[Fault]:
    """Yield one fault for all forbidden characters, and one for all undecodable bytes."""
    unfit = those(subject.name, is_unfit)
    if bytes_ := [character for character in unfit if is_undecodable(character)]:
        yield Fault(_BYTES.format(found=listed(bytes_)))
    if rest := [character for character in unfit if not is_undecodable(character)]:
        yield Fault(_TEXT.format(found=listed(rest)))


rule = NameRule(code="forbidden-character", docstring=__doc__, check=check, of_folders=True)
