from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from docvault import recent
from docvault.access import Actor, actor_for
from docvault.database import documents, grants, kept_changes, looks, users
from docvault.model.document import Document
from docvault.model.grant import Grant
from docvault.model.user import Role, User
from docvault.vault import Vault
from tests.docvault.database.samples import AT, KEPT, enter, numbered

LEVELS = ("公开", "内部", "秘密")
KINDS = [(department, level) for department in ("运营部", "财务部", None) for level in LEVELS]
PEOPLE = {
    "王芳": (Role.MEMBER, "运营部"),
    "老板": (Role.GENERAL_MANAGER, None),
    "台账": (Role.REGISTRAR, None),
    "外援": (Role.MEMBER, "技术部"),
}


@pytest.fixture
def filled(vault: Vault) -> Vault:
    """One document of each department and level, the last ones changed last."""
    with vault.database.write() as connection:
        for number, (department, level) in enumerate(KINDS):
            made = numbered(number, department=department, level=level, created_by="王芳")
            enter(connection, replace(made, modified_at=AT + datetime.timedelta(minutes=number)))
        for name, (role, department) in PEOPLE.items():
            users.insert(connection, User(name, name, role, department, None, AT))
        grants.insert(connection, Grant("外援", "财务部", "read", "台账", AT))
    return vault


def actor(vault: Vault, name: str) -> Actor:
    with vault.database.read() as connection:
        user = users.by_name(connection, name)
        assert user
        return actor_for(connection, user)


def kinds(found: list[Document]) -> list[tuple[str | None, str]]:
    return [(document.department, document.level) for document in found]


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("王芳", {("运营部", "公开"), ("运营部", "内部"), ("财务部", "公开"), (None, "公开")}),
        ("老板", {("运营部", "公开"), ("财务部", "公开"), (None, "公开")}),
        ("台账", set(KINDS)),
        ("外援", {("运营部", "公开"), ("财务部", "公开"), ("财务部", "内部"), (None, "公开")}),
    ],
)
def test_what_changed_lately_is_what_one_may_read_the_last_first(
    filled: Vault, name: str, sees: set[tuple[str | None, str]]
) -> None:
    found = recent.recently_changed(filled, actor(filled, name))
    assert kinds(found) == [kind for kind in reversed(KINDS) if kind in sees]
    (last,) = recent.recently_changed(filled, actor(filled, name), limit=1)
    assert last == found[0]


def test_ones_own_are_shown_as_far_as_one_may_still_read_them(filled: Vault) -> None:
    mine = recent.own_documents(filled, actor(filled, "王芳"))
    assert set(kinds(mine)) == {
        ("运营部", "公开"),
        ("运营部", "内部"),
        ("财务部", "公开"),
        (None, "公开"),
    }


def test_a_change_in_place_waits_for_who_may_check_in(filled: Vault) -> None:
    with filled.database.write() as connection:
        for number in range(len(KINDS)):
            kept_changes.add(connection, replace(KEPT, document=f"{number:016x}"))
    waits = {name: recent.changed_in_place(filled, actor(filled, name)) for name in PEOPLE}
    assert {name: count for name, (count, _) in waits.items()} == {
        "王芳": 2,
        "老板": 0,
        "台账": 9,
        "外援": 0,
    }
    assert kinds([each.document for each in waits["王芳"][1]]) == [
        ("运营部", "内部"),
        ("运营部", "公开"),
    ]
    assert len(waits["台账"][1]) == 5


def test_what_one_looked_at_last_comes_first_as_far_as_one_may_still_read_it(
    filled: Vault,
) -> None:
    with filled.database.write() as connection:
        for minute, number in enumerate((0, 1, 2, 4, 0)):
            at = AT + datetime.timedelta(minutes=minute)
            looks.record(connection, f"{number:016x}", "V1.0", "王芳", at)
            looks.record(connection, f"{number:016x}", f"V{minute + 2}.0", "王芳", at)
        looks.record(connection, f"{3:016x}", "V1.0", "老板", AT)
    found = recent.looked_at(filled, actor(filled, "王芳"))
    assert kinds(found) == [("运营部", "公开"), ("运营部", "内部")]
    assert kinds(recent.looked_at(filled, actor(filled, "老板"))) == [("财务部", "公开")]


def test_an_empty_vault_is_known(vault: Vault) -> None:
    assert recent.is_empty(vault)
    with vault.database.write() as connection:
        enter(connection)
    assert not recent.is_empty(vault)


def test_several_documents_are_had_at_once(filled: Vault) -> None:
    with filled.database.read() as connection:
        found = documents.by_ids(connection, [f"{1:016x}", f"{2:016x}", "none"])
        assert set(found) == {f"{1:016x}", f"{2:016x}"}
        assert documents.by_ids(connection, []) == {}
