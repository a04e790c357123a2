from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docvault import users
from docvault.database import audit_trail
from docvault.database import users as rows
from docvault.database.address import VARIABLE
from docvault.errors import (
    ActorNotAllowed,
    BadArgument,
    LastAdministrator,
    UserExists,
    UserNameRefused,
    UserNotFound,
)
from docvault.model.user import Role, ensure_name
from docvault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    monkeypatch.setenv(VARIABLE, empty_url)
    with Vault.make(tmp_path / "vault") as made:
        yield made


def trail(vault: Vault) -> list[tuple[str, str, object]]:
    with vault.database.read() as connection:
        lines = audit_trail.newest(connection)
        return [(line.actor, line.action, json.loads(line.detail)) for line in reversed(lines)]


def test_a_user_is_added_listed_and_disabled(vault: Vault) -> None:
    added = users.add(vault, "王芳", actor="root", department="运营部", email="wf@example.com")
    assert (added.display_name, added.role, added.disabled) == ("王芳", Role.MEMBER, False)
    assert users.every(vault) == [added]
    disabled = users.disable(vault, "王芳", actor="root")
    assert disabled.disabled
    assert users.every(vault) == [disabled]


def test_every_change_is_in_the_audit_trail_once(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root", role=Role.REGISTRAR)
    users.disable(vault, "王芳", actor="root")
    users.disable(vault, "王芳", actor="root")
    assert trail(vault) == [
        ("root", "user-add", {"name": "王芳", "role": "registrar", "department": None}),
        ("root", "user-disable", {"name": "王芳"}),
    ]


@pytest.mark.parametrize("name", ["wang", "WANG", "Wang"])
def test_a_name_that_only_looks_different_is_taken(vault: Vault, name: str) -> None:
    users.add(vault, "Wang", actor="root")
    users.disable(vault, "Wang", actor="root")
    with pytest.raises(UserExists):
        users.add(vault, name, actor="root")
    assert len(users.every(vault)) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is empty"),
        ("x" * 64, "shorter than 64"),
        (" x", "blank"),
        ("x ", "blank"),
        ("-x", "begins with -"),
        ("x <y@z>", "< or >"),
        ("x\ny", "cannot be seen"),
        ("x\x00", "cannot be seen"),
        ("x\u202ey", "cannot be seen"),
        ("王\u200b芳", "cannot be seen"),
        ("王\u3000芳", "cannot be seen"),
        ("\udcff", "cannot be seen"),
        ("ｗang", "write it as wang"),
        ("e\u0301", "write it as é"),
    ],
)
def test_a_name_that_could_mislead_is_refused(vault: Vault, name: str, reason: str) -> None:
    with pytest.raises(UserNameRefused, match=reason):
        users.add(vault, name, actor="root")
    assert users.every(vault) == []
    assert trail(vault) == []


def test_a_name_to_show_is_held_to_the_same_rules(vault: Vault) -> None:
    with pytest.raises(UserNameRefused, match="cannot be seen"):
        users.add(vault, "王芳", actor="root", display_name="王\n芳")
    assert users.every(vault) == []


@pytest.mark.parametrize("name", ["王芳", "Wang Fang", "x" * 63, "o'neil", "a.b@c", "DOMAIN\\wang"])
def test_ordinary_names_pass(name: str) -> None:
    ensure_name(name)


def test_a_department_nobody_has_is_refused(vault: Vault) -> None:
    with pytest.raises(BadArgument, match="运营部"):
        users.add(vault, "王芳", actor="root", department="运营")


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "a b@c", "a@b\n", "<a@b>"])
def test_an_address_that_is_none_is_refused(vault: Vault, email: str) -> None:
    with pytest.raises(BadArgument):
        users.add(vault, "王芳", actor="root", email=email)


def test_an_unknown_user_cannot_be_disabled(vault: Vault) -> None:
    with pytest.raises(UserNotFound):
        users.disable(vault, "王芳", actor="root")


def test_users_are_managed_by_administrators(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root", role=Role.REGISTRAR)
    users.add(vault, "admin", actor="root", role=Role.ADMINISTRATOR)
    with pytest.raises(ActorNotAllowed):
        users.add(vault, "李雷", actor="王芳", role=Role.ADMINISTRATOR)
    with pytest.raises(ActorNotAllowed):
        users.disable(vault, "admin", actor="王芳")
    users.disable(vault, "王芳", actor="admin")
    assert [user.name for user in users.every(vault)] == ["admin", "王芳"]


def test_of_two_administrators_who_go_at_once_one_stays(vault: Vault) -> None:
    for name in ("陈静", "王芳"):
        users.add(vault, name, actor="root", role=Role.ADMINISTRATOR)
    with ThreadPoolExecutor(1) as other:
        with vault.database.write() as connection:
            assert len(rows.administrators(connection)) == 2
            going = other.submit(users.disable, vault, "王芳", actor="root")
            time.sleep(0.5)
            rows.disable(connection, "陈静", vault.now())
        with pytest.raises(LastAdministrator):
            going.result(30)
    assert [user.name for user in users.every(vault) if not user.disabled] == ["王芳"]
