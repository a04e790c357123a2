"""A user: somebody who may act, and as what."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from docvault.errors import UserNameRefused
from naming_rules.language import Text

_LONGEST = 64
_FORBIDDEN = frozenset("<>")  # git writes an author as `name <mail>`
_REASONS = {
    "empty": Text("不能为空", "it is empty"),
    "long": Text(f"须少于 {_LONGEST} 个字", f"it must be shorter than {_LONGEST} characters"),
    "blank": Text("首尾不能有空格", "it begins or ends with a blank"),
    "dash": Text("不能以 - 开头", "it begins with -"),
    "unseen": Text("含有看不见的字符", "it holds a character that cannot be seen"),
    "wide": Text("请写成 {plain}", "write it as {plain}"),
    "forbidden": Text("不能含有 < 或 >", "it holds < or >"),
}


class Role(StrEnum):
    """What a user is in the organisation, as the manuals name it."""

    MEMBER = "member"
    """员工"""
    HEAD = "head"
    """部门负责人"""
    VICE_PRESIDENT = "vice_president"
    """分管领导"""
    GENERAL_MANAGER = "general_manager"
    """总经理"""
    REGISTRAR = "registrar"
    """文档管理员"""
    ADMINISTRATOR = "administrator"
    """系统管理员"""


@dataclass(frozen=True, slots=True)
class User:
    """One registered user; the name is what `--actor` and commits say."""

    name: str
    display_name: str
    role: Role
    department: str | None
    email: str | None
    created_at: datetime.datetime
    disabled_at: datetime.datetime | None = None

    @property
    def disabled(self) -> bool:
        """Whether the user may no longer act; the name stays taken for ever."""
        return self.disabled_at is not None


def ensure_name(name: str) -> None:
    """Refuse a name that could be taken for another one, or for something else than a name.

    It ends up in commits, in the audit trail and on pages. Raises UserNameRefused.
    """
    plain = unicodedata.normalize("NFKC", name)
    problem = None
    if not name:
        problem = "empty"
    elif len(name) >= _LONGEST:
        problem = "long"
    elif name != name.strip():
        problem = "blank"
    elif not name.isprintable():
        problem = "unseen"
    elif _FORBIDDEN & set(name):
        problem = "forbidden"
    elif name.startswith("-"):
        problem = "dash"
    elif name != plain:
        problem = "wide"
    if problem:
        raise UserNameRefused(name=name, reason=_REASONS[problem].format(plain=plain))
