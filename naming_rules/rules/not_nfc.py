"""The name is not in Unicode's composed form (NFC).

名称不是 Unicode 组合形式（NFC）。

A letter with an accent can be one code point or two; both look the same. macOS writes two,
Windows and Linux compare code points, so a file is not found under the name that is read on the
screen. Compatibility ideographs are meant too. Source: Unicode Standard Annex 15.

带符号的字母可以写成一个码位或两个，看起来完全相同。macOS 写两个，Windows 和 Linux 按码位比较，于
是按看到的名称找不到文件。兼容汉字也在此列。依据：Unicode 标准附件 15。

Bad: 运营部-周报-20231011-V1.0-Cafe<U+0301>.xlsx
Bad: 运营部-周报-20231011-V1.0-<U+F9DE>治.xlsx
Good: 运营部-周报-20231011-V1.0-Café.xlsx
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from naming_rules.language import Text
from naming_rules.rule import Fault, NameRule
from naming_rules.subject import Subject

_TEXT = Text("名称不是 Unicode 组合形式（NFC）", "the name is not in Unicode's composed form (NFC)")


def check(subject: Subject) -> Iterable[Fault]:
    """Yield a fault for a name that normalisation would change."""
    if not unicodedata.is_normalized("NFC", subject.name):
        yield Fault(_TEXT)


rule = NameRule(code="not-nfc", docstring=__doc__, check=check, of_folders=True)
