"""`naming-rules explain [RULE]`: the page of a rule, or the list of all."""

from __future__ import annotations

import click

from naming_rules.cli.common import json_option, print_json
from naming_rules.cli.exit_status import COMPLIANT
from naming_rules.errors import RuleUnknown
from naming_rules.language import current_language, say
from naming_rules.report import RulePage
from naming_rules.report.counts import SEVERITY_WORDS
from naming_rules.rules import all_rules


@click.command(
    "explain",
    help=say(
        zh="显示规则 RULE 的说明；不写 RULE 时列出所有规则。",
        en="Print the page of RULE; without it, the list of all rules.",
    ),
)
@click.argument("rule", metavar="[RULE]", required=False)
@json_option
def command(*, rule: str | None, as_json: bool) -> int:
    """Print one page or the list."""
    pages = rule_pages()
    if rule is not None:
        pages = tuple(page for page in pages if page.code == rule)
        if not pages:
            raise RuleUnknown(rule=rule, known=", ".join(page.code for page in rule_pages()))
    if as_json:
        described = [_as_mapping(page) for page in pages]
        print_json(described if rule is None else described[0])
    elif rule is None:
        _print_list(pages)
    else:
        _print_page(pages[0])
    return COMPLIANT


def rule_pages() -> tuple[RulePage, ...]:
    """Return what reports and this command say about every rule."""
    return tuple(
        RulePage(rule.code, rule.page.summary, rule.severity, rule.page.details)
        for rule in all_rules
    )


def _as_mapping(page: RulePage) -> dict[str, object]:
    return {
        "rule": page.code,
        "severity": page.severity.value,
        "summary": str(page.summary),
        "details": str(page.details),
    }


def _print_list(pages: tuple[RulePage, ...]) -> None:
    width = max(len(page.code) for page in pages)
    for page in pages:
        click.echo(f"{page.code:<{width}}  {page.summary}")


def _print_page(page: RulePage) -> None:
    word = SEVERITY_WORDS[page.severity].in_(current_language())
    click.echo(f"{page.code} ({word})\n\n{page.details}")
