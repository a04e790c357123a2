"""Of a sealed document nothing is told to its own department, whichever door is knocked at."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from docvault import held as lying
from docvault import vault as vaults
from docvault.compliance import run_audit
from docvault.database import tables
from docvault.inbox import Watcher
from docvault.search.keeping import catch_up
from docvault.users import tokens
from tests.web.conftest import Client, post, token_of
from web.site import Site

SECRET = "并购绝密"
NAME = f"运营部-周报-20231012-V1.0-{SECRET}.txt"
NEXT = NAME.replace("V1.0", "V2.0")
TEXT = "四百二十万".encode()


@pytest.fixture
def sealed(site: Site, indexed: Site) -> str:
    """A sealed document of 运营部, indexed and audited; its id."""
    file = site.vault.root.parent / NAME
    file.write_bytes(TEXT)
    made = vaults.add(site.vault, file, actor="registrar").document
    with site.vault.database.write() as connection:
        change = sa.update(tables.documents).where(tables.documents.c.id == made)
        connection.execute(change.values(level="秘密"))
    catch_up(site.vault)
    run_audit(site.vault, actor="registrar")
    return made


def versions_of(site: Site, document: str) -> list[str]:
    return [each.number for each in site.vault.history(site.vault.find(document))]


def test_no_form_adds_a_version_to_it(client: Client, site: Site, sealed: str) -> None:
    lin = client("lin")
    fields = {"csrf": token_of(lin), "note": ""}
    answer = lin.post("/upload", data=fields, files={"file": (NEXT, b"two")})
    kept = answer.headers["location"]
    assert kept.startswith("/upload/")
    answer = post(lin, kept, {"name": NEXT, "anyway": "on"})
    assert answer.status_code == 403
    assert lin.get(f"/documents/{sealed}/revise").status_code == 404
    assert versions_of(site, sealed) == ["V1.0"]


def test_no_program_adds_a_version_to_it(client: Client, site: Site, sealed: str) -> None:
    _, secret = tokens.create(site.vault, "lin", "test", actor="lin")
    lin = client("", authorization=f"Bearer {secret}")
    for name in (NAME, NEXT):
        answer = lin.post("/api/v1/documents", files={"file": (name, b"two")})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not-allowed")
        assert sealed not in answer.text
    assert versions_of(site, sealed) == ["V1.0"]


def test_what_would_become_its_version_is_not_in_the_inbox(
    client: Client, site: Site, sealed: str
) -> None:
    wrong = NEXT.replace("-", " ").replace("20231012", "2023.10.12")
    for name in (NAME, wrong):  # a version that is there already, and a wrong name
        (site.vault.inbox / name).write_bytes(b"newer")
    settings = site.vault.settings.inbox.model_copy(update={"settle_seconds": 0.0})
    site.vault.settings = site.vault.settings.model_copy(update={"inbox": settings})
    list(Watcher(site.vault, "watcher").sweep())
    held, _ = lying.every(site.vault)
    assert len(held) == 2
    lin = client("lin")
    assert SECRET not in lin.get("/inbox").text
    assert SECRET not in lin.get("/").text
    for each in held:
        assert lin.get(f"/inbox/{each.id}/content").status_code == 404
        assert post(lin, f"/inbox/{each.id}", {"name": NEXT}).status_code == 404
    assert SECRET in client("registrar").get("/inbox").text


def test_no_page_names_it(client: Client, sealed: str) -> None:
    head = client("head")
    for url in (
        "/",
        "/browse/运营部/2023/10/周报",
        f"/search?q={SECRET[:2]}",
        "/search?q=四百二十万",
        f"/search?q=name:{SECRET}",
        f"/search/suggest?q={SECRET[:2]}",
        "/search/suggest?q=bgjm",
        "/inbox",
        "/compliance",
        "/compliance/findings",
        "/compliance/export?form=csv",
        "/upload",
    ):
        answer = head.get(url)
        assert answer.status_code == 200, url
        text = answer.text.replace(f'value="{SECRET[:2]}"', "")
        assert NAME not in text, url
        assert sealed not in text, url


def test_what_an_audit_found_is_not_told_when_its_file_has_moved_since(
    client: Client, site: Site, sealed: str
) -> None:
    (site.vault.root / site.vault.find(sealed).path).write_bytes(b"changed")
    run_audit(site.vault, actor="registrar")
    assert SECRET in client("registrar").get("/compliance/findings").text
    file = site.vault.root.parent / NEXT
    file.write_bytes(b"two")
    vaults.add(site.vault, file, actor="registrar")
    for url in ("/compliance/findings", "/compliance/export?form=csv"):
        assert SECRET not in client("head").get(url).text


def test_a_name_that_is_checked_tells_nothing_of_it(client: Client, sealed: str) -> None:
    (told,) = checked(client("lin"), NEXT)
    assert (told["state"], told["document"], told["suggestion"]) == ("not-allowed", None, None)
    (told,) = checked(client("lin"), NEXT.replace("-", " "))
    assert (told["document"], told["suggestion"]) == (None, NEXT)


def test_a_name_of_another_department_is_told_alike_whether_it_is_there(client: Client) -> None:
    there = "市场部-活动方案-20231008-V4.0-双十一执行方案.docx"
    (told,) = checked(client("lin"), there)
    (other,) = checked(client("lin"), there.replace("双十一", "双十二"))
    same = ("state", "problems", "suggestion", "why", "document")
    assert [told[key] for key in same] == [other[key] for key in same]


def checked(client: TestClient, name: str) -> list[dict[str, object]]:
    client.headers["x-csrf-token"] = token_of(client)
    answer = client.post("/names/check", json={"files": [{"name": name}]})
    found: list[dict[str, object]] = answer.json()["files"]
    return found
