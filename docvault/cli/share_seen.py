"""`docvault share list|show`: links, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docvault.access import Right
from docvault.cli.session import Session
from docvault.cli.texts import moment
from docvault.database.shares import ShareFilter
from docvault.model.share import Share, State
from docvault.shapes import share_json, story_json
from docvault.sharing import telling
from docvault.sharing.telling import Row, Story
from docvault.sharing.words import MODES, STATES, told
from docvault.vault import Vault
from naming_rules.language import say
from naming_rules.report.visible import visible
from naming_rules.terminal import table

_AT_A_TIME = 200


@click.command("list", help=say(zh="列出我的链接，新的在前。", en="List my links, newest first."))
@click.option(
    "--all",
    "everybody",
    is_flag=True,
    help=say(zh="所有人的链接。", en="Everybody's links."),
)
@click.option(
    "--document",
    metavar="DOC",
    help=say(zh="只列这个文件的链接。", en="Only links to this document."),
)
@click.option(
    "--state",
    type=click.Choice([state.value for state in State]),
    help=say(zh="只列这种状态的链接。", en="Only links of this state."),
)
@click.pass_obj
def list_shares(session: Session, everybody: bool, document: str | None, state: str | None) -> None:
    """List links."""
    vault = session.vault(Right.OVERSEE if everybody else None)
    wanted = ShareFilter(
        None if everybody else session.actor,
        session.document(vault, document).id if document else None,
        State(state) if state else None,
    )
    rows = list(_all_rows(session, vault, wanted))
    if session.json:
        session.emit([share_json(row.share, row.files, row.last_opened) for row in rows])
        return
    columns = {
        "id": say(zh="编号", en="Id"),
        "state": say(zh="状态", en="State"),
        "to": say(zh="收件人", en="To"),
        "documents": say(zh="文件", en="Documents"),
        "opens": say(zh="打开", en="Opened"),
        "last": say(zh="最近打开", en="Last opened"),
        "expires": say(zh="有效至", en="Until"),
    } | ({"by": say(zh="创建人", en="Made by")} if everybody else {})
    empty = say(zh="没有链接。", en="There are no links.")
    session.emit_table([_cells(row) for row in rows], columns, empty=empty)


def _all_rows(session: Session, vault: Vault, wanted: ShareFilter) -> Iterator[Row]:
    before = None
    while True:
        rows = telling.listed(
            vault, vault.actor(session.actor), wanted, before=before, limit=_AT_A_TIME
        )
        yield from rows
        if len(rows) < _AT_A_TIME:
            return
        before = rows[-1].share.created_at, rows[-1].share.id


def _cells(row: Row) -> dict[str, object]:
    made = row.share
    first = visible(row.files[0].name) if row.files else ""
    more = f" +{len(row.files) - 1}" if len(row.files) > 1 else ""
    return {
        "id": made.id,
        "state": str(STATES[made.state]),
        "to": visible(made.recipient),
        "documents": first + more,
        "opens": _opens(made),
        "last": moment(row.last_opened) if row.last_opened else "",
        "expires": moment(made.expires_at),
        "by": visible(made.created_by),
    }


def _opens(made: Share) -> str:
    return f"{made.opens}/{made.max_opens}" if made.max_opens else str(made.opens)


@click.command(
    help=say(
        zh="显示一个链接：谁在什么时候、从哪里打开过，看了哪几页。",
        en="Show one link: when and from where it was opened, which pages were seen.",
    )
)
@click.argument("share_id", metavar="ID")
@click.pass_obj
def show(session: Session, share_id: str) -> None:
    """Show one link."""
    vault = session.vault()
    found = telling.story(vault, share_id, actor=vault.actor(session.actor))
    session.emit(story_json(found), *_story_lines(found))


def _story_lines(story: Story) -> Iterator[str]:
    made = story.share
    password = say(zh="，有密码", en=", with a password") if made.password else ""
    follows = say(zh="，始终为当前版本", en=", always the current version") if made.follows else ""
    yield from table(
        [
            [say(zh="状态", en="State"), str(STATES[made.state])],
            [say(zh="方式", en="For"), f"{MODES[made.mode]}{password}{follows}"],
            [say(zh="收件人", en="To"), visible(made.recipient)],
            [say(zh="创建", en="Made"), f"{visible(made.created_by)} {moment(made.created_at)}"],
            [say(zh="有效至", en="Until"), moment(made.expires_at)],
            [say(zh="打开", en="Opened"), _opens(made)],
        ]
    )
    for file in story.files:
        pages = ", ".join(map(str, story.seen.get(file.number, ())))
        seen = say(zh=f"  看过第 {pages} 页", en=f"  pages seen: {pages}") if pages else ""
        yield visible(f"{file.name} {file.version}{seen}")
    for each in story.happenings:
        who = each.by or made.recipient or say(zh="对方", en="the partner")
        page = say(zh=f"（第 {each.page} 页）", en=f" (page {each.page})") if each.page else ""
        where = f"  {each.address}  {each.agent}" if each.address or each.agent else ""
        yield visible(f"{moment(each.at)}  {who}  {told(each)}{page}  {each.name}{where}".rstrip())
