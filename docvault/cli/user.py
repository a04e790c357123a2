"""`docvault user add|list|disable` and the ways in: the people of the vault."""

from __future__ import annotations

import click

from docvault import users
from docvault.access import Right
from docvault.cli.session import Session
from docvault.cli.user_ways_in import WAYS_IN
from docvault.model.user import Role, User
from naming_rules.language import Text, say

ROLES = {
    Role.MEMBER: Text("员工", "member"),
    Role.HEAD: Text("部门负责人", "head of department"),
    Role.VICE_PRESIDENT: Text("分管领导", "vice president"),
    Role.GENERAL_MANAGER: Text("总经理", "general manager"),
    Role.REGISTRAR: Text("文档管理员", "registrar"),
    Role.ADMINISTRATOR: Text("系统管理员", "administrator"),
}


@click.group(help=say(zh="文件库的用户：谁可以做什么。", en="The people of the vault."))
def user() -> None:
    """Hold the group's commands."""


@user.command(
    help=say(
        zh="新增用户 NAME。NAME 就是 --actor 和签入记录中的名字。",
        en="Add the user NAME, which is what --actor and the records of check-ins say.",
    )
)
@click.argument("name", metavar="NAME")
@click.option(
    "--display-name",
    metavar=say(zh="姓名", en="TEXT"),
    help=say(zh="显示名，默认同用户名。", en="What to show; the name by default."),
)
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default="member",
    show_default=True,
    help=say(
        zh="角色：员工、部门负责人、分管领导、总经理、文档管理员、系统管理员。",
        en="What they are in the organisation.",
    ),
)
@click.option(
    "--department",
    metavar=say(zh="部门", en="CODE"),
    help=say(zh="所属部门。", en="The department they belong to."),
)
@click.option(
    "--email",
    metavar=say(zh="地址", en="ADDRESS"),
    help=say(zh="电子邮件地址。", en="Their address for mail."),
)
@click.pass_obj
def add(
    session: Session,
    name: str,
    display_name: str | None,
    role: str,
    department: str | None,
    email: str | None,
) -> None:
    """Add one user."""
    added = users.add(
        session.vault(),
        name,
        actor=session.actor,
        display_name=display_name,
        role=Role(role),
        department=department,
        email=email,
    )
    session.emit(_json(added), say(zh=f"已新增用户 {name}。", en=f"Added the user {name}."))


@user.command("list", help=say(zh="列出用户。", en="List the users."))
@click.pass_obj
def list_users(session: Session) -> None:
    """List all users, disabled ones too."""
    columns = {
        "name": say(zh="用户名", en="Name"),
        "display_name": say(zh="显示名", en="Display name"),
        "role": say(zh="角色", en="Role"),
        "department": say(zh="部门", en="Department"),
        "disabled_at": say(zh="停用时间", en="Disabled at"),
    }
    rows = [_json(found) for found in users.every(session.vault(Right.OVERSEE))]
    if not session.json:
        rows = [row | {"role": str(ROLES[Role(str(row["role"]))])} for row in rows]
    session.emit_table(rows, columns, empty=say(zh="还没有用户。", en="No users yet."))


@user.command(
    help=say(
        zh="停用用户 NAME：不能再操作；用户名保留，不再给别人，历史不变。",
        en="Disable the user NAME, who may act no more. The name stays taken, history as it is.",
    )
)
@click.argument("name", metavar="NAME")
@click.pass_obj
def disable(session: Session, name: str) -> None:
    """Disable one user."""
    disabled = users.disable(session.vault(), name, actor=session.actor)
    session.emit(_json(disabled), say(zh=f"已停用 {name}。", en=f"Disabled {name}."))


for _command in WAYS_IN:
    user.add_command(_command)


def _json(found: User) -> dict[str, object]:
    return {
        "name": found.name,
        "display_name": found.display_name,
        "role": found.role.value,
        "department": found.department,
        "email": found.email,
        "created_at": found.created_at.isoformat(),
        "disabled_at": found.disabled_at.isoformat() if found.disabled_at else None,
    }
