"""Every rule's page is its test: what it calls bad it finds, what it calls good is right."""

from __future__ import annotations

import datetime
import re

import pytest

from naming_rules.checker import check_name, check_paths
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.finding import Finding
from naming_rules.rule import EntryRule, FolderRule, NameRule, Rule
from naming_rules.rules import all_rules

ZH = Convention.preset("zh")
TODAY = datetime.date(2026, 11, 21)
BAD = [(rule, example) for rule in all_rules for example in rule.page.bad]
GOOD = [(rule, example) for rule in all_rules for example in rule.page.good]


def shown(value: object) -> str | None:
    return value.code if isinstance(value, Rule) else None


def found_in(example: tuple[str, ...], rule: Rule) -> list[Finding]:
    placed = len(example) > 1 or "/" in example[0]
    if placed or isinstance(rule, FolderRule):
        return list(check_paths(ZH, example, today=TODAY))
    return check_name(ZH, example[0], context=Context(TODAY))


@pytest.mark.parametrize(("rule", "example"), BAD, ids=shown)
def test_what_a_page_calls_bad_is_found(rule: Rule, example: tuple[str, ...]) -> None:
    assert rule.code in {finding.rule for finding in found_in(example, rule)}


@pytest.mark.parametrize(("rule", "example"), BAD, ids=shown)
def test_what_is_wrong_in_one_way_is_found_once(rule: Rule, example: tuple[str, ...]) -> None:
    found = [finding.rule for finding in found_in(example, rule)]
    assert set(found) <= {rule.code} | ALSO.get(rule.code, set()), example


# What cannot be wrong alone.
ALSO = {"git-name": {"forbidden-character"}}


@pytest.mark.parametrize(("rule", "example"), GOOD, ids=shown)
def test_what_a_page_calls_good_is_right(rule: Rule, example: tuple[str, ...]) -> None:
    assert found_in(example, rule) == []


@pytest.mark.parametrize("rule", all_rules, ids=shown)
def test_every_rule_has_a_page_in_both_languages(rule: Rule) -> None:
    page = rule.page
    assert re.search("[一-鿿]", page.summary.zh)
    assert page.summary.en.isascii()
    assert len(page.details.zh) > len(page.summary.zh)
    assert len(page.details.en) > len(page.summary.en)
    assert isinstance(rule, EntryRule) or (page.bad and page.good)


def test_a_code_is_given_once_and_names_its_file() -> None:
    codes = [rule.code for rule in all_rules]
    assert len(set(codes)) == len(codes)
    for rule in all_rules:
        if isinstance(rule, NameRule | FolderRule):
            module = rule.check.__module__.rpartition(".")[2]
            assert module in {rule.code.replace("-", "_"), "unknown_code"}


def test_rules_yield_to_rules_that_exist() -> None:
    codes = {rule.code for rule in all_rules}
    assert all(rule.yields_to <= codes for rule in all_rules)
