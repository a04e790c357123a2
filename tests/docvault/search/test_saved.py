from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from docvault import users
from docvault.errors import BadArgument, QueryRefused
from docvault.search import saved
from docvault.vault import Vault


@pytest.fixture
def people(vault: Vault) -> Vault:
    for name in ("王芳", "李雷"):
        users.add(vault, name, actor="root", department="运营部")
    return vault


def kept(vault: Vault, name: str) -> list[tuple[str, str]]:
    return [(each.label, each.query) for each in saved.saved_by(vault, name)]


def test_a_search_is_kept_listed_and_deleted_by_its_owner_only(people: Vault) -> None:
    saved.save(people, "王芳", query="部门:运营部 周报", label="每周要看")
    saved.save(people, "李雷", query="预算")
    assert kept(people, "王芳") == [("每周要看", "部门:运营部 周报")]
    assert kept(people, "李雷") == [("预算", "预算")]
    (mine,) = saved.saved_by(people, "王芳")
    assert not saved.forget(people, "李雷", mine.id)
    assert saved.forget(people, "王芳", mine.id)
    assert kept(people, "王芳") == []


def test_the_same_label_is_replaced(people: Vault) -> None:
    saved.save(people, "王芳", query="预算", label="钱")
    saved.save(people, "王芳", query="决算", label=" 钱 ")
    assert kept(people, "王芳") == [("钱", "决算")]


def test_two_at_once_are_one(people: Vault) -> None:
    with ThreadPoolExecutor(8) as threads:
        for number in range(16):
            threads.submit(saved.save, people, "王芳", query=f"预算 {number}", label="钱")
    assert [label for label, _ in kept(people, "王芳")] == ["钱"]


def test_a_long_query_without_a_label_is_cut_for_it(people: Vault) -> None:
    assert saved.save(people, "王芳", query="预算 " * 40) == ("预算 " * 20).rstrip()


@pytest.mark.parametrize("label", ["\u200b", "钱" * 61, "\x07"])
def test_a_label_nobody_could_read_is_refused(people: Vault, label: str) -> None:
    with pytest.raises(BadArgument):
        saved.save(people, "王芳", query="预算", label=label)


def test_a_query_that_cannot_be_read_is_not_kept(people: Vault) -> None:
    with pytest.raises(QueryRefused):
        saved.save(people, "王芳", query='"没有完')


def test_there_is_an_end_to_it(people: Vault) -> None:
    for number in range(saved.MOST):
        saved.save(people, "王芳", query=f"预算{number}")
    with pytest.raises(BadArgument):
        saved.save(people, "王芳", query="再来一个")
    saved.save(people, "王芳", query="预算1 -草稿", label="预算1")
