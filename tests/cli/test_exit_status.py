"""One table of exit statuses: whole, the same everywhere, and in the READMEs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docvault import errors
from docvault.cli import exit_status as table
from docvault.cli.exit_status import STATUS, exit_status
from docvault.errors import DocVaultError, LinkRefused

ROOT = Path(__file__).parents[2]
CONTRACT = {
    "UsageError": 2,
    "NotFound": 3,
    "Refused": 4,
    "NotAllowed": 5,
    "Conflict": 6,
    "ShareRefused": 7,
    "QueryRefused": 8,
    "StoreError": 9,
}


def below(kind: type[DocVaultError]) -> Iterator[type[DocVaultError]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def test_the_table_is_that_of_the_contract() -> None:
    assert {family.__name__: status for family, status in STATUS.items()} == CONTRACT
    assert (table.DONE, table.FINDINGS) == (0, 1)


@pytest.mark.parametrize("kind", list(below(DocVaultError)), ids=lambda kind: kind.__name__)
def test_every_error_has_one_status(kind: type[DocVaultError]) -> None:
    families = [family for family in STATUS if issubclass(kind, family)]
    assert len(families) == 1
    named = kind.__new__(kind)
    assert exit_status(named) == STATUS[families[0]]


def test_every_error_that_is_raised_has_a_code_of_its_own_in_both_languages() -> None:
    raised = [kind for kind in below(DocVaultError) if kind not in STATUS]
    codes = [kind.code for kind in raised]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
    # A link's refusal says what it is given to say, which is in both.
    assert all(kind.text.zh != kind.text.en for kind in raised if kind is not LinkRefused)
    assert {kind.__module__ for kind in raised} == {errors.__name__}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_status_is_explained_in_the_readmes(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for status in (table.DONE, table.FINDINGS, *STATUS.values()):
        assert re.search(rf"^\| {status} \|", text, re.MULTILINE), status
