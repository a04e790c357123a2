from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from docvault import vault as vaults
from docvault.compliance import run_audit
from docvault.looking import seen
from docvault.model.user import Role
from docvault.search import saved
from docvault.uploads import Uploads
from docvault.users import registering, sessions
from docvault.vault import Vault
from tests.web.conftest import WEEKLY, Client
from web.app import create_site
from web.site import Site
from web.visit import session_cookie


def part(page: str, heading: str) -> str:
    """Return one section of a page, by the id of its heading; nothing where there is none."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page, re.DOTALL)
    return unescape(found[0]) if found else ""


def names(section: str) -> list[str]:
    return re.findall(r'<a class="name" href="/documents/[^"]+">.*?<span>(.*?)</span></a>', section)


def test_what_changed_lately_is_what_the_visitor_may_read(site: Site, client: Client) -> None:
    everything = names(part(client("registrar").get("/").text, "changed"))
    assert len(everything) == 12
    theirs = names(part(client("other").get("/").text, "changed"))
    assert theirs
    assert all(name.startswith("财务部-") for name in theirs)
    assert names(part(client("vice").get("/").text, "changed")) == []


def test_ones_own_and_what_one_opened_are_there_again(site: Site, client: Client) -> None:
    vault = site.vault
    document = vault.find(WEEKLY)
    file = vault.root / document.path
    copy = vault.root.parent / "运营部-周报-20200102-V1.0-工作总结.xlsx"
    shutil.copyfile(file, copy)
    vaults.add(vault, copy, actor="lin")
    seen(vault, document, vault.version(document), "lin")
    page = client("lin").get("/").text
    assert names(part(page, "own")) == [copy.name]
    assert names(part(page, "looked")) == [WEEKLY]
    page = client("head").get("/").text
    assert part(page, "own") == part(page, "looked") == ""


def test_nothing_waits_for_who_has_nothing_to_do(indexed: Site, client: Client) -> None:
    assert "Nothing waits for you." in part(client("lin").get("/").text, "waiting")


def test_what_waits_is_said_to_whom_it_waits_for(site: Site, client: Client) -> None:
    vault = site.vault
    document = vault.find(WEEKLY)
    (vault.root / document.path).write_bytes(b"changed in place")
    vaults.keep(vault, document.path, actor="lin")
    said = "Changed without a new version: 1"
    waits = {name: part(client(name).get("/").text, "waiting") for name in ("lin", "other", "vice")}
    assert said in waits["lin"]
    assert f"/documents/{document.id}" in waits["lin"]
    assert said not in waits["other"]
    assert said not in waits["vice"]


def test_a_held_file_waits_for_who_may_mend_it(site: Site, client: Client) -> None:
    name = "运营部-周报-20231018-工作总结.xlsx"
    (site.vault.holding_area / name).write_bytes(b"x")
    waits = {
        who: name in part(client(who).get("/").text, "waiting")
        for who in ("lin", "other", "registrar")
    }
    assert waits == {"lin": True, "other": False, "registrar": True}


def test_an_upload_without_a_right_name_waits_for_its_owner(site: Site, client: Client) -> None:
    uploads = Uploads(site.vault, "lin")
    upload = uploads.begin("最终版(2).docx", 3)
    uploads.append(upload.id, 0, b"abc")
    assert "最终版(2).docx" in part(client("lin").get("/").text, "waiting")
    assert "最终版(2).docx" not in client("head").get("/").text


def test_findings_wait_for_heads_and_registrars(site: Site, client: Client) -> None:
    (site.vault.root / "运营部" / "最终版.docx").write_bytes(b"x")
    run_audit(site.vault, actor="registrar")
    shown = {
        name: "last audit" in part(client(name).get("/").text, "waiting")
        for name in ("registrar", "head", "lin", "vice")
    }
    assert shown == {"registrar": True, "head": True, "lin": False, "vice": False}


def test_saved_searches_are_at_hand(site: Site, client: Client) -> None:
    saved.save(site.vault, "lin", query="部门:运营部 周报", label="每周要看")
    assert "每周要看" in part(client("lin").get("/").text, "saved")
    assert "每周要看" not in client("head").get("/").text


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.ADMINISTRATOR, "Invite people"), (Role.MEMBER, "first documents")]
)
def test_an_empty_vault_says_how_to_begin(tmp_path: Path, role: Role, offered: str) -> None:
    with Vault.make(tmp_path / "new") as vault:
        registering.add(vault, "lin", actor="setup", department="运营部", role=role)
        site = Site.of(vault)
        secret = sessions.begin(vault, "lin", method="password", address="127.0.0.1", agent="test")
        with TestClient(create_site(site), headers={"accept-language": "en"}) as browser:
            browser.cookies.set(session_cookie(site), secret)
            page = browser.get("/").text
        site.jobs.close()
    assert "The vault is empty." in page
    assert offered in page
    assert ("Invite people" in page) == (role is Role.ADMINISTRATOR)
