"""`docvault register export`: both registers as xlsx and csv."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from docvault.access import Right
from docvault.cli.session import Session
from docvault.cli.texts import FILE
from docvault.register_export import TABLES, export_register
from naming_rules.language import say


@click.group(help=say(zh="台账：导出两种登记表。", en="The registers of documents."))
def register() -> None:
    """Hold the group's commands."""


@register.command(
    help=say(
        zh="导出台账为电子表格，列与手册中的完全一致。",
        en="Export a register as a table with exactly the columns of the manuals.",
    )
)
@click.option(
    "--kind",
    type=click.Choice(list(TABLES)),
    default="ledger",
    show_default=True,
    help=say(
        zh="ledger：文件登记台账；filing：文档归档登记表。",
        en="ledger is 文件登记台账, filing is 文档归档登记表.",
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv"]),
    default="xlsx",
    show_default=True,
    help=say(zh="文件格式。", en="The form of the file."),
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    required=True,
    metavar="FILE",
    help=say(
        zh="写到这个文件；若是文件夹，则以登记表的名称放进去。",
        en="Write to this file; into a folder, under the register's name.",
    ),
)
@click.pass_obj
def export(
    session: Session, kind: Literal["ledger", "filing"], form: Literal["xlsx", "csv"], output: Path
) -> None:
    """Write one register to a file."""
    if output.is_dir():
        output /= f"{TABLES[kind].title}.{form}"
    rows = export_register(session.vault(Right.OVERSEE), kind, form, output)
    session.emit(
        {"path": str(output), "rows": rows, "kind": kind, "format": form},
        say(
            zh=f"已导出{TABLES[kind].title}：{output}，{rows} 行。",
            en=f"Exported {TABLES[kind].title} to {output}: {rows} rows.",
        ),
    )
