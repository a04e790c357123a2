"""`docvault user password|invite|enable|sign-out|second-factor-off|token|tokens|revoke-token`."""

from __future__ import annotations

import click

from docvault import users
from docvault.access import Right, require
from docvault.cli.passwords import password_of
from docvault.cli.session import Session
from docvault.cli.texts import moment
from docvault.users import invitations, passwords, second_factor, sessions, tokens
from naming_rules.language import say

_NAME = click.argument("name", metavar="NAME")


@click.command(
    help=say(
        zh="设置用户 NAME 的密码，并结束其全部登录。密码在终端输入，或加 --stdin 从标准输入读。",
        en="Set the password of the user NAME and end all their sessions. It is asked for on the"
        " terminal, or read as one line from standard input with --stdin.",
    )
)
@_NAME
@click.option(
    "--stdin",
    "from_stdin",
    is_flag=True,
    help=say(zh="从标准输入读密码。", en="Read the password from standard input."),
)
@click.pass_obj
def password(session: Session, name: str, from_stdin: bool) -> None:
    """Set a password."""
    vault = session.vault(Right.ADMINISTER)
    passwords.set_by_administrator(
        vault, name, password_of(from_stdin=from_stdin), actor=session.actor
    )
    session.emit(
        {"name": name}, say(zh=f"已设置 {name} 的密码。", en=f"Set the password of {name}.")
    )


@click.command(
    help=say(
        zh="生成一次性链接，用户 NAME 用它设置（或重设）密码。链接只显示这一次。",
        en="Make a one-time link with which the user NAME sets, or resets, the password. It is"
        " shown this once.",
    )
)
@_NAME
@click.pass_obj
def invite(session: Session, name: str) -> None:
    """Make a one-time link."""
    vault = session.vault()
    invitation, secret = invitations.invite(vault, name, actor=session.actor)
    link = f"{vault.settings.web.url}/welcome/{secret}"
    value = {
        "name": name,
        "purpose": invitation.purpose.value,
        "link": link,
        "expires_at": invitation.expires_at.isoformat(),
    }
    until = moment(invitation.expires_at)
    where = (
        ()
        if vault.settings.web.url
        else (
            say(
                zh="请在前面加上网站的地址（设置 [web] url 后会自动加上）。",
                en="Put the site's address before it (the setting [web] url does so by itself).",
            ),
        )
    )
    session.emit(value, link, say(zh=f"有效至 {until}。", en=f"It holds until {until}."), *where)


@click.command(
    help=say(zh="重新启用已停用的用户 NAME。", en="Enable the disabled user NAME again.")
)
@_NAME
@click.pass_obj
def enable(session: Session, name: str) -> None:
    """Enable one user."""
    users.enable(session.vault(), name, actor=session.actor)
    session.emit({"name": name}, say(zh=f"已启用 {name}。", en=f"Enabled {name}."))


@click.command(
    "sign-out",
    help=say(zh="结束用户 NAME 在各处的登录。", en="End all sessions of the user NAME."),
)
@_NAME
@click.pass_obj
def sign_out(session: Session, name: str) -> None:
    """End all sessions of one user."""
    vault = session.vault(Right.ADMINISTER)
    users.by_name(vault, name)
    count = sessions.end_all(vault, name, actor=session.actor)
    session.emit(
        {"name": name, "sessions": count},
        say(zh=f"已结束 {count} 个登录。", en=f"Sessions ended: {count}."),
    )


@click.command(
    "second-factor-off",
    help=say(
        zh="关闭用户 NAME 的两步验证（例如手机丢失）。",
        en="Turn the second factor of the user NAME off, say when the phone is lost.",
    ),
)
@_NAME
@click.pass_obj
def second_factor_off(session: Session, name: str) -> None:
    """Turn one user's second factor off."""
    changed = second_factor.turn_off(session.vault(), name, actor=session.actor)
    line = (
        say(zh=f"{name} 的两步验证已关闭。", en=f"The second factor of {name} is off.")
        if changed
        else say(zh=f"{name} 没有启用两步验证。", en=f"{name} has no second factor.")
    )
    session.emit({"name": name, "changed": changed}, line)


@click.command(
    help=say(
        zh="为用户 NAME 生成接口令牌并显示一次；程序凭它可以做此用户能做的事。",
        en="Make a token with which a program may do what the user NAME may; shown this once.",
    )
)
@_NAME
@click.option(
    "--label",
    default=say(zh="命令行", en="command line"),
    show_default=True,
    metavar=say(zh="名称", en="TEXT"),
    help=say(zh="用途，便于辨认。", en="What it is for, to know it again."),
)
@click.option(
    "--days",
    type=int,
    metavar=say(zh="天数", en="N"),
    help=say(zh="多少天后失效；默认直到作废。", en="How long it holds; until revoked by default."),
)
@click.pass_obj
def token(session: Session, name: str, label: str, days: int | None) -> None:
    """Make one token."""
    made, secret = tokens.create(session.vault(), name, label, actor=session.actor, days=days)
    value = {
        "name": name,
        "id": made.id,
        "label": label,
        "token": secret,
        "expires_at": made.expires_at.isoformat() if made.expires_at else None,
    }
    session.emit(value, secret)


@click.command(
    "tokens", help=say(zh="列出用户 NAME 的令牌。", en="List the tokens of the user NAME.")
)
@_NAME
@click.pass_obj
def list_tokens(session: Session, name: str) -> None:
    """List one user's tokens, for that user and for administrators."""
    vault = session.vault()
    users.by_name(vault, name)
    if name != session.actor:
        require(vault.actor(session.actor), Right.ADMINISTER)
    columns = {
        "id": say(zh="编号", en="Id"),
        "label": say(zh="名称", en="Label"),
        "created_at": say(zh="创建时间", en="Made"),
        "expires_at": say(zh="有效至", en="Holds until"),
        "seen_at": say(zh="最近使用", en="Last used"),
    }
    rows: list[dict[str, object]] = [
        {
            "id": each.id,
            "label": each.label,
            "created_at": each.created_at.isoformat(),
            "expires_at": each.expires_at.isoformat() if each.expires_at else None,
            "seen_at": each.seen_at.isoformat() if each.seen_at else None,
        }
        for each in tokens.of(vault, name)
    ]
    session.emit_table(rows, columns, empty=say(zh="没有令牌。", en="No tokens."))


@click.command(
    "revoke-token",
    help=say(
        zh="作废用户 NAME 的令牌 TOKEN（docvault user tokens 显示的编号）。",
        en="Revoke the token TOKEN, by its id in docvault user tokens, of the user NAME.",
    ),
)
@_NAME
@click.argument("token_id", metavar="TOKEN")
@click.pass_obj
def revoke_token(session: Session, name: str, token_id: str) -> None:
    """Revoke one token."""
    tokens.revoke(session.vault(), name, token_id, actor=session.actor)
    session.emit({"name": name, "id": token_id}, say(zh="令牌已作废。", en="Revoked the token."))


WAYS_IN = (
    enable,
    password,
    invite,
    sign_out,
    second_factor_off,
    token,
    list_tokens,
    revoke_token,
)
"""The commands, for the group `user`."""
