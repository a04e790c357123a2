"""`docvault verify`: objects, refs, tree, register and audit trail against each other."""

from __future__ import annotations

from dataclasses import asdict

import click

from docvault.access import Right
from docvault.cli.exit_status import FINDINGS
from docvault.cli.session import Session
from docvault.cli.texts import counted
from docvault.verifying import Tally, proof
from docvault.verifying import verify as verify_vault
from naming_rules.language import say
from naming_rules.report.visible import visible


@click.command(
    help=say(
        zh="互相核对 git 对象、分支、文件夹、台账和审计日志；什么都不改。发现问题时退出状态为 1。",
        en="Check git objects, branches, folders, register and audit trail against each other;"
        " changes nothing. The exit status is 1 when something disagrees.",
    )
)
@click.option(
    "--deep",
    is_flag=True,
    help=say(
        zh="另外从 git 读出每一个版本并核对 SHA-256。",
        en="Also read every version from git and check its SHA-256.",
    ),
)
@click.pass_obj
def verify(session: Session, deep: bool) -> None:
    """Print every disagreement; exit status 1 when there is one."""
    vault = session.vault(Right.OVERSEE)
    tally = Tally()
    with session.progress(say(zh="核对", en="Verifying"), None) as advance:
        problems = [asdict(p) for p in verify_vault(vault, deep=deep, tally=tally, done=advance)]
    if problems:
        session.status = FINDINGS
    session.emit(
        {"checked": tally.checked, "problems": problems, "proof": proof(vault)},
        *(visible(_line(problem)) for problem in problems),
        say(
            zh=f"已核对 {tally.checked} 个文件，发现 {len(problems)} 个问题。",
            en=f"Checked {counted(tally.checked, 'file')},"
            f" found {counted(len(problems), 'problem')}.",
        ),
    )


def _line(problem: dict[str, str | None]) -> str:
    whose = " ".join(part for part in (problem["document"], problem["version"]) if part)
    return ": ".join(part for part in (problem["kind"], whose, problem["detail"]) if part)
