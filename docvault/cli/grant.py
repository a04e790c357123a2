"""`docvault grant add|remove|list`: rights in departments that are not one's own."""

from __future__ import annotations

import click

from docvault.access import GRANTABLE, RIGHT_NAMES, Right
from docvault.cli.session import Session
from docvault.cli.texts import moment
from docvault.users import granting
from naming_rules.language import say

_USER = click.argument("name", metavar="NAME")
_DEPARTMENT = click.argument("department", metavar="DEPARTMENT")
_RIGHT = click.option(
    "--right",
    type=click.Choice([right.value for right in GRANTABLE]),
    default=Right.READ.value,
    show_default=True,
    help=say(
        zh="read 查看；check-in 签入和修订，含查看。",
        en="To read, or to check in as well.",
    ),
)


@click.group(
    help=say(
        zh="授权：查看或签入其他部门的文件。", en="Rights in departments that are not one's own."
    )
)
def grant() -> None:
    """Hold the group's commands."""


@grant.command(
    help=say(
        zh="授予用户 NAME 在部门 DEPARTMENT 的权限。秘密文件仍只有被指名的人可以查看。",
        en="Give the user NAME a right in DEPARTMENT. Sealed documents stay with those named.",
    )
)
@_USER
@_DEPARTMENT
@_RIGHT
@click.pass_obj
def add(session: Session, name: str, department: str, right: str) -> None:
    """Give one right."""
    granting.grant(session.vault(), name, department, Right(right), actor=session.actor)
    word = RIGHT_NAMES[Right(right)]
    session.emit(
        {"user": name, "department": department, "right": right},
        say(
            zh=f"{name} 现在可以{word.zh}{department}的文件。",
            en=f"{name} may now {word.en} what is {department}'s.",
        ),
    )


@grant.command(help=say(zh="收回授权。", en="Take a right back."))
@_USER
@_DEPARTMENT
@_RIGHT
@click.pass_obj
def remove(session: Session, name: str, department: str, right: str) -> None:
    """Take one right back."""
    changed = granting.revoke(session.vault(), name, department, Right(right), actor=session.actor)
    line = (
        say(zh="已收回授权。", en="The right was taken back.")
        if changed
        else say(zh="没有这项授权。", en="There was no such right.")
    )
    value = {"user": name, "department": department, "right": right, "changed": changed}
    session.emit(value, line)


@grant.command("list", help=say(zh="列出所有授权。", en="List all rights that were granted."))
@click.pass_obj
def list_grants(session: Session) -> None:
    """List all grants."""
    columns = {
        "user": say(zh="用户", en="User"),
        "department": say(zh="部门", en="Department"),
        "right": say(zh="权限", en="Right"),
        "granted_by": say(zh="授权人", en="Granted by"),
        "granted_at": say(zh="时间", en="When"),
    }
    rows: list[dict[str, object]] = [
        {
            "user": each.user,
            "department": each.department,
            "right": each.right,
            "granted_by": each.granted_by,
            "granted_at": each.granted_at.isoformat(),
        }
        for each in granting.every(session.vault(Right.OVERSEE))
    ]
    if not session.json:
        rows = [
            row
            | {
                "right": str(RIGHT_NAMES[Right(each.right)]),
                "granted_at": moment(each.granted_at),
            }
            for row, each in zip(rows, granting.every(session.vault()), strict=True)
        ]
    session.emit_table(rows, columns, empty=say(zh="没有授权。", en="Nothing was granted."))
