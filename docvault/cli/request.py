"""`docvault request …`: links by which partners outside send files to a department."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from docvault.cli.link_shown import HERE, days_option, draw, only_here, qr_option
from docvault.cli.request_seen import list_requests, show
from docvault.cli.session import Session
from docvault.cli.sizes import SIZE, size_text
from docvault.cli.texts import counted, moment
from docvault.model.file_request import FileRequest
from docvault.model.share import State
from docvault.sharing import requests
from docvault.sharing.requests import Asked
from docvault.vault import Vault
from naming_rules.language import say

_FILES, _BYTES = 20, 500 << 20


@click.group(
    help=say(
        zh="文件征集：合作方凭链接发来文件，无需账号；文件进入部门的收件箱，由部门命名。",
        en="Requests for files: partners send by a link, without an account; what comes waits in"
        " the department's inbox for its name.",
    )
)
def request() -> None:
    """Hold the group's commands."""


for _command in (list_requests, show):
    request.add_command(_command)


@request.command(
    help=say(
        zh="发起一次文件征集；链接只显示这一次。",
        en="Make a request for files; its link is shown this once.",
    )
)
@click.option(
    "--department",
    required=True,
    metavar=say(zh="部门", en="DEPARTMENT"),
    help=say(zh="文件进入这个部门的收件箱。", en="In whose inbox the files arrive."),
)
@click.option(
    "--to",
    "recipient",
    default="",
    metavar=say(zh="收件人", en="NAME"),
    help=say(zh="向谁征集；写在收件箱和记录里。", en="Who is asked; in the inbox and on record."),
)
@click.option(
    "--note",
    default="",
    metavar=say(zh="文字", en="TEXT"),
    help=say(zh="需要什么文件；对方会看到。", en="What is asked for; the partner sees it."),
)
@days_option
@click.option(
    "--max-files",
    type=int,
    default=_FILES,
    show_default=True,
    metavar=say(zh="个数", en="N"),
    help=say(zh="最多接收几个文件。", en="How many files may come."),
)
@click.option(
    "--max-size",
    type=SIZE,
    default=_BYTES,
    show_default=size_text(_BYTES),
    metavar=say(zh="大小", en="SIZE"),
    help=say(zh="所有文件合计的上限，如 500MB、2GB。", en="Of all together: 500MB, 2GB."),
)
@qr_option
@click.pass_obj
def create(
    session: Session,
    department: str,
    recipient: str,
    note: str,
    days: int | None,
    max_files: int,
    max_size: int,
    qr: Path | None,
) -> None:
    """Make a request."""
    vault = session.vault()
    asked = Asked(department, recipient, note, days, max_files, max_size)
    made, link = requests.create(vault, asked, actor=vault.actor(session.actor))
    url = link.asking_at(vault.settings.web.url or HERE)
    value = {"id": made.id, "url": url, "expires": made.expires_at.isoformat()}
    session.emit(value, url, *_told_of(vault, made))
    if qr:
        draw(url, qr, on_stderr=session.json)


@request.command(
    help=say(
        zh="关闭征集：不再接收文件；已收到的不受影响。",
        en="Close requests: nothing comes any more; what came stays.",
    )
)
@click.argument("request_ids", nargs=-1, required=True, metavar="ID...")
@click.pass_obj
def revoke(session: Session, request_ids: tuple[str, ...]) -> None:
    """Close requests."""
    vault = session.vault()
    actor = vault.actor(session.actor)
    before = [requests.find(vault, each, actor=actor) for each in dict.fromkeys(request_ids)]
    for each in before:
        requests.revoke(vault, each.id, actor=actor)
    count = sum(each.state is State.ACTIVE for each in before)
    session.emit(
        {"revoked": count},
        say(zh=f"已关闭 {count} 个征集。", en=f"Closed {counted(count, 'request')}."),
    )


def _told_of(vault: Vault, made: FileRequest) -> Iterator[str]:
    """Yield what whoever makes a request should know of it."""
    until, room = moment(made.expires_at), size_text(made.max_bytes)
    files = counted(made.max_files, "file")
    yield say(
        zh=f"对方可以发来最多 {made.max_files} 个文件、合计 {room}，截止 {until}；"
        f"文件进入{made.department}的收件箱。编号 {made.id}。",
        en=f"The partner may send {files} at most, {room} together, until {until}; they arrive in"
        f" the inbox of {made.department}. Its id is {made.id}.",
    )
    yield say(
        zh="链接只显示这一次，谁拿到都能发来文件；请只发给对方本人。",
        en="It is shown this once, and whoever has it can send: give it to the partner alone.",
    )
    if not vault.settings.web.url:
        yield only_here()
