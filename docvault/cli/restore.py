"""`docvault restore DOC --version V`: an old version as the next one."""

from __future__ import annotations

import click

from docvault import vault as vaults
from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT, checked_in
from docvault.shapes import version_json
from naming_rules.language import say


@click.command(
    help=say(
        zh=f"把一个旧版本的内容签入为下一版本；中间的版本都还在。{DOCUMENT}",
        en=f"Check in the bytes of an old version as the next one; those between stay. {DOCUMENT}",
    )
)
@click.argument("document", metavar="DOC")
@click.option(
    "--version",
    "number",
    metavar="V",
    required=True,
    help=say(zh="旧版本的版本号，如 V1.0。", en="The old version, as V1.0."),
)
@click.option(
    "-m",
    "--note",
    default="",
    metavar=say(zh="说明", en="TEXT"),
    help=say(zh="恢复的原因；默认写明“V1.0 → V3.0”。", en="Why; “V1.0 → V3.0” by default."),
)
@click.pass_obj
def restore(session: Session, document: str, number: str, note: str) -> None:
    """Check in the bytes of an old version of DOC as its next version."""
    done = vaults.restore(session.vault(), document, number, actor=session.actor, note=note)
    session.emit(version_json(done), checked_in(done))
