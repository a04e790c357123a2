"""Requests for files on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docvault import held
from docvault.cli.sizes import size_text
from docvault.sharing.keys import Link
from docvault.sharing.requests import admit, receive
from docvault.sharing.trail import Visitor
from docvault.vault import Vault
from tests.cli.conftest import WEEKLY, Call

PARTNER = Visitor("203.0.113.7", "a browser")


@pytest.fixture(autouse=True)
def _people(docvault: Call) -> None:
    for name, department in (("li", "财务部"), ("wang", "运营部"), ("zhao", "运营部")):
        assert docvault("user", "add", name, "--department", department).status == 0


def made(docvault: Call, *more: object) -> tuple[str, Link]:
    line = ("request", "create", "--department", "运营部", "--actor", "wang", "--json", *more)
    done = docvault(*line)
    assert (done.status, done.err) == (0, "")
    assert done.json.keys() == {"id", "url", "expires"}
    found = re.fullmatch(r"https?://[^/]+/r/([\w-]{22})#([\w-]{48})", done.json["url"])
    assert found, done.out
    return done.json["id"], Link.parse(found[1], found[2])


def send(root: Path, link: Link, name: str, data: bytes) -> None:
    with Vault.open(root) as vault:
        request = admit(vault, link.sid, link.auth, PARTNER).request
        receive(vault, link.sid, request, name, [data], PARTNER, sealed=False)


def test_what_came_is_listed_until_it_is_filed_and_afterwards(docvault: Call, root: Path) -> None:
    request, link = made(docvault, "--to", "Acme", "--note", "offers", "--max-size", "1.5MB")
    send(root, link, "报价.xlsx", b"offer")
    [row] = docvault("request", "list", "--actor", "zhao", "--json").json
    assert (row["id"], row["files"], row["max_bytes"]) == (request, 1, 3 << 19)
    assert row["note"] == "offers"
    told = docvault("request", "show", request, "--actor", "zhao", "--json").json
    [file] = told["received"]
    assert (file["name"], file["document"], file["address"]) == ("报价.xlsx", None, "203.0.113.7")
    assert [each["event"] for each in told["events"]] == ["received", "created"]
    text = docvault("request", "show", request, "--actor", "wang").out
    for words in ("报价.xlsx", file["path"], file["sha256"], "Acme", "sent a file", "1/20"):
        assert words in text
    with Vault.open(root) as vault:
        [lying], _ = held.every(vault)
        document = held.mend(vault, lying, WEEKLY, actor="wang").document
    told = docvault("request", "show", request, "--actor", "wang", "--json").json
    [file] = told["received"]
    assert (file["path"], file["document"]) == (None, document)
    assert WEEKLY in docvault("request", "show", request, "--actor", "wang").out


def test_the_link_stands_alone_on_its_line_and_nowhere_else(docvault: Call, root: Path) -> None:
    done = docvault("request", "create", "--department", "运营部", "--actor", "wang", "--qr", "-")
    url, *lines = done.out.splitlines()
    token = url.rpartition("#")[2]
    assert "20 files at most, 500 MB together" in lines[0]
    assert "this once" in lines[1]
    assert token not in docvault("request", "list", "--actor", "wang").out
    for path in root.rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes(), path


def test_a_request_is_closed(docvault: Call) -> None:
    request, _ = made(docvault)
    line = ("request", "revoke", request, "--actor", "zhao", "--json")
    assert docvault(*line).json == {"revoked": 1}
    assert docvault(*line).json == {"revoked": 0}
    listed = ("request", "list", "--actor", "wang", "--json", "--state")
    assert docvault(*listed, "active").json == []
    assert [each["id"] for each in docvault(*listed, "revoked").json] == [request]
    events = docvault("request", "show", request, "--actor", "wang", "--json").json["events"]
    assert [(each["event"], each["by"]) for each in events] == [
        ("revoked", "zhao"),
        ("created", "wang"),
    ]


def test_other_departments_have_nothing_of_it(docvault: Call) -> None:
    request, _ = made(docvault)
    assert docvault("request", "list", "--actor", "li", "--json").json == []
    for what in ("show", "revoke"):
        assert docvault("request", what, request, "--actor", "li").status == 3
    line = ("request", "create", "--department", "运营部", "--actor", "li")
    assert docvault(*line).status == 5


@pytest.mark.parametrize(
    ("option", "value"),
    [("--days", 0), ("--max-files", 0), ("--max-size", "0"), ("--max-size", "9TB")]
    + [("--max-size", each) for each in ("much", "-1", "1e9", "NaN", "5 PB", "")],
)
def test_what_is_no_limit_is_refused(docvault: Call, option: str, value: object) -> None:
    line = ("request", "create", "--department", "运营部", "--actor", "wang", option, value)
    assert docvault(*line).status == 2


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (500 << 20, "500 MB"), (1 << 50, "1024 TB")],
)
def test_sizes_are_told_as_people_read_them(count: int, text: str) -> None:
    assert size_text(count) == text
