"""`docvault show DOC`: one document, with its place, people and state."""

from __future__ import annotations

import click

from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT, moment, one_line
from docvault.shapes import whole_document_json
from naming_rules.language import say
from naming_rules.terminal import table


@click.command(
    help=say(zh=f"显示一个文件的登记信息。{DOCUMENT}", en=f"Show one document. {DOCUMENT}")
)
@click.argument("document", metavar="DOC")
@click.pass_obj
def show(session: Session, document: str) -> None:
    """Show what the register says of a document."""
    vault = session.vault()
    found = session.document(vault, document)
    current = vault.version(found)
    value = whole_document_json(found, current)
    rows = [
        (say(zh="名称", en="Name"), found.name),
        (say(zh="路径", en="Path"), found.path),
        (say(zh="编号", en="Id"), found.id),
        (say(zh="当前版本", en="Current version"), found.current),
        (say(zh="版本数", en="Versions"), str(found.sequence)),
        (say(zh="密级", en="Level"), found.level),
        (say(zh="日期", en="Date"), found.date.isoformat()),
        (say(zh="创建", en="Created"), f"{found.created_by} {moment(found.created_at)}"),
        (say(zh="最后修改", en="Modified"), f"{found.modified_by} {moment(found.modified_at)}"),
        (say(zh="修订说明", en="Note"), one_line(current.note)),
        (say(zh="大小", en="Size"), say(zh=f"{current.size:,} 字节", en=f"{current.size:,} bytes")),
        ("SHA-256", current.sha256),
        (say(zh="提交", en="Commit"), current.commit),
    ]
    session.emit(value, *table([row for row in rows if row[1]]))
