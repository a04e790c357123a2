"""The global options: before or after the command, and what holds where none is given."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, Call

Write = Callable[..., Path]


@pytest.fixture
def second(docvault: Call, tmp_path: Path) -> Path:
    """Another vault."""
    docvault("init", tmp_path / "second")
    return tmp_path / "second"


def actors(docvault: Call, root: Path) -> list[str]:
    history = docvault("--vault", root, "history", NOTICE, "--json").json
    return [version["actor"] for version in history]


@pytest.mark.parametrize("before", [True, False])
def test_options_may_stand_before_and_after_the_command(
    docvault: Call, write: Write, second: Path, before: bool
) -> None:
    options = ("--vault", second, "--actor", "张三", "--json")
    command = ("add", write(NOTICE))
    done = docvault(*options, *command) if before else docvault(*command, *options)
    assert [one["name"] for one in done.json] == [NOTICE]
    assert actors(docvault, second) == ["张三"]


@pytest.mark.parametrize("place", range(4))
def test_a_group_takes_options_anywhere(docvault: Call, second: Path, place: int) -> None:
    line: list[object] = ["user", "list"]
    line.insert(min(place, 2), "--json")
    line[0:0] = ["--vault", second] if place % 2 else []
    assert docvault(*line).json == []


def test_the_option_goes_before_the_environment_and_that_before_the_folder(
    docvault: Call, process: Call, root: Path, write: Write, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        assert docvault("init", tmp_path / name).status == 0
    deep = tmp_path / "c" / "运营部" / "2023"
    deep.mkdir(parents=True)
    file = write(NOTICE)
    environment = {"DOCVAULT_VAULT": str(tmp_path / "b")}

    def where(*line: object, env: dict[str, str] | None = None) -> str:
        done = process("add", file, *line, "--json", cwd=deep, env=env or {})
        assert done.status == 0, done.err
        found = [name for name in ("a", "b", "c") if (tmp_path / name / "运营部/2023/10").exists()]
        return found[-1]

    assert where("--vault", tmp_path / "a", env=environment) == "a"
    assert where(env=environment) == "b"
    assert where() == "c"
    assert root.exists()


def test_the_actor_is_the_option_the_environment_or_the_systems_user(
    docvault: Call, root: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(number: int, *options: str) -> None:
        file = write(NOTICE.replace("V1.0", f"V{number}.0"), str(number).encode())
        assert docvault("add", file, *options).status == 0

    add(1)
    monkeypatch.setenv("DOCVAULT_ACTOR", "环境")
    add(2)
    add(3, "--actor", "选项")
    assert actors(docvault, root) == ["选项", "环境", getpass.getuser()]


def test_no_vault_anywhere_is_told_with_what_to_do(process: Call, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    done = process("list", "--json", cwd=tmp_path / "leer")
    assert done.status == 3
    assert done.error["code"] == "vault-not-found"
    assert "docvault init" in done.error["message"]


def test_an_error_is_json_wherever_the_option_stands(docvault: Call) -> None:
    for line in (
        ("--json", "show", "没有"),
        ("show", "--json", "没有"),
        ("show", "没有", "--json"),
    ):
        assert docvault(*line).error["code"] == "document-not-found"
    assert docvault("--json", "show").error["code"] == "usage"


def test_without_json_nothing_looks_like_it(docvault: Call, write: Write) -> None:
    out = docvault("add", write(NOTICE)).out
    assert NOTICE in out
    with pytest.raises(json.JSONDecodeError):
        json.loads(out)


def test_the_version_of_the_program(process: Call) -> None:
    done = process("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out[0].isdigit()
