"""What other settings would mean for documents is known before they are saved."""

from __future__ import annotations

import pytest

from docvault import vault as vaults
from docvault.configuring import with_changes
from docvault.migration_preview import Effect, preview
from docvault.settings.writing import Changes
from docvault.vault import Vault
from tests.docvault.conftest import PLACE, WEEKLY, Write

PATTERN = "{department}-{type}-{date}-{version}[-{title}]"
OPERATIONS = {
    "pattern": PATTERN,
    "folder": "{department}/{year}/{month}/{type}",
    "superseded_mark": "旧版",
}
SCHEME = ("naming", "schemes", "operations")


@pytest.fixture
def filled(vault: Vault, write: Write) -> Vault:
    for number in (1, 2):
        name = WEEKLY.replace("V1.0", f"V{number}.0")
        vaults.add(vault, write(name, str(number).encode()), actor="a")
    return vault


def effects(vault: Vault, changes: Changes) -> dict[Effect, int]:
    return preview(vault, with_changes(vault, changes)).counts


def test_the_same_settings_change_nothing(filled: Vault) -> None:
    found = preview(filled, filled.settings)
    assert (found.checked, found.counts, found.is_harmless) == (1, {}, True)


def test_another_folder_is_told_with_the_new_place(filled: Vault) -> None:
    folder = {**OPERATIONS, "folder": "{department}/{type}/{year}"}
    found = preview(filled, with_changes(filled, {SCHEME: folder}))
    [one] = found.listed
    assert (one.effect, one.folder, one.place) == (Effect.OTHER_PLACE, PLACE, "运营部/周报/2023")
    assert not found.is_harmless


def test_a_pattern_that_does_not_fit_is_told_with_the_reason(filled: Vault) -> None:
    pattern = {**OPERATIONS, "pattern": "{date}-{department}-{type}-{version}[-{title}]"}
    [one] = preview(filled, with_changes(filled, {SCHEME: pattern})).listed
    assert one.effect is Effect.WRONG_NAME
    assert one.reason


def test_a_code_more_is_harmless(filled: Vault) -> None:
    codes = [*filled.convention.departments.codes, "新部门"]
    assert effects(filled, {("naming", "departments"): codes}) == {}


@pytest.mark.parametrize(
    "changes",
    [{("naming", "history_folder"): "往期"}, {SCHEME: {**OPERATIONS, "superseded_mark": "废"}}],
)
def test_old_versions_are_counted(filled: Vault, changes: Changes) -> None:
    found = preview(filled, with_changes(filled, changes))
    assert found.old_versions == 1
    assert not found.is_harmless
