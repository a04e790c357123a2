"""`docvault add FILE...`: check in."""

from __future__ import annotations

from pathlib import Path

import click

from docvault import vault as vaults
from docvault.cli.exit_status import exit_status
from docvault.cli.session import Session
from docvault.cli.texts import FILE, checked_in
from docvault.errors import BadArgument, DocVaultError
from docvault.shapes import version_json
from naming_rules.language import Text, say

_ONE_FILE = Text("只与一个 FILE 同用", "only with one FILE")


@click.command(
    help=say(
        zh="以文件自己的名称签入 FILE；每个文件要么整个签入，要么什么都不改变。"
        "放在文件库里的文件会被移到应在的文件夹。",
        en="Check in FILEs under their own names; each goes in whole or not at all."
        " A file that lies in the vault is moved to where it belongs.",
    )
)
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@click.option(
    "--name",
    metavar=say(zh="名称", en="NAME"),
    help=say(
        zh="改用这个名称签入（只限一个文件）。", en="Check in under this name (one file only)."
    ),
)
@click.option(
    "-m",
    "--note",
    default="",
    metavar=say(zh="说明", en="TEXT"),
    help=say(zh="修订说明。", en="What was changed."),
)
@click.pass_obj
def add(session: Session, files: tuple[Path, ...], name: str | None, note: str) -> None:
    """Check in each file; those that cannot be do not keep the others out."""
    if name is not None and len(files) > 1:
        raise BadArgument(argument="--name", value=name, allowed=_ONE_FILE)
    vault = session.vault()
    done = []
    for file in files:
        try:
            done.append(vaults.add(vault, file, actor=session.actor, name=name, note=note))
        except DocVaultError as error:
            # The first error decides the exit status.
            session.report(error)
            session.status = session.status or exit_status(error)
    if done:
        session.emit([version_json(version) for version in done], *map(checked_in, done))
