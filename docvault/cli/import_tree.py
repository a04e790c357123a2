"""`docvault import DIR`: take over an existing tree."""

from __future__ import annotations

from pathlib import Path

import click

from docvault.access import Right
from docvault.cli.exit_status import FINDINGS
from docvault.cli.session import Session
from docvault.cli.texts import FILE, counted, finding_line
from docvault.importing import Imported, Plan, plan_import, run_import
from docvault.vault import Vault
from docvault.vault.naming import Proposal
from naming_rules.language import current_language, say
from naming_rules.report.as_json import as_mapping
from naming_rules.report.visible import visible


@click.command(
    help=say(
        zh="接管文件夹 DIR 中的文件：合规的名称照用，不合规的用建议的名称，"
        "无法确定的留在原处并说明原因（退出状态为 1）。"
        "DIR 在文件库之内则就地归位，否则复制进来。再次执行只会补上还没有签入的。",
        en="Take over the files in the folder DIR: right names as they are, wrong ones under the"
        " suggested name; what cannot be known stays, with the reason (exit status 1). Inside the"
        " vault files move to their place, from elsewhere they are copied. Doing it again only"
        " takes in what is not there yet.",
    )
)
@click.argument("folder", metavar="DIR", type=FILE)
@click.option(
    "--dry-run",
    is_flag=True,
    help=say(
        zh="只显示会怎样命名，不改动任何东西。", en="Only show the names; nothing is changed."
    ),
)
@click.option(
    "--move",
    is_flag=True,
    help=say(
        zh="签入之后删除库外的原文件。", en="Remove originals elsewhere once they are checked in."
    ),
)
@click.option(
    "--department",
    metavar=say(zh="部门", en="CODE"),
    help=say(zh="名称和文件夹都看不出部门时，用这个。", en="For files that tell no department."),
)
@click.option(
    "--type",
    "kind",
    metavar=say(zh="类型", en="CODE"),
    help=say(zh="名称和文件夹都看不出类型时，用这个。", en="For files that tell no type."),
)
@click.pass_obj
def import_tree(
    session: Session,
    folder: Path,
    dry_run: bool,
    move: bool,
    department: str | None,
    kind: str | None,
) -> None:
    """Plan, show or do it, and say what was left out; exit status 1 when something was."""
    vault = session.vault(Right.OVERSEE)
    given = {
        "department": vault.code("department", department, argument="--department"),
        "type": vault.code("type", kind, argument="--type"),
    }
    defaults = {field: code for field, code in given.items() if code}
    with session.progress(say(zh="查看", en="Looking"), None) as advance:
        plan = plan_import(vault, folder, defaults=defaults, done=advance)
    outcome = Imported(skipped=len(plan.files), findings=plan.findings)
    if not dry_run:
        with session.progress(say(zh="签入", en="Importing"), len(plan.named)) as advance:
            outcome = run_import(vault, plan, actor=session.actor, move=move, done=advance)
    if outcome.findings:
        session.status = FINDINGS
    language = current_language()
    value: dict[str, object] = {
        "imported": outcome.imported,
        "skipped": outcome.skipped,
        "findings": [as_mapping(finding, language) for finding in outcome.findings],
    }
    lines: list[str] = []
    if dry_run:
        rows = [_row(vault, file) for file in plan.files]
        value["plan"] = rows
        lines = [f"{row['path']} → {row['folder']}/{row['name']}" for row in rows if row["name"]]
    said = _would_do(plan) if dry_run else summary(outcome)
    session.emit(value, *map(visible, lines), *map(finding_line, outcome.findings), said)


def _row(vault: Vault, file: Proposal) -> dict[str, str | None]:
    if file.name is None:
        return {"path": file.path, "name": None, "folder": None}
    folder = "/".join(vault.convention.place(file.name))
    return {"path": file.path, "name": vault.convention.format(file.name), "folder": folder}


def _would_do(plan: Plan) -> str:
    files, named = len(plan.files), len(plan.named)
    return say(
        zh=f"共 {files} 个文件，可签入 {named} 个。没有改动任何东西。",
        en=f"{counted(files, 'file')}, {named:,} can be taken in. Nothing was changed.",
    )


def summary(outcome: Imported) -> str:
    """Return in one line what an import did."""
    known, left = outcome.known, outcome.skipped - outcome.known
    zh, en = f"已签入 {outcome.imported} 个文件", f"Imported {counted(outcome.imported, 'file')}"
    if known:
        zh, en = f"{zh}，{known} 个以前已签入", f"{en}; {known:,} there already"
    if left:
        zh, en = f"{zh}，{left} 个没有签入", f"{en}; {left:,} left out"
    return say(zh=f"{zh}。", en=f"{en}.")
