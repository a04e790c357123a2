"""Share links on the command line."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from docvault.model.share import Mode
from docvault.sharing import keys
from docvault.sharing.keys import Link
from docvault.sharing.opening import Claim, open_to_download, open_to_view
from docvault.sharing.trail import Visitor
from docvault.vault import Vault
from tests.cli.conftest import NOTICE, WEEKLY, Call

Write = Callable[..., Path]
PARTNER = Visitor("203.0.113.7", "a browser")
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def _documents(docvault: Call, write: Write) -> None:
    """Two documents, and somebody who may share neither."""
    assert docvault("add", write(NOTICE, b"one"), write(WEEKLY, b"two")).status == 0
    assert docvault("user", "add", "li", "--department", "财务部").status == 0
    assert docvault("user", "add", "wang", "--department", "运营部").status == 0


def link_of(url: str) -> Link:
    found = re.fullmatch(r"https?://[^/]+/s/([\w-]{22})#([\w-]{48})", url)
    assert found, url
    return Link.parse(found[1], found[2])


def made(docvault: Call, *more: object) -> dict[str, str]:
    done = docvault("share", "create", NOTICE, "--json", *more)
    assert (done.status, done.err) == (0, "")
    value: dict[str, str] = done.json
    return value


def test_a_link_is_made_that_opens(docvault: Call, root: Path) -> None:
    value = made(docvault, "--mode", "download", "--to", "Acme")
    assert value.keys() == {"id", "url", "expires"}
    link = link_of(value["url"])
    with Vault.open(root) as vault:
        assert open_to_download(vault, link.sid, Claim(link.auth), PARTNER).half
    [row] = docvault("share", "list", "--json").json
    assert (row["id"], row["opens"], row["recipient"]) == (value["id"], 1, "Acme")
    assert [each["name"] for each in row["documents"]] == [NOTICE]
    told = docvault("share", "show", value["id"], "--json").json
    assert [each["event"] for each in told["events"]] == ["opened", "created"]
    assert told["events"][0]["address"] == PARTNER.address
    assert "203.0.113.7" in docvault("share", "show", value["id"]).out


def test_the_link_stands_alone_on_its_line(docvault: Call) -> None:
    lines = docvault("share", "create", NOTICE, "--max-opens", 3).out.splitlines()
    assert link_of(lines[0]).secret
    assert "view it until" in lines[1]
    assert "3 times at most" in lines[1]
    assert "this once" in lines[2]
    assert "[web] url" in lines[3]


def test_it_is_shown_nowhere_afterwards(docvault: Call, root: Path) -> None:
    value = made(docvault)
    token = value["url"].rpartition("#")[2]
    for line in (("list",), ("show", value["id"])):
        assert token not in docvault("share", *line, "--json").out
    for path in root.rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes(), path


def test_a_password_is_read_from_standard_input(
    docvault: Call, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    link = link_of(made(docvault, "--password-stdin")["url"])
    with Vault.open(root) as vault:
        viewing = open_to_view(vault, link.sid, Claim(link.auth, PASSWORD, link.link_key), PARTNER)
    assert viewing.share.mode is Mode.VIEW
    assert len(viewing.cek) == keys.KEY


def test_several_documents_are_one_link(docvault: Call) -> None:
    value = made(docvault, WEEKLY)
    told = docvault("share", "show", value["id"], "--json").json
    assert [each["name"] for each in told["documents"]] == [NOTICE, WEEKLY]


def test_an_old_version_is_shared_when_it_is_named(docvault: Call, write: Write) -> None:
    assert docvault("revise", NOTICE, write("new.txt", b"new")).status == 0
    value = made(docvault, "--version", "V1.0")
    told = docvault("share", "show", value["id"], "--json").json
    assert [each["version"] for each in told["documents"]] == ["V1.0"]
    assert docvault("share", "create", NOTICE, "--version", "V1.0", "--follow").status == 4


def test_a_link_is_extended_and_revoked(docvault: Call) -> None:
    value = made(docvault)
    longer = docvault("share", "extend", value["id"], "--days", 20, "--json").json
    assert longer["expires"] > value["expires"]
    assert docvault("share", "extend", value["id"], "--days", 3000).status == 2
    assert docvault("share", "revoke", value["id"], "--json").json == {"revoked": 1}
    assert docvault("share", "revoke", value["id"], "--json").json == {"revoked": 0}
    assert docvault("share", "extend", value["id"], "--days", 20).status == 6
    assert docvault("share", "revoke", "none").status == 3
    assert docvault("share", "revoke").status == 2
    assert docvault("share", "list", "--state", "active", "--json").json == []
    [row] = docvault("share", "list", "--state", "revoked", "--json").json
    assert row["erased_at"]


def test_one_that_is_not_there_leaves_the_others_alone(docvault: Call) -> None:
    value = made(docvault)
    assert docvault("share", "revoke", value["id"], "none").status == 3
    assert docvault("share", "show", value["id"], "--json").json["state"] == "active"


def test_all_links_of_a_person_end(docvault: Call) -> None:
    made(docvault, "--actor", "wang")
    made(docvault, "--actor", "wang")
    made(docvault)
    assert docvault("--actor", "li", "share", "revoke", "--all-of", "wang").status == 5
    done = docvault("share", "revoke", "--all-of", "wang", "--json")
    assert done.json == {"revoked": 2}
    states = [row["state"] for row in docvault("share", "list", "--all", "--json").json]
    assert sorted(states) == ["active", "revoked", "revoked"]


def test_only_ones_own_links_are_there(docvault: Call) -> None:
    value = made(docvault, "--actor", "wang")
    assert docvault("--actor", "li", "share", "list", "--json").json == []
    assert docvault("--actor", "li", "share", "show", value["id"]).status == 3
    assert docvault("--actor", "li", "share", "revoke", value["id"]).status == 3
    assert docvault("--actor", "li", "share", "list", "--all").status == 5
    assert docvault("--actor", "li", "share", "sweep").status == 5
    rows = docvault("--actor", "wang", "share", "list", "--document", NOTICE, "--json").json
    assert [row["id"] for row in rows] == [value["id"]]
    assert docvault("share", "list", "--document", WEEKLY, "--all", "--json").json == []


def test_who_may_not_share_is_refused(docvault: Call) -> None:
    assert docvault("--actor", "li", "share", "create", NOTICE).status == 5
    for wrong in (("--days", 0), ("--days", 31), ("--max-opens", 0), ("--to", "x" * 101)):
        assert docvault("share", "create", NOTICE, *wrong).status == 2, wrong
    assert docvault("share", "create", "none.txt").status == 3
    assert docvault("share", "create").status == 2


def test_a_qr_code_is_drawn(docvault: Call, tmp_path: Path) -> None:
    made(docvault, "--qr", tmp_path / "link.svg")
    assert (tmp_path / "link.svg").read_text().startswith("<?xml")
    done = docvault("share", "create", NOTICE, "--qr", "-")
    assert len(done.out.splitlines()) > 20
    assert docvault("share", "create", NOTICE, "--qr", tmp_path / "no/link.svg").status == 3


def test_sweeping_tells_what_it_did(docvault: Call) -> None:
    assert docvault("share", "sweep", "--json").json == {
        "expired": 0,
        "used_up": 0,
        "lost": 0,
        "erased": 0,
        "requests": 0,
    }


def test_lists_speak_for_people(docvault: Call) -> None:
    assert docvault("share", "list").out == "There are no links.\n"
    made(docvault, WEEKLY, "--max-opens", 5)
    out = docvault("share", "list", "--all").out
    assert "0/5" in out
    assert f"{NOTICE} +1" in out
