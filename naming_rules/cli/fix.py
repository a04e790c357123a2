"""`naming-rules fix PATH`: shows, carries out or takes back a rename plan."""

from __future__ import annotations

from pathlib import Path

import click

from naming_rules.cli.common import (
    PATH,
    config_option,
    convention_of,
    existing,
    json_option,
    print_json,
    wrong_call,
)
from naming_rules.cli.exit_status import COMPLIANT, FINDINGS
from naming_rules.fix import plan as plan_of
from naming_rules.language import say
from naming_rules.rename_plan import RenamePlan
from naming_rules.renaming import Undone, apply, undo
from naming_rules.report.visible import visible


@click.command(
    "fix",
    help=say(
        zh="给 PATH 中名称不合规的文件改名。默认只显示计划，不作任何改动。",
        en="Give the files in PATH compliant names. By default only shows what it would do.",
    ),
)
@click.argument("path", metavar="PATH", type=PATH)
@click.option("--apply", "do", is_flag=True, help=say(zh="执行。", en="Do it."))
@click.option(
    "--undo", "back", is_flag=True, help=say(zh="撤销上一次改名。", en="Take the last run back.")
)
@config_option
@json_option
def command(*, path: Path, do: bool, back: bool, config: Path | None, as_json: bool) -> int:
    """Plan, apply or undo; the status says whether something is left to do."""
    existing(path)
    if not path.is_dir():
        raise wrong_call(zh=f"{path} 不是文件夹", en=f"{path} is no folder")
    if do and back:
        raise wrong_call(
            zh="--apply 与 --undo 不能同时使用", en="--apply and --undo exclude each other"
        )
    if back:
        return _undo(path, as_json=as_json)
    plan = plan_of(convention_of(config), path)
    journal = apply(path, plan.moves) if do and plan.moves else None
    if as_json:
        print_json(_as_mapping(plan, journal))
    else:
        _print(plan, done=do)
    return FINDINGS if plan.unresolved or (plan.renames and not do) else COMPLIANT


def _undo(path: Path, *, as_json: bool) -> int:
    undone = undo(path)
    if as_json:
        print_json(
            {
                "restored": [{"from": m.source, "to": m.target} for m in undone.restored],
                "left": [
                    {"path": one.source, "at": one.at, "reason": str(one.reason)}
                    for one in undone.left
                ],
                "journal": str(undone.journal),
            }
        )
    else:
        _print_undone(undone)
    return FINDINGS if undone.left else COMPLIANT


def _as_mapping(plan: RenamePlan, journal: Path | None) -> dict[str, object]:
    return {
        "applied": journal is not None,
        "renames": [
            {"from": one.source, "to": one.target, "rules": list(one.rules)} for one in plan.renames
        ],
        "unresolved": [
            {
                "path": one.source,
                "suggestion": one.suggestion,
                "placeholders": list(one.placeholders),
                "reason": str(one.reason),
            }
            for one in plan.unresolved
        ],
        "journal": str(journal) if journal else None,
    }


def _print(plan: RenamePlan, *, done: bool) -> None:
    for rename in plan.renames:
        click.echo(f"{visible(rename.source)}\n  → {visible(rename.target)}")
    for one in plan.unresolved:
        suggestion = f"\n  ? {visible(one.suggestion)}" if one.suggestion else ""
        click.echo(f"{visible(one.source)}{suggestion}\n    {visible(str(one.reason))}")
    if plan.renames or plan.unresolved:
        click.echo()
    click.echo(_summary(len(plan.renames), len(plan.unresolved), done=done))


def _summary(renames: int, unresolved: int, *, done: bool) -> str:
    left_zh = f"；{unresolved} 个需要人工决定" if unresolved else ""
    left_en = f"; {unresolved} left to decide on" if unresolved else ""
    if not renames:
        return say(zh=f"没有可改名的文件{left_zh}。", en=f"No file can be renamed{left_en}.")
    files = "file" if renames == 1 else "files"
    if done:
        return say(
            zh=f"已改名 {renames} 个文件{left_zh}。可用 --undo 撤销。",
            en=f"Renamed {renames} {files}{left_en}. --undo takes it back.",
        )
    return say(
        zh=f"可改名 {renames} 个文件{left_zh}。现在没有改动；加 --apply 执行。",
        en=f"{renames} {files} can be renamed{left_en}. Nothing was changed; --apply does it.",
    )


def _print_undone(undone: Undone) -> None:
    for move in undone.restored:
        click.echo(f"{visible(move.source)}\n  → {visible(move.target)}")
    for one in undone.left:
        click.echo(f"{visible(one.source)}\n    {one.reason}")
    click.echo(
        say(
            zh=f"已撤销 {len(undone.restored)} 个，{len(undone.left)} 个未能撤销。",
            en=f"Took back {len(undone.restored)}, could not take back {len(undone.left)}.",
        )
    )
