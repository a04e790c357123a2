from __future__ import annotations

import json

import pytest

from docvault import users
from docvault.access import Door, Right, Subject, actor_of, decide, explain
from docvault.database import audit_trail
from docvault.errors import ActorNotAllowed, BadArgument, UserNotFound
from docvault.model.user import Role
from docvault.settings.model import Reach
from docvault.users import granting
from docvault.vault import Vault
from tests.docvault.database.samples import DOCUMENT

FINANCE = Subject("财务部")
SEALED = Subject("财务部", Reach.NAMED)


@pytest.fixture(autouse=True)
def _people(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root", department="运营部", display_name="王 芳")
    users.add(vault, "registrar", actor="root", role=Role.REGISTRAR)
    users.add(vault, "admin", actor="root", role=Role.ADMINISTRATOR)


def may(vault: Vault, right: Right, subject: Subject = FINANCE) -> bool:
    with vault.database.read() as connection:
        actor = actor_of(connection, "王芳", door=Door.WEB, settings=vault.settings)
    return decide(actor, right, subject).allowed


def test_a_grant_opens_one_department_for_one_right(vault: Vault) -> None:
    assert not may(vault, Right.READ)
    granting.grant(vault, "王芳", "财务部", Right.READ, actor="admin")
    assert may(vault, Right.READ)
    assert not may(vault, Right.CHECK_IN)
    assert not may(vault, Right.READ, Subject("市场部"))
    assert not may(vault, Right.READ, Subject(None))
    assert granting.revoke(vault, "王芳", "财务部", Right.READ, actor="admin")
    assert not granting.revoke(vault, "王芳", "财务部", Right.READ, actor="admin")
    assert not may(vault, Right.READ)


def test_checking_in_includes_reading(vault: Vault) -> None:
    granting.grant(vault, "王芳", "财务部", Right.CHECK_IN, actor="admin")
    assert may(vault, Right.READ)
    assert may(vault, Right.CHECK_IN)


def test_a_grant_never_opens_what_is_sealed(vault: Vault) -> None:
    granting.grant(vault, "王芳", "财务部", Right.CHECK_IN, actor="admin")
    assert not may(vault, Right.READ, SEALED)
    assert not may(vault, Right.CHECK_IN, SEALED)
    named = Subject("财务部", Reach.NAMED, frozenset({"王芳"}))
    assert may(vault, Right.CHECK_IN, named)


@pytest.mark.parametrize("right", [Right.OVERSEE, Right.ADMINISTER])
def test_offices_cannot_be_granted(vault: Vault, right: Right) -> None:
    with pytest.raises(BadArgument, match="read, check-in"):
        granting.grant(vault, "王芳", "财务部", right, actor="admin")


def test_only_administrators_grant(vault: Vault) -> None:
    for actor in ("registrar", "王芳"):
        with pytest.raises(ActorNotAllowed):
            granting.grant(vault, "王芳", "财务部", Right.READ, actor=actor)
        with pytest.raises(ActorNotAllowed):
            granting.revoke(vault, "王芳", "财务部", Right.READ, actor=actor)
    assert granting.every(vault) == []


def test_who_and_where_must_exist(vault: Vault) -> None:
    with pytest.raises(UserNotFound):
        granting.grant(vault, "李雷", "财务部", Right.READ, actor="admin")
    with pytest.raises(BadArgument):
        granting.grant(vault, "王芳", "财务", Right.READ, actor="admin")


def test_each_change_is_in_the_audit_trail_once(vault: Vault) -> None:
    for _ in range(2):
        granting.grant(vault, "王芳", "财务部", Right.READ, actor="admin")
    for _ in range(2):
        granting.revoke(vault, "王芳", "财务部", Right.READ, actor="admin")
    with vault.database.read() as connection:
        taken, given, *_ = audit_trail.newest(connection)
    detail = {"name": "王芳", "department": "财务部", "right": "read"}
    assert [(line.actor, line.action, json.loads(line.detail)) for line in (given, taken)] == [
        ("admin", "grant", detail),
        ("admin", "grant-revoke", detail),
    ]


def test_why_is_one_sentence_that_names_who_granted_it(vault: Vault) -> None:
    granting.grant(vault, "王芳", "运营部", Right.READ, actor="admin")
    users.add(vault, "李雷", actor="root", department="财务部")
    granting.grant(vault, "李雷", "运营部", Right.READ, actor="admin")
    told = {}
    with vault.database.read() as connection:
        for name in ("王芳", "李雷", "registrar", "路人"):
            actor = actor_of(connection, name, door=Door.WEB, settings=vault.settings)
            told[name] = explain(actor, Right.READ, DOCUMENT, vault.settings)
    assert told["王芳"].zh == f"王 芳可以查看 {DOCUMENT.name}：是本部门的文件。"
    assert told["李雷"].zh == f"李雷可以查看 {DOCUMENT.name}：admin授予了运营部的查看权。"
    assert "admin granted reading what is 运营部's" in told["李雷"].en
    assert "the role is registrar" in told["registrar"].en
    assert told["路人"].en == f"路人 may not read {DOCUMENT.name}: not a registered user."
