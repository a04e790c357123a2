from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docvault import users
from docvault import vault as vaults
from docvault.access import Actor, Door, actor_of
from docvault.errors import ActorNotAllowed
from docvault.search.completing import complete
from docvault.search.keeping import catch_up
from docvault.search.query import to_text
from docvault.vault import Vault
from tests.docvault.conftest import Write

NAMES = (
    "运营部-周报-20231011-V1.0-工作总结.txt",
    "运营部-活动方案-20231108-V1.0-双十一执行方案.txt",
    "运营部-内部通知-20231007-V1.0-值班安排.txt",
    "财务部-月报-20231007-V1.0-工资汇总.txt",
    "ZD-HR-20231001-员工考勤制度-V1.txt",
    "人力资源部-内部通知-20240115-V1.0-Leave.txt",
)


@pytest.fixture
def filled(vault: Vault, write: Write) -> Vault:
    for name in NAMES:
        vaults.add(vault, write(name, name.encode()), actor="root")
    catch_up(vault)
    users.add(vault, "王芳", actor="root", department="运营部")
    return vault


def visitor(vault: Vault, name: str) -> Actor:
    with vault.database.read() as connection:
        return actor_of(connection, name, door=Door.WEB, settings=vault.settings)


def names(vault: Vault, text: str, name: str = "root") -> list[str | None]:
    actor = vault.actor(name) if name == "root" else visitor(vault, name)
    return [each.document.title for each in complete(vault, text, actor=actor).named]


def groups(vault: Vault, text: str, name: str = "root") -> list[str]:
    actor = vault.actor(name) if name == "root" else visitor(vault, name)
    return [to_text(each.query) for each in complete(vault, text, actor=actor).groups]


def test_a_document_is_meant_by_the_beginning_of_its_name(filled: Vault) -> None:
    meant = {
        "工": {"工作总结", "工资汇总", "员工考勤制度"},
        "工作": {"工作总结"},
        "yyb zb": {"工作总结", "值班安排"},  # 周报, 值班
        "gongz": {"工作总结", "工资汇总"},
        "sszx": set(),
        "ssyzx": {"双十一执行方案"},
        "kaoqin": {"员工考勤制度"},
        "LEA": {"Leave"},
        "20231007 值班": {"值班安排"},
        "運營部 值班": {"值班安排"},
        "x": set(),
        "…": set(),
        "": set(),
    }
    assert {typed: set(names(filled, typed)) for typed in meant} == meant


def test_departments_types_and_categories_are_meant_too(filled: Vault) -> None:
    assert groups(filled, "运") == ["部门:运营部"]
    assert groups(filled, "yy") == ["部门:运营部"]
    assert groups(filled, "zhoub") == ["类型:周报"]
    assert groups(filled, "制度类") == ["分类:ZD-HR"]
    assert groups(filled, "运营部 周") == []


def test_what_is_meant_is_marked(filled: Vault) -> None:
    found = complete(filled, "yyb", actor=filled.actor("root"))
    assert found.groups[0].name.marks == ((0, 3),)
    assert found.named[0].name.marks == ((0, 3),)


def test_what_may_not_be_seen_is_not_meant(filled: Vault) -> None:
    assert names(filled, "工", "王芳") == ["工作总结"]
    assert names(filled, "gongzi", "王芳") == []
    assert groups(filled, "财务", "王芳") == []
    assert groups(filled, "yueb", "王芳") == []


def test_somebody_unknown_is_refused(filled: Vault) -> None:
    with pytest.raises(ActorNotAllowed):
        complete(filled, "工", actor=visitor(filled, "nobody"))


def test_without_an_index_nothing_is_meant(vault: Vault) -> None:
    assert complete(vault, "工", actor=vault.actor("root")).named == ()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_any_text_is_answered(filled: Vault, text: str) -> None:
    complete(filled, text, actor=filled.actor("root"))
