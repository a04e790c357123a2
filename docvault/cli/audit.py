"""`docvault audit [PATH]`: names, places, versions, register, content."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path

import click

from docvault import auditing
from docvault.access import Right
from docvault.cli.exit_status import FINDINGS
from docvault.cli.output import opened
from docvault.cli.session import Session
from docvault.cli.texts import FILE
from docvault.errors import BadArgument
from docvault.fixing import apply_fix, plan_fix, undo_fix
from docvault.vault import Vault
from naming_rules.checker import Tally
from naming_rules.finding import Finding, Severity
from naming_rules.language import current_language, say
from naming_rules.rename_plan import RenamePlan
from naming_rules.report import FORMATS, About, RulePage, writer
from naming_rules.report.visible import visible


@click.command(
    help=say(
        zh="审计整个文件库，或其中的 PATH：名称、位置、版本、台账、内容、修订记录。"
        "有错误或警告时退出状态为 1。",
        en="Audit the vault, or PATH in it: names, places, versions, register, content, revision"
        " records. The exit status is 1 when there are errors or warnings.",
    )
)
@click.argument("path", metavar="[PATH]", type=FILE, required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help=say(zh="报告的格式。", en="The form of the report."),
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE",
    help=say(zh="把报告写到文件。", en="Write the report to a file."),
)
@click.option(
    "--fix",
    is_flag=True,
    help=say(
        zh="显示未登记文件的改名计划（不改动）。",
        en="Show how files not registered would be renamed (changes nothing).",
    ),
)
@click.option(
    "--apply",
    "do",
    is_flag=True,
    help=say(zh="与 --fix 一起：执行改名。", en="With --fix: rename them."),
)
@click.option(
    "--undo", is_flag=True, help=say(zh="撤销上一次改名。", en="Take the last renames back.")
)
@click.pass_obj
def audit(
    session: Session,
    path: Path | None,
    form: str,
    output: Path | None,
    fix: bool,
    do: bool,
    undo: bool,
) -> None:
    """Report, plan, apply or undo; exit status 1 when errors or warnings remain."""
    if do and not fix:
        raise BadArgument(argument="--apply", value="", allowed="--fix --apply")
    if undo and (fix or path):
        raise BadArgument(argument="--undo", value="", allowed="audit --undo")
    vault = session.vault(Right.OVERSEE)
    if undo:
        _undo(session, vault)
    elif fix:
        _fix(session, vault, path, do=do)
    else:
        _report(session, vault, path, "json" if session.json else form, output)


def _report(
    session: Session, vault: Vault, path: Path | None, form: str, output: Path | None
) -> None:
    tally = Tally()
    about = About(
        subject=str(vault.root),
        language=current_language(),
        at=vault.now().astimezone(),
        tool="docvault",
        version=version("docvault"),
        rules=_rule_pages() if form in {"sarif", "html"} else (),
        group_of=_archive_of,
    )
    with session.progress(say(zh="审计", en="Auditing"), None) as advance:
        found = _judged(session, auditing.audit(vault, path, tally=tally, done=advance))
        # Nothing is written before the first finding, so that a wrong PATH leaves stdout empty.
        first = list(islice(found, 1))
    if output:
        vault.ensure_not_ours(output)
    with opened(output) as out:
        writer(form)(chain(first, found), out, about, lambda: tally.checked)


def _judged(session: Session, findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if finding.severity is not Severity.INFO:
            session.status = FINDINGS
        yield finding


def _rule_pages() -> tuple[RulePage, ...]:
    from naming_rules.cli.explain import rule_pages  # noqa: PLC0415 - reads every rule's page

    return (*rule_pages(), *auditing.rule_pages())


def _archive_of(finding: Finding) -> str | None:
    return finding.path.partition("/")[0] if "/" in finding.path else None


# ---- renaming


def _fix(session: Session, vault: Vault, path: Path | None, *, do: bool) -> None:
    plan = plan_fix(vault, auditing.place_in(vault, path))
    journal = apply_fix(vault, plan, actor=session.actor) if do else None
    if plan.unresolved or (plan.renames and not do):
        session.status = FINDINGS
    value = {
        "applied": journal is not None,
        "renames": [{"from": r.source, "to": r.target, "rules": r.rules} for r in plan.renames],
        "unresolved": [
            {
                "path": one.source,
                "suggestion": one.suggestion,
                "placeholders": one.placeholders,
                "reason": str(one.reason),
            }
            for one in plan.unresolved
        ],
    }
    session.emit(value, *map(visible, _plan_lines(plan)), _summary(plan, do=do))


def _plan_lines(plan: RenamePlan) -> Iterator[str]:
    for rename in plan.renames:
        yield f"{rename.source} → {rename.target}"
    for one in plan.unresolved:
        yield f"{one.source}: {one.reason}" + (f" → {one.suggestion}" if one.suggestion else "")


def _summary(plan: RenamePlan, *, do: bool) -> str:
    renames, unresolved = len(plan.renames), len(plan.unresolved)
    if not renames and not unresolved:
        return say(zh="没有需要改名的文件。", en="No file needs a new name.")
    if do:
        return say(
            zh=f"已改名 {renames} 个文件，{unresolved} 个需要人来决定。"
            "可用 docvault audit --undo 撤销。",
            en=f"Renamed {renames} files; {unresolved} need a decision."
            " docvault audit --undo takes it back.",
        )
    return say(
        zh=f"可改名 {renames} 个文件，{unresolved} 个需要人来决定。现在没有改动；加 --apply 执行。",
        en=f"{renames} files can be renamed, {unresolved} need a decision."
        " Nothing was changed; --apply does it.",
    )


def _undo(session: Session, vault: Vault) -> None:
    undone = undo_fix(vault, actor=session.actor)
    if undone.left:
        session.status = FINDINGS
    lines = (
        *(f"{move.target} → {move.source}" for move in undone.restored),
        *(f"{one.source}: {one.reason}" for one in undone.left),
    )
    session.emit(
        {
            "restored": [{"from": move.target, "to": move.source} for move in undone.restored],
            "left": [{"path": one.source, "reason": str(one.reason)} for one in undone.left],
        },
        *map(visible, lines),
        say(
            zh=f"已撤销 {len(undone.restored)} 个改名，{len(undone.left)} 个未能撤销。",
            en=f"Took back {len(undone.restored)} renames, {len(undone.left)} could not be.",
        ),
    )
