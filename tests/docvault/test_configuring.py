"""Changing a vault's settings: on record, at once, and never away from documents that need them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from docvault import users
from docvault import vault as vaults
from docvault.configuring import change_settings, settings_text, with_changes
from docvault.database import audit_trail
from docvault.errors import ActorNotAllowed, CodeInUse, SettingsChanged, SettingsInvalid
from docvault.model.user import Role
from docvault.vault import Vault
from tests.docvault.conftest import WEEKLY, Write

NAME = ("vault", "name")
DEPARTMENTS = ("naming", "departments")


def test_a_change_holds_at_once_and_is_on_record(vault: Vault) -> None:
    change_settings(vault, {NAME: "新名称"}, actor="管理员")
    assert vault.settings.vault.name == "新名称"
    with vault.database.read() as connection:
        [line] = audit_trail.newest(connection, 1)
    assert (line.actor, line.action) == ("管理员", "settings-change")
    told = json.loads(line.detail)["changed"]
    assert told == {"vault.name": {"before": "文件库", "after": "新名称"}}


def test_a_secret_is_not_on_record(vault: Vault) -> None:
    url = "postgresql://docvault:secret@db.example.com/docvault"
    change_settings(vault, {("database", "url"): url}, actor="a")
    with vault.database.read() as connection:
        assert all("secret" not in line.detail for line in audit_trail.lines(connection))


def test_another_open_vault_takes_the_change(vault: Vault) -> None:
    with Vault.open(vault.root) as other:
        change_settings(vault, {NAME: "新"}, actor="a")
        assert other.refresh_settings(now=True)
        assert other.settings.vault.name == "新"
        assert not other.refresh_settings(now=True)


def test_a_file_made_wrong_by_hand_changes_nothing_and_is_told(vault: Vault) -> None:
    path = vault.root / "docvault.toml"
    right = path.read_text("utf-8")
    path.write_text(right.replace("keep = 3", "keep = 'three'"), "utf-8")
    assert not vault.refresh_settings(now=True)
    assert vault.settings.naming.keep == 3
    assert isinstance(vault.settings_file.error, SettingsInvalid)
    path.write_text(right, "utf-8")
    os.utime(path, ns=(1, 1))
    vault.refresh_settings(now=True)
    assert vault.settings_file.error is None


def test_a_second_person_is_told_that_the_settings_have_changed(vault: Vault) -> None:
    seen = settings_text(vault).mark
    change_settings(vault, {NAME: "甲"}, actor="a", started_from=seen)
    with pytest.raises(SettingsChanged):
        change_settings(vault, {NAME: "乙"}, actor="b", started_from=seen)
    assert vault.settings.vault.name == "甲"


def test_what_documents_use_is_not_taken_away(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(WEEKLY, b"x"), actor="a")
    without = [code for code in vault.convention.departments.codes if code != "运营部"]
    with pytest.raises(CodeInUse) as refused:
        change_settings(vault, {DEPARTMENTS: without}, actor="a")
    assert refused.value.fields["count"] == 1
    change_settings(
        vault, {DEPARTMENTS: [c for c in [*without, "运营部"] if c != "市场部"]}, actor="a"
    )
    assert "市场部" not in vault.convention.departments


def test_a_wrong_change_leaves_the_file_alone(vault: Vault) -> None:
    before = settings_text(vault)
    with pytest.raises(SettingsInvalid):
        change_settings(vault, {DEPARTMENTS: ["甲", "甲"]}, actor="a")
    assert settings_text(vault) == before


def test_looking_at_a_change_does_not_make_it(vault: Vault) -> None:
    assert with_changes(vault, {NAME: "新"}).vault.name == "新"
    assert vault.settings.vault.name == "文件库"


def test_only_an_administrator_may(vault: Vault) -> None:
    users.add(vault, "登记员", role=Role.REGISTRAR, actor="a")
    with pytest.raises(ActorNotAllowed):
        change_settings(vault, {NAME: "新"}, actor="登记员")


def test_no_work_is_left_in_the_folder(vault: Vault) -> None:
    change_settings(vault, {NAME: "新"}, actor="a")
    assert [path.name for path in Path(vault.root).glob("*docvault.toml*")] == ["docvault.toml"]
