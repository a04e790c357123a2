"""What the actions of the audit trail are called; one that is not listed goes by its own name."""

from __future__ import annotations

from typing import Final

from naming_rules.language import Text

_NAMES: Final = {
    "add": Text("签入", "check-in"),
    "revise": Text("修订", "revise"),
    "restore": Text("恢复旧版", "restore"),
    "import": Text("导入", "import"),
    "keep": Text("留存改动", "keep a change"),
    "hold": Text("移入待更正", "hold"),
    "take-out": Text("移出待更正", "take out of the holding area"),
    "look": Text("查看", "look"),
    "clone": Text("克隆档案库", "clone an archive"),
    "audit": Text("审计", "audit"),
    "fix": Text("改名", "rename"),
    "fix-undo": Text("撤销改名", "undo renames"),
    "rebuild": Text("重建台账", "rebuild"),
    "check-verify": Text("全面核对", "verify"),
    "check-trail": Text("核对哈希链", "check the trail"),
    "settings-change": Text("修改设置", "change settings"),
    "user-add": Text("登记用户", "add a user"),
    "user-change": Text("修改用户", "change a user"),
    "user-enable": Text("恢复用户", "enable a user"),
    "user-disable": Text("停用用户", "disable a user"),
    "grant": Text("授权", "grant"),
    "grant-revoke": Text("收回授权", "revoke a grant"),
    "invite": Text("邀请", "invite"),
    "sign-in": Text("登录", "sign in"),
    "sessions-end": Text("退出所有登录", "end sessions"),
    "password-change": Text("修改密码", "change a password"),
    "second-factor-on": Text("启用两步验证", "turn the second factor on"),
    "second-factor-off": Text("停用两步验证", "turn the second factor off"),
    "recovery-code-used": Text("使用恢复码", "use a recovery code"),
    "identity-link": Text("关联单点登录", "link an identity"),
    "token-create": Text("创建令牌", "make a token"),
    "token-revoke": Text("撤销令牌", "revoke a token"),
}


def action_name(action: str) -> str:
    """Return what an action is called, in the language that is spoken."""
    return str(_NAMES.get(action, action))
