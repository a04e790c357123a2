"""Mail about links: to the sharer when a link is first opened, to a partner with the link itself.

What waits in the outbox names documents and people and never the link: that goes at once or not at
all, and a password never goes with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from docvault import mailing
from docvault.database import outbox, preferences, users
from docvault.database.engine import Connection
from docvault.mailing import Mail
from docvault.model.share import Mode, Share, ShareFile
from docvault.sharing.trail import Visitor
from docvault.vault import Vault
from naming_rules.language import Language, Text, speaking

_OPENED = Text("分享链接已被打开：{name}", "Your share link was opened: {name}")
_OPENED_BODY = Text(
    "{who}，您好：\n\n您分享给{recipient}的链接第一次被打开了。\n\n文件：{names}\n时间：{when}\n"
    "来自：{address}\n有效期至：{until}\n\n如果这不是您所预期的，请立即撤销：{where}\n",
    "Hello {who},\n\nthe link you shared with {recipient} was opened for the first time.\n\n"
    "Documents: {names}\nAt: {when}\nFrom: {address}\nIt holds until: {until}\n\n"
    "If you did not expect this, revoke it now: {where}\n",
)
_SOMEBODY = Text("合作方", "a partner")
_LINK = Text("{who} 与您分享了文件：{name}", "{who} shared documents with you: {name}")
_LINK_BODY = Text(
    "您好：\n\n{who}与您分享了：{names}\n\n{url}\n\n打开链接后点击按钮即可{doing}，无需账号。"
    "有效期至 {until}，之后内容将被销毁。\n{password}{note}\n"
    "拿到链接的人都能打开它，请勿转发。\n",
    "Hello,\n\n{who} shared with you: {names}\n\n{url}\n\nOpen the link and click to {doing}; no"
    " account is needed. It holds until {until}; then the content is destroyed.\n{password}{note}\n"
    "Whoever has the link can open it: please do not pass it on.\n",
)
_DOING = {Mode.VIEW: Text("查看", "look at them"), Mode.DOWNLOAD: Text("下载", "download them")}
_PASSWORD = Text(
    "打开时需要密码，由发送人另行告知。\n",
    "It asks for a password, which the sender will give you in another way.\n",
)
_NOTE = Text("\n附言：{note}\n", "\nNote: {note}\n")
_AND_MORE = Text("{name} 等 {count} 个文件", "{name} and others, {count} in all")


def first_opening(
    vault: Vault,
    connection: Connection,
    share: Share,
    files: Sequence[ShareFile],
    visitor: Visitor,
    now: datetime.datetime,
) -> None:
    """Let a mail to the sharer wait, in the caller's transaction; nothing where none can go."""
    user = users.by_name(connection, share.created_by)
    if user is None or not user.email or user.disabled or not mailing.is_set(vault.settings.mail):
        return
    chosen = preferences.of(connection, user.name)[0] or vault.settings.vault.language
    language: Language = "en" if chosen == "en" else "zh"
    with speaking(language):
        subject = _OPENED.format(name=_short(files))
        body = _OPENED_BODY.format(
            who=user.display_name,
            recipient=share.recipient or str(_SOMEBODY),
            names=_names(files),
            when=_moment(now),
            address=visitor.address,
            until=_moment(share.expires_at),
            where=f"{vault.settings.web.url}/shares/{share.id}",
        )
        outbox.put(connection, user.email, str(subject), str(body), now)


def send_link(vault: Vault, share: Share, files: Sequence[ShareFile], url: str, *, to: str) -> None:
    """Mail a link to its recipient, now, in the language that is spoken.

    Raises MailNotSet, MailNotSent: then the sharer has the link all the same.
    """
    with vault.database.read() as connection:
        user = users.by_name(connection, share.created_by)
    who = user.display_name if user else share.created_by
    body = _LINK_BODY.format(
        who=who,
        names=_names(files),
        url=url,
        doing=str(_DOING[share.mode]),
        until=_moment(share.expires_at),
        password=str(_PASSWORD) if share.password else "",
        note=str(_NOTE.format(note=share.note)) if share.note else "",
    )
    subject = _LINK.format(who=who, name=_short(files))
    mailing.send(vault.settings.mail, Mail(to, str(subject), str(body)))


def _short(files: Sequence[ShareFile]) -> str:
    first = files[0].name
    return first if len(files) == 1 else str(_AND_MORE.format(name=first, count=len(files)))


def _names(files: Sequence[ShareFile]) -> str:
    return "; ".join(file.name for file in files)


def _moment(at: datetime.datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
