"""`docvault list`: what is in the vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from docvault.access import Right, Subject, decide, require, subject_of
from docvault.cli.session import Session, emphasised
from docvault.cli.texts import counted, moment
from docvault.model.document import Document
from docvault.settings.model import Reach
from docvault.shapes import document_json
from docvault.vault import Vault
from naming_rules.language import say
from naming_rules.terminal import table


@click.command(
    "list", help=say(zh="按文件夹和名称列出文件。", en="List the documents, by folder and name.")
)
@click.option(
    "--department",
    metavar=say(zh="部门", en="CODE"),
    help=say(zh="只列这个部门。", en="Only this department."),
)
@click.option(
    "--type",
    "kind",
    metavar=say(zh="类型", en="CODE"),
    help=say(zh="只列这种文件类型。", en="Only this type."),
)
@click.pass_obj
def list_documents(session: Session, department: str | None, kind: str | None) -> None:
    """List what the actor may read; an object for each with --json."""
    vault = session.vault()
    found = _readable(
        session,
        vault,
        vault.code("department", department, argument="--department"),
        vault.code("type", kind, argument="--type"),
    )
    empty = say(
        zh="没有文件。用 docvault add 签入，或用 docvault import 接管已有文件夹。",
        en="No documents. Check some in with docvault add, or take over a folder with"
        " docvault import.",
    )
    lines = [] if session.json else list(_lines(found))
    session.emit([document_json(document) for document in found], *(lines or [empty]))


def _readable(
    session: Session, vault: Vault, department: str | None, kind: str | None
) -> list[Document]:
    actor = vault.actor(session.actor)
    # Who may not even read what everybody may is told so, and not that there is nothing.
    require(actor, Right.READ, Subject(reach=Reach.EVERYONE))
    return [
        document
        for document in vault.documents(department=department, type=kind)
        if decide(actor, Right.READ, subject_of(document, vault.settings)).allowed
    ]


def _lines(found: Sequence[Document]) -> Iterator[str]:
    """Yield each folder and, under it, its documents, their columns under each other."""
    for folder, documents in groupby(found, key=lambda document: document.folder):
        yield emphasised(f"{folder}/")
        for row in table(map(_row, documents)):
            yield f"  {row}"
    if found:
        yield say(zh=f"共 {len(found)} 个文件。", en=f"{counted(len(found), 'document')}.")


def _row(document: Document) -> tuple[str, ...]:
    count = document.sequence
    versions = say(zh=f"{count} 版", en=counted(count, "version"))
    return document.name, versions, document.modified_by, moment(document.modified_at)
