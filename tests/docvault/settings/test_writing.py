"""Changing docvault.toml: what is asked for, and nothing else."""

from __future__ import annotations

import tomllib
from difflib import unified_diff
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.errors import SettingsInvalid, SettingsUnreadable
from docvault.settings import default_settings
from docvault.settings.writing import Key, edited, value_at

TENDER = {
    "pattern": "{project}-{date}-{title}-{version}",
    "folder": "招标/{project}",
    "superseded_mark": "作废",
    "fields": {"project": "digits(4)"},
}


def changed_lines(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


@pytest.mark.parametrize("preset", ["zh", "en"])
def test_only_the_line_of_the_value_changes_and_its_comment_stays(preset: str) -> None:
    text = default_settings(preset)
    written, settings = edited(text, {("naming", "keep"): 5})
    assert settings.naming.keep == 5
    gone, new = changed_lines(text, written)
    assert gone.replace("= 3 ", "= 5 ")[1:] == new[1:]


def test_new_keys_stand_before_the_heading_of_the_next_table() -> None:
    text = default_settings("zh")
    departments = [{"code": "总经办"}, {"code": "运营部", "aliases": ["OPS"]}]
    key, scheme = ("naming", "departments"), ("naming", "schemes", "tender")
    written, settings = edited(text, {key: departments, scheme: TENDER})
    assert settings.naming.departments.codes == ("总经办", "运营部")
    assert "tender" in {one.id for one in settings.naming.schemes}
    assert "# 收件箱\n[inbox]" in written
    assert not [line for line in changed_lines(text, written) if line.startswith("-")]


def test_what_is_added_and_taken_out_again_leaves_every_other_line() -> None:
    text = default_settings("zh")
    scheme, rule = ("naming", "schemes", "tender"), ("naming", "rules", "future-date")
    longer, _ = edited(text, {scheme: TENDER, rule: "off"})
    back, _ = edited(longer, {scheme: None, rule: None})
    assert [line for line in back.splitlines() if line] == [
        line for line in text.splitlines() if line
    ]


def test_a_table_of_tables_can_become_a_plain_list() -> None:
    rules = '[naming]\npreset = "zh"\n[naming.rules]\nfuture-date = "off"\n'
    text = f'{rules}[[naming.departments]]\ncode = "甲"\n'
    written, settings = edited(text, {("naming", "departments"): ["乙", "丙"]})
    assert settings.naming.departments.codes == ("乙", "丙")
    assert tomllib.loads(written)["naming"]["rules"] == {"future-date": "off"}


def test_a_wrong_value_is_named_with_what_is_allowed() -> None:
    with pytest.raises(SettingsInvalid) as refused:
        edited(default_settings("zh"), {("naming", "keep"): 0})
    assert refused.value.fields["key"] == "naming.keep"


def test_what_is_no_toml_is_not_changed() -> None:
    with pytest.raises(SettingsUnreadable):
        edited("[vault\n", {("vault", "name"): "x"})


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
CODES = st.lists(st.from_regex("[A-Z甲-癸]{1,6}", fullmatch=True), min_size=1, unique=True)


@given(name=NAMES, codes=CODES)
def test_what_was_written_is_what_is_read(name: str, codes: list[str]) -> None:
    changes: dict[Key, Any] = {
        ("vault", "name"): name,
        ("naming", "departments"): [{"code": code, "aliases": ["x y"]} for code in codes],
    }
    try:
        written, settings = edited(default_settings("en"), changes)
    except SettingsInvalid:
        return
    table = tomllib.loads(written)
    assert all(value_at(table, key) == value for key, value in changes.items())
    assert settings.vault.name == name
