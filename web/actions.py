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
    "share-created": Text("创建分享链接", "make a share link"),
    "share-extended": Text("延长分享链接", "extend a share link"),
    "share-followed": Text("分享链接换为新版本", "a share link takes a new version"),
    "share-mailed": Text("用邮件发出分享链接", "mail a share link"),
    "share-revoked": Text("撤销分享链接", "revoke a share link"),
    "share-expired-and-erased": Text("分享链接过期", "a share link expires"),
    "share-used-up": Text("分享链接次数用完", "a share link is used up"),
    "share-lost": Text("分享链接失效", "a share link is lost"),
    "share-opened": Text("合作方打开链接", "a partner opens a link"),
    "share-page-viewed": Text("合作方查看页面", "a partner looks at a page"),
    "share-download-done": Text("合作方下载完成", "a partner's download is done"),
    "share-download-aborted": Text("合作方下载中断", "a partner's download breaks off"),
    "share-repaired": Text("修复被改动的链接", "a changed link is repaired"),
    "share-wrong-token": Text("用错误的链接尝试", "a wrong link is tried"),
    "share-wrong-key": Text("用错误的密钥尝试", "a wrong key is tried"),
    "share-wrong-password": Text("链接密码错误", "a wrong password for a link"),
    "share-locked": Text("分享链接锁定", "a share link is locked"),
    "share-limit-reached": Text("次数用完后尝试打开", "a link without openings left is tried"),
    "share-expired": Text("过期后尝试打开", "an expired link is tried"),
    "share-other-mode": Text("用另一种方式尝试打开", "a link is tried the other way"),
    "share-half-missing": Text("尝试打开失效的链接", "a lost link is tried"),
    "token-create": Text("创建令牌", "make a token"),
    "token-revoke": Text("撤销令牌", "revoke a token"),
    "request-created": Text("征集文件", "ask for files"),
    "request-received": Text("合作方发来文件", "a partner sent a file"),
    "request-wrong-token": Text("征集链接不对", "a wrong link of a request"),
    "request-over": Text("征集结束后尝试", "tried after a request's end"),
    "request-limit-reached": Text("征集已满", "more than a request takes"),
    "request-revoked": Text("关闭征集", "close a request"),
    "request-expired": Text("征集到期", "a request expired"),
}


def action_name(action: str) -> str:
    """Return what an action is called, in the language that is spoken."""
    return str(_NAMES.get(action, action))
