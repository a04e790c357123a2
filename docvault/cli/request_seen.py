"""`docvault request list|show`: requests for files, and what came by them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docvault.cli.session import Session
from docvault.cli.sizes import size_text
from docvault.cli.texts import moment
from docvault.model.file_request import FileRequest
from docvault.model.share import State
from docvault.shapes import asking_json, request_json
from docvault.sharing import requested
from docvault.sharing.requested import Asking, Received
from docvault.sharing.words import STATES
from docvault.vault import Vault
from naming_rules.language import say
from naming_rules.report.visible import visible
from naming_rules.terminal import table

_AT_A_TIME = 200


@click.command(
    "list",
    help=say(
        zh="列出我的和我部门的文件征集，新的在前。",
        en="List my requests and my departments', newest first.",
    ),
)
@click.option(
    "--state",
    type=click.Choice([State.ACTIVE.value, State.REVOKED.value, State.EXPIRED.value]),
    help=say(zh="只列这种状态的征集。", en="Only requests of this state."),
)
@click.pass_obj
def list_requests(session: Session, state: str | None) -> None:
    """List requests."""
    vault = session.vault()
    found = [each for each in _every(session, vault) if state in {None, each.state.value}]
    if session.json:
        session.emit([request_json(each) for each in found])
        return
    columns = {
        "id": say(zh="编号", en="Id"),
        "state": say(zh="状态", en="State"),
        "department": say(zh="部门", en="Department"),
        "to": say(zh="收件人", en="To"),
        "files": say(zh="已收", en="Received"),
        "expires": say(zh="截止", en="Until"),
        "by": say(zh="发起人", en="Made by"),
    }
    empty = say(zh="没有文件征集。", en="There are no requests for files.")
    session.emit_table([_cells(each) for each in found], columns, empty=empty)


@click.command(
    help=say(
        zh="显示一次征集：谁在什么时候发来了什么，现在在哪里。",
        en="Show one request: what came by it, when, and where it is now.",
    )
)
@click.argument("request_id", metavar="ID")
@click.pass_obj
def show(session: Session, request_id: str) -> None:
    """Show one request."""
    vault = session.vault()
    found = requested.story(vault, request_id, actor=vault.actor(session.actor))
    session.emit(asking_json(found), *_lines(found))


def _every(session: Session, vault: Vault) -> Iterator[FileRequest]:
    before = None
    while True:
        actor = vault.actor(session.actor)
        found = requested.listed(vault, actor, before=before, limit=_AT_A_TIME)
        yield from found
        if len(found) < _AT_A_TIME:
            return
        before = found[-1].created_at, found[-1].id


def _cells(each: FileRequest) -> dict[str, object]:
    return {
        "id": each.id,
        "state": str(STATES[each.state]),
        "department": each.department,
        "to": visible(each.recipient),
        "files": f"{each.files}/{each.max_files}",
        "expires": moment(each.expires_at),
        "by": visible(each.created_by),
    }


def _lines(found: Asking) -> Iterator[str]:
    made = found.request
    room = f"{size_text(made.bytes)} / {size_text(made.max_bytes)}"
    yield from table(
        [
            [say(zh="状态", en="State"), str(STATES[made.state])],
            [say(zh="部门", en="Department"), made.department],
            [say(zh="收件人", en="To"), visible(made.recipient)],
            [say(zh="发起", en="Made"), f"{visible(made.created_by)} {moment(made.created_at)}"],
            [say(zh="截止", en="Until"), moment(made.expires_at)],
            [say(zh="已收", en="Received"), f"{made.files}/{made.max_files}, {room}"],
        ]
    )
    for each in found.received:
        file = each.file
        yield visible(f"{file.number}. {file.name}  {size_text(file.size)}  {_where(each)}")
        yield f"   {file.sha256}"
    for step in found.steps:
        who = step.by or made.recipient or say(zh="对方", en="the partner")
        more = f"  {step.name}  {step.address}".rstrip()
        yield visible(f"{moment(step.at)}  {who}  {step.words}{more}")


def _where(each: Received) -> str:
    if each.waits:
        return each.file.path
    if each.document:
        return each.document.name
    return say(zh="已不在收件箱", en="no longer in the inbox")
