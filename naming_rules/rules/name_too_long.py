"""The name is longer than a file system takes.

名称过长。

Linux and most network storage hold names of at most 255 bytes in UTF-8, and a Chinese character
is 3 bytes: 85 characters. Windows and macOS count 255 UTF-16 units, so a name that is right there
cannot be copied here. The name a document has once it is superseded counts too: a name that just
fits could never be revised. Source: Linux NAME_MAX; setting `longest_name`.

Linux 和多数网络存储的名称上限为 255 字节（UTF-8），一个汉字占 3 字节，即约 85 个汉字。在 Windows
上可用的长名称可能无法复制过来。成为旧版后的名称也计算在内，否则无法修订。
依据：Linux NAME_MAX；设置 longest_name。

Bad: 运营部-周报-20231011-V1.0-<长×90>.xlsx
Good: 运营部-周报-20231011-V1.0-工作总结.xlsx
"""

from __future__ import annotations

from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text(
    "名称长 {size} 字节，上限为 {most}", "the name is {size} bytes long; at most {most} are allowed"
)
_LATER = Text(
    "成为旧版后的名称将长 {size} 字节，上限为 {most}",
    "once superseded the name is {size} bytes long; at most {most} are allowed",
)


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name that is over the limit now or once it is superseded."""
    most = subject.convention.longest_name
    if (size := _bytes(subject.name)) > most:
        yield Fault(_TEXT.format(size=size, most=most))
    elif subject.parsed:
        size = _bytes(subject.convention.superseded_name(subject.parsed))
        if size > most:
            yield Fault(_LATER.format(size=size, most=most))


def _bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))


rule = NameRule(code="name-too-long", docstring=__doc__, check=check, of_folders=True)
