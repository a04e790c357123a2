"""People on the command line: passwords, links, tokens, grants, why."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from docvault.users import invitations, passwords, sessions, tokens
from docvault.vault import Vault
from tests.cli.conftest import NOTICE, Call

GOOD = "四只猫在 spreadsheet 里睡觉"


@pytest.fixture(autouse=True)
def _people(docvault: Call) -> None:
    for name, role, department in (
        ("admin", "administrator", None),
        ("wang", "member", "运营部"),
        ("li", "member", "财务部"),
    ):
        more = ("--department", department) if department else ()
        assert docvault("user", "add", name, "--role", role, *more).status == 0


def test_a_password_is_read_from_standard_input(
    docvault: Call, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    done = docvault("user", "password", "wang", "--stdin")
    assert (done.status, done.err) == (0, "")
    with Vault.open(root) as vault:
        assert passwords.check(vault, "wang", GOOD, address="x").name == "wang"
    monkeypatch.setattr("sys.stdin", io.StringIO("password1234\n"))
    assert docvault("user", "password", "wang", "--stdin", "--json").error["code"] == (
        "password-refused"
    )
    assert docvault("user", "password", "wang").status == 2


def test_a_link_is_made_that_opens(docvault: Call, root: Path) -> None:
    link = docvault("user", "invite", "wang", "--json").json["link"]
    with Vault.open(root) as vault:
        assert invitations.look(vault, link.rpartition("/")[2]).user == "wang"
    assert docvault("--actor", "wang", "user", "invite", "wang").status == 5


def test_a_token_is_made_listed_and_revoked(docvault: Call, root: Path) -> None:
    secret = docvault("user", "token", "wang", "--label", "nightly").out.strip()
    [row] = docvault("user", "tokens", "wang", "--json").json
    assert row["label"] == "nightly"
    with Vault.open(root) as vault:
        assert tokens.find(vault, secret)
        assert docvault("user", "revoke-token", "wang", row["id"]).status == 0
        assert tokens.find(vault, secret) is None
    assert docvault("user", "revoke-token", "wang", row["id"]).status == 3
    assert docvault("--actor", "li", "user", "token", "wang").status == 5
    assert docvault("--actor", "li", "user", "tokens", "wang").status == 5
    assert docvault("--actor", "wang", "user", "token", "wang").status == 0


def test_somebody_is_signed_out_disabled_and_enabled(docvault: Call, root: Path) -> None:
    with Vault.open(root) as vault:
        secret = sessions.begin(vault, "wang", method="password", address="x", agent="x")
        assert docvault("user", "sign-out", "wang", "--json").json["sessions"] == 1
        assert sessions.find(vault, secret) is None
    assert docvault("user", "disable", "wang").status == 0
    assert docvault("user", "enable", "wang").status == 0
    assert docvault("user", "disable", "admin", "--json").error["code"] == "last-administrator"
    assert docvault("user", "second-factor-off", "wang", "--json").json["changed"] is False


def test_a_grant_is_given_explained_and_taken_back(
    docvault: Call, write: Callable[..., Path]
) -> None:
    document = docvault("add", write(NOTICE), "--json").json[0]["document"]

    def may_read() -> bool:
        return docvault("--actor", "li", "show", document).status == 0

    assert not may_read()
    assert docvault("grant", "add", "li", "运营部").status == 0
    assert may_read()
    [row] = docvault("grant", "list", "--json").json
    assert (row["user"], row["department"], row["right"]) == ("li", "运营部", "read")
    told = docvault("why", "li", document, "--json").json
    assert [(each["right"], each["allowed"]) for each in told["rights"]] == [
        ("read", True),
        ("check-in", False),
    ]
    assert f"li may read {NOTICE}: " in docvault("why", "li", NOTICE).out
    assert docvault("--actor", "wang", "grant", "add", "wang", "财务部").status == 5
    assert docvault("grant", "remove", "li", "运营部", "--json").json["changed"] is True
    assert not may_read()
    assert docvault("grant", "list").out.strip() == "Nothing was granted."


def test_asking_about_others_is_for_registrars(docvault: Call, write: Callable[..., Path]) -> None:
    document = docvault("add", write(NOTICE), "--json").json[0]["document"]
    assert docvault("--actor", "wang", "why", "wang", document).status == 0
    assert docvault("--actor", "wang", "why", "li", document).status == 5
    assert docvault("--actor", "li", "why", "li", document).status == 5
    told = docvault("why", "路人甲", document).out
    assert "路人甲 may read" in told
