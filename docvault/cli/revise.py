"""`docvault revise DOC FILE`: the next version, named by DocVault."""

from __future__ import annotations

from pathlib import Path

import click

from docvault import vault as vaults
from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT, FILE, checked_in
from docvault.shapes import version_json
from naming_rules.language import say


@click.command(
    help=say(
        zh="把 FILE 签入为 DOC 的下一版本；名称由 DocVault 决定，与 FILE 自己的名称无关。"
        f"{DOCUMENT}",
        en="Check in FILE as the next version of DOC; DocVault names it, whatever FILE is called."
        f" {DOCUMENT}",
    )
)
@click.argument("document", metavar="DOC")
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--major/--minor",
    default=True,
    help=say(
        zh="V1.0 之后是 V2.0（默认），或是 V1.1。", en="After V1.0 comes V2.0 (default), or V1.1."
    ),
)
@click.option(
    "-m",
    "--note",
    default="",
    metavar=say(zh="说明", en="TEXT"),
    help=say(zh="修订说明。", en="What was changed."),
)
@click.option(
    "--if-changed",
    is_flag=True,
    help=say(
        zh="内容与当前版本完全相同时不签入（状态 6）。",
        en="Do nothing when the content is exactly that of the current version (status 6).",
    ),
)
@click.pass_obj
def revise(
    session: Session, document: str, file: Path, major: bool, note: str, if_changed: bool
) -> None:
    """Check in FILE as the next version of DOC (id, name or path)."""
    done = vaults.revise(
        session.vault(),
        document,
        file,
        actor=session.actor,
        major=major,
        note=note,
        unchanged=not if_changed,
    )
    session.emit(version_json(done), checked_in(done))
