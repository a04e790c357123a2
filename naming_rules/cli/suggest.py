"""`naming-rules suggest NAME...`: the nearest compliant names."""

from __future__ import annotations

from pathlib import Path

import click

from naming_rules.cli.common import config_option, convention_of, json_option, print_json
from naming_rules.cli.exit_status import COMPLIANT, FINDINGS
from naming_rules.language import say
from naming_rules.report.visible import visible
from naming_rules.suggest import Suggestion, suggest


@click.command(
    "suggest",
    help=say(
        zh="给出每个 NAME 最接近的合规名称；不能推断的部分以 {花括号} 表示。",
        en="Print the nearest compliant name of each NAME; {braces} hold what cannot be known.",
    ),
)
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--folder",
    default="",
    metavar="F",
    help=say(
        zh="文件所在的文件夹，如 运营部/2023/10。",
        en="The folder the file lies in, such as Sales/2023/10.",
    ),
)
@config_option
@json_option
def command(*, names: tuple[str, ...], folder: str, config: Path | None, as_json: bool) -> int:
    """Print the suggestions; the status says whether every name has one."""
    convention = convention_of(config)
    folders = [part for part in folder.replace("\\", "/").split("/") if part not in ("", ".")]
    found = [(name, suggest(convention, name, folders=folders)) for name in names]
    if as_json:
        print_json([_as_mapping(name, suggestion) for name, suggestion in found])
    else:
        for name, suggestion in found:
            _print(name, suggestion)
    return COMPLIANT if all(suggestion for _, suggestion in found) else FINDINGS


def _as_mapping(name: str, suggestion: Suggestion | None) -> dict[str, object]:
    return {
        "name": name,
        "suggestion": suggestion.name if suggestion else None,
        "placeholders": list(suggestion.placeholders) if suggestion else [],
        "why": str(suggestion.why) if suggestion else None,
    }


def _print(name: str, suggestion: Suggestion | None) -> None:
    click.echo(visible(name))
    if suggestion is None:
        click.echo(say(zh="  没有可建议的名称", en="  no name can be suggested"))
        return
    click.echo(f"  → {visible(suggestion.name)}")
    if str(suggestion.why):
        click.echo(f"    {suggestion.why}")
