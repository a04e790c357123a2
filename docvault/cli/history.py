"""`docvault history DOC`: all versions, newest first."""

from __future__ import annotations

import click

from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT, moment, one_line
from docvault.model.version import State, Version
from docvault.shapes import history_json
from naming_rules.language import Text, say

STATES = {
    State.CURRENT: Text("当前", "current"),
    State.SUPERSEDED: Text("旧版", "superseded"),
    State.IN_GIT: Text("仅在 git 中", "in git only"),
}


@click.command(
    help=say(
        zh=f"显示一个文件曾经签入的每一个版本，新的在前。{DOCUMENT}",
        en=f"Show every version of a document ever checked in, newest first. {DOCUMENT}",
    )
)
@click.argument("document", metavar="DOC")
@click.pass_obj
def history(session: Session, document: str) -> None:
    """Show every version of DOC ever checked in, newest first."""
    vault = session.vault()
    versions = vault.history(session.document(vault, document))
    columns = {
        "version": say(zh="版本", en="Version"),
        "state": say(zh="状态", en="State"),
        "at": say(zh="时间", en="When"),
        "actor": say(zh="操作人", en="Who"),
        "sha256": "SHA-256",
        "commit": say(zh="提交", en="Commit"),
        "note": say(zh="说明", en="Note"),
    }
    row = history_json if session.json else for_people
    session.emit_table([row(version) for version in versions], columns, empty="")


def for_people(version: Version) -> dict[str, object]:
    """Return a version as the table shows it: words for codes, the beginnings of hashes."""
    return history_json(version) | {
        "state": str(STATES[version.state]),
        "at": moment(version.at),
        "sha256": version.sha256[:12],
        "commit": version.commit[:10],
        "note": one_line(version.note),
    }
