"""`docvault share …`: links for partners outside."""

from __future__ import annotations

import dataclasses

import click

from docvault.access import Right, require
from docvault.cli.session import Session
from docvault.cli.share_create import create
from docvault.cli.share_seen import list_shares, show
from docvault.cli.texts import counted, moment
from docvault.errors import BadArgument
from docvault.model.share import State
from docvault.sharing import ending
from naming_rules.language import Text, say


@click.group(
    help=say(
        zh="分享链接：加密、到期失效、默认只能查看。",
        en="Share links: encrypted, expiring, for viewing only unless said otherwise.",
    )
)
def share() -> None:
    """Hold the group's commands."""


for _command in (create, list_shares, show):
    share.add_command(_command)


@share.command(
    help=say(
        zh="撤销链接：立即失效，密钥销毁，不可恢复。",
        en="End links now, for good: their keys are destroyed.",
    )
)
@click.argument("share_ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--all-of",
    "maker",
    metavar=say(zh="姓名", en="PERSON"),
    help=say(zh="撤销这个人创建的全部链接。", en="All links that this person made."),
)
@click.pass_obj
def revoke(session: Session, share_ids: tuple[str, ...], maker: str | None) -> None:
    """End links."""
    if bool(share_ids) == bool(maker):
        allowed = Text("编号或 --all-of", "ids, or --all-of")
        raise BadArgument(argument="ID", value=" ".join(share_ids), allowed=allowed)
    vault = session.vault()
    actor = vault.actor(session.actor)
    if maker:
        if maker != actor.name:
            require(actor, Right.OVERSEE)
        count = ending.revoke_all(vault, maker, actor=actor)
    else:
        for share_id in share_ids:
            ending.find(vault, share_id, actor=actor)
        before = [ending.find(vault, share_id, actor=actor) for share_id in share_ids]
        for each in before:
            ending.revoke(vault, each.id, actor=actor)
        count = sum(each.state is State.ACTIVE for each in before)
    session.emit(
        {"revoked": count},
        say(zh=f"已撤销 {count} 个链接。", en=f"Revoked {counted(count, 'link')}."),
    )


@share.command(help=say(zh="延长链接的有效期。", en="Let a link open for longer."))
@click.argument("share_id", metavar="ID")
@click.option(
    "--days",
    type=int,
    required=True,
    metavar=say(zh="天数", en="N"),
    help=say(zh="从现在起的天数。", en="How many days from now."),
)
@click.pass_obj
def extend(session: Session, share_id: str, days: int) -> None:
    """Extend a link."""
    vault = session.vault()
    made = ending.extend(vault, share_id, days, actor=vault.actor(session.actor))
    until = moment(made.expires_at)
    session.emit(
        {"id": made.id, "expires": made.expires_at.isoformat()},
        say(zh=f"有效至 {until}。", en=f"It opens until {until}."),
    )


@share.command(
    help=say(
        zh="结束到期的链接并销毁其密钥；网站运行时每分钟自动执行。",
        en="End what is over and destroy its keys; a running site does so every minute.",
    )
)
@click.pass_obj
def sweep(session: Session) -> None:
    """End what is over."""
    done = ending.sweep(session.vault(Right.OVERSEE))
    session.emit(
        dataclasses.asdict(done),
        say(zh=f"已销毁 {done.erased} 个链接的密钥。", en=f"Erased: {done.erased}."),
    )
