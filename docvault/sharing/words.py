"""What links can do and what became of them, in words: for the command line and the pages."""

from __future__ import annotations

from docvault.model.share import Mode, State
from docvault.sharing.telling import Happening
from naming_rules.language import Text

MODES = {
    Mode.VIEW: Text("查看", "view"),
    Mode.DOWNLOAD: Text("下载", "download"),
}
STATES = {
    State.ACTIVE: Text("有效", "live"),
    State.REVOKED: Text("已撤销", "revoked"),
    State.EXPIRED: Text("已过期", "expired"),
    State.USED_UP: Text("次数已用完", "used up"),
    State.LOCKED: Text("已锁定", "locked"),
    State.LOST: Text("已失效", "lost"),
}
_BY_PARTNER = {
    "opened": Text("已打开", "opened"),
    "page-viewed": Text("查看页面", "looked at pages"),
    "download-done": Text("下载完成", "downloaded"),
    "download-aborted": Text("下载中断", "the download was broken off"),
    "wrong-token": Text("用错误的链接尝试打开", "tried with a wrong link"),
    "wrong-key": Text("用错误的链接尝试打开", "tried with a wrong link"),
    "wrong-password": Text("密码错误", "gave a wrong password"),
    "other-mode": Text("用另一种方式尝试打开", "tried it the other way"),
    "limit-reached": Text("次数用完后尝试打开", "tried, with no opening left"),
    "repaired": Text(
        "链接被邮件网关改动，已修复", "came by a link that a mail gateway had changed"
    ),
    "locked": Text("密码错误太多，链接已锁定", "gave too many wrong passwords; it is locked"),
    "half-missing": Text("备份恢复后尝试打开", "tried after a backup was restored"),
    **{
        state.value: Text("链接结束后尝试打开", "tried after its end")
        for state in (State.REVOKED, State.EXPIRED, State.USED_UP, State.LOST)
    },
}
_BY_SHARER = {
    "created": Text("创建了链接", "made the link"),
    "extended": Text("延长了有效期", "extended it"),
    "followed": Text("链接改为新的当前版本", "it holds the new current version"),
    "mailed": Text("用邮件发出", "sent it by mail"),
    "revoked": Text("撤销，密钥已销毁", "revoked it; its keys were destroyed"),
    "expired-and-erased": Text("过期，密钥已销毁", "it expired; its keys were destroyed"),
    "used-up": Text("次数已用完，密钥已销毁", "it was used up; its keys were destroyed"),
    "locked": Text("锁定，密钥已销毁", "it was locked; its keys were destroyed"),
    "lost": Text("恢复备份后失效", "it was lost when a backup was restored"),
}


def told(happening: Happening) -> str:
    """Return what happened, in words."""
    words = _BY_PARTNER if happening.by is None else _BY_SHARER
    return str(words.get(happening.what, happening.what))
