"""Why a file could not be read: the closed set of reasons, and their words for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from naming_rules.language import Text


class Trouble(StrEnum):
    """Why a file could not be read."""

    TIME = "time"
    MEMORY = "memory"
    SIZE = "size"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    CRASHED = "crashed"
    MISSING = "missing"


_MESSAGES = {
    Trouble.TIME: Text("读取超时，已停止。", "Reading it took too long and was stopped."),
    Trouble.MEMORY: Text(
        "读取占用内存过多，已停止。", "Reading it took too much memory and was stopped."
    ),
    Trouble.SIZE: Text("内容过大，未读取。", "It is too large to be read."),
    Trouble.DAMAGED: Text(
        "文件已损坏或已加密，无法读取。", "It is damaged or encrypted and cannot be read."
    ),
    Trouble.HOSTILE: Text(
        "文件结构可疑，为安全起见未读取。", "Its structure is unsafe, so it was not read."
    ),
    Trouble.CRASHED: Text("读取程序意外中止。", "The reader stopped unexpectedly."),
    Trouble.MISSING: Text(
        "服务器上缺少显示它所需的程序或中文字体，请联系管理员。",
        "The server lacks a program or a Chinese font needed to show it; tell an administrator.",
    ),
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read: why, and for the log what the reader said (English).

    It counts as false, so that `if has_revision_record(path)` never takes it for a yes.
    """

    trouble: Trouble
    detail: str = ""

    def __bool__(self) -> bool:
        return False

    @property
    def message(self) -> Text:
        """The reason in words for people."""
        return _MESSAGES[self.trouble]
