"""What a line of the audit trail says beside who, what and when, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from docvault.access import RIGHT_NAMES, Right
from docvault.model.user import Role
from naming_rules.language import Text, say
from web.role_names import ROLE_NAMES

_MOST = 400
_DIGEST = re.compile(r"[0-9a-f]{40,64}")
_PAIR = 2

_FACTS: Final = {
    "address": Text("来自", "from"),
    "agent": Text("浏览器", "browser"),
    "bytes": Text("字节", "bytes"),
    "expires": Text("有效至", "until"),
    "follows": Text("始终为当前版本", "always current"),
    "max_opens": Text("最多打开次数", "opens at most"),
    "mode": Text("可以", "may"),
    "opens": Text("打开次数", "opened"),
    "page": Text("页", "page"),
    "password": Text("密码", "password"),
    "recipient": Text("给", "for"),
    "share": Text("链接编号", "link"),
    "archive": Text("档案库", "archive"),
    "checked": Text("检查", "checked"),
    "code": Text("原因", "reason"),
    "commit": Text("git 提交号", "commit"),
    "commits": Text("提交", "commits"),
    "department": Text("部门", "department"),
    "display_name": Text("姓名", "name shown"),
    "max_files": Text("最多文件数", "files at most"),
    "files": Text("文件数", "files"),
    "email": Text("邮箱", "e-mail"),
    "findings": Text("发现", "findings"),
    "from": Text("原在", "it was"),
    "issuer": Text("登录提供方", "provider"),
    "label": Text("名称", "label"),
    "left": Text("剩余恢复码", "codes left"),
    "method": Text("方式", "by"),
    "moves": Text("改名", "renamed"),
    "name": Text("名称", "name"),
    "note": Text("说明", "note"),
    "path": Text("路径", "path"),
    "problems": Text("问题", "problems"),
    "purpose": Text("用途", "for"),
    "put_back": Text("放回", "put back"),
    "request": Text("征集编号", "request"),
    "right": Text("权限", "right"),
    "role": Text("角色", "role"),
    "run": Text("审计编号", "audit"),
    "sessions": Text("登录数", "sessions"),
    "sent_to": Text("收件地址", "to"),
    "size": Text("字节数", "bytes"),
    "sha256": Text("SHA-256", "SHA-256"),
    "subject": Text("提供方的用户", "the provider's user"),
    "tip": Text("最新提交", "tip"),
    "to": Text("现在", "it is"),
    "token": Text("令牌", "token"),
}
_METHODS: Final = {
    "password": Text("密码", "password"),
    "password+totp": Text("密码和两步验证", "password and second step"),
    "invitation": Text("一次性链接", "one-time link"),
    "oidc": Text("单点登录", "single sign-on"),
}
_PURPOSES: Final = {
    "join": Text("首次设置密码", "a first password"),
    "reset": Text("重设密码", "a new password"),
}
_REASONS: Final = {
    "name-refused": Text("名称不合规", "wrong name"),
    "version-conflict": Text("版本冲突", "version conflict"),
    "same-content": Text("内容相同", "same content"),
    "unchanged": Text("没有改动", "nothing changed"),
    "actor-not-allowed": Text("无权签入", "not allowed"),
}
_VALUES: Final[Mapping[str, Callable[[str], Text | str]]] = {
    "method": lambda value: _METHODS.get(value, value),
    "purpose": lambda value: _PURPOSES.get(value, value),
    "code": lambda value: _REASONS.get(value, value),
    "role": lambda value: ROLE_NAMES[Role(value)] if value in set(Role) else value,
    "right": lambda value: RIGHT_NAMES[Right(value)] if value in set(Right) else value,
}


def told(detail: str) -> str:
    """Return a line's detail, which is JSON, as it is read; cut where it is long."""
    facts = dict(json.loads(detail))
    said = [*_changes(facts), *(_fact(name, value) for name, value in facts.items())]
    text = say(zh="；", en="; ").join(each for each in said if each)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _changes(facts: dict[str, object]) -> list[str]:
    """Take what was changed out of the facts: each as it was and as it is."""
    changed = facts.pop("changed", None)
    rows = changed if isinstance(changed, dict) else {}
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        del facts["before"], facts["after"]
        rows = {
            name: {"before": before.get(name), "after": value}
            for name, value in after.items()
            if before.get(name) != value
        }
    return [_change(name, row) for name, row in rows.items()]


def _change(name: str, row: Mapping[str, object]) -> str:
    if "after" not in row:
        return f"{_label(name)}{say(zh='（已修改）', en=' (changed)')}"
    before, after = (_value(name, row.get(which)) or "–" for which in ("before", "after"))
    return f"{_label(name)}{_colon()}{before} → {after}"


def _fact(name: str, value: object) -> str:
    said = _value(name, value)
    return f"{_label(name)}{_colon()}{said}" if said else ""


def _label(name: str) -> str:
    return str(_FACTS.get(name, name))


def _colon() -> str:
    return say(zh="：", en=": ")


def _value(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return say(zh="，", en=", ").join(_moved(each) for each in value)
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if _DIGEST.fullmatch(value):
        return f"{value[:10]}…"
    return str(_VALUES[name](value)) if name in _VALUES else value


def _moved(each: object) -> str:
    """Return one of a list: a pair is what something was called, and is."""
    if isinstance(each, list) and len(each) == _PAIR:
        return f"{each[0]} → {each[1]}"
    return each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
