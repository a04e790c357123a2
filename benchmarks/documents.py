"""Documents to measure with: names spread as in a real archive, bytes of any size."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from docvault.samples.prose import REPORT
from naming_rules.convention import Convention

DEPARTMENT = "运营部"
TYPES = ("周报", "月报", "日报", "活动方案", "方案", "会议资料", "会议纪要", "报告", "总结", "计划")
_LINES = 10
_OF_EACH = 10_000
_DEPARTMENTS = Convention.preset("zh").departments.codes[:10]

NameOf = Callable[[int], str]
"""Number of a document -> its file's name."""


def spread(number: int) -> str:
    """Return a name in one of ten years × twelve months × ten types."""
    turn, kind = divmod(number, len(TYPES))
    turn, month = divmod(turn, 12)
    turn, year = divmod(turn, 10)
    date = f"{2014 + year}{month + 1:02}{turn % 28 + 1:02}"
    return f"{DEPARTMENT}-{TYPES[kind]}-{date}-V1.0-第{number}号材料.md"


def over_departments(number: int) -> str:
    """Return a name as `spread` does, ten thousand in each of ten departments, one by one."""
    department = _DEPARTMENTS[number // _OF_EACH % len(_DEPARTMENTS)]
    return spread(number).replace(DEPARTMENT, department, 1)


def in_one_folder(number: int) -> str:
    """Return a name in the same folder as all others."""
    return f"{DEPARTMENT}-周报-20231011-V1.0-第{number}号材料.md"


def text(number: int) -> bytes:
    """Return about two kilobytes of Chinese text, another one for each number."""
    random = Random(number)
    lines = [f"# 第{number}号材料"]
    lines += (random.choice(REPORT.pieces) for _ in range(_LINES))
    return "\n".join(lines).encode()


def write_text(folder: Path, name: str, number: int) -> Path:
    """Write one document of text."""
    path = folder / name
    path.write_bytes(text(number))
    return path


def write_bytes(path: Path, size: int) -> Path:
    """Write a file of `size` bytes that do not compress, like most office files."""
    block = os.urandom(1 << 20)
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(block[:size])
    return path
