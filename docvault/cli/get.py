"""`docvault get DOC -o FILE`: bytes out, verified."""

from __future__ import annotations

from pathlib import Path

import click

from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT, FILE
from naming_rules.language import say


@click.command(
    help=say(
        zh=f"取出一个版本；SHA-256 核对无误后文件才会出现。{DOCUMENT}",
        en=f"Write a version to a file, which appears once its SHA-256 is verified. {DOCUMENT}",
    )
)
@click.argument("document", metavar="DOC")
@click.option(
    "--version",
    "number",
    metavar="V",
    help=say(zh="版本号，如 V1.0；默认当前版本。", en="As V1.0; the current one by default."),
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    required=True,
    metavar="FILE",
    help=say(
        zh="写到这个文件；若是文件夹，则以文件自己的名称放进去。",
        en="Write to this file; into a folder, under its own name.",
    ),
)
@click.pass_obj
def get(session: Session, document: str, number: str | None, output: Path) -> None:
    """Write a version of DOC to a file; its SHA-256 is verified before the file appears."""
    vault = session.vault()
    found = session.document(vault, document)
    version = vault.get(found, output, number)
    target = output / version.name if output.is_dir() else output
    session.emit(
        {
            "sha256": version.sha256,
            "version": version.number,
            "name": version.name,
            "path": str(target),
        },
        say(
            zh=f"已取出 {version.number} 到 {target}，SHA-256 核对无误：{version.sha256}",
            en=f"Wrote {version.number} to {target}; SHA-256 verified: {version.sha256}",
        ),
    )
