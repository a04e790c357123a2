"""The inbox page: who sees what, the one-click mend, and nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docvault import held as lying
from docvault.database import audit_trail
from docvault.inbox import Watcher
from tests.web.conftest import WEEKLY, Client, post
from web.site import Site

WRONG = "运营部 周报 2023.11.6 第一周.xlsx"
RIGHT = "运营部-周报-20231106-V1.0-第一周.xlsx"
FINANCE = "财务部 周报 2023.11.6 第一周.xlsx"
NOBODYS = "IMG_0001.pdf"


@pytest.fixture
def dropped(site: Site) -> dict[str, str]:
    """Files that somebody put into the inbox and that were held: name -> id."""
    for name in (WRONG, FINANCE, NOBODYS, WEEKLY):
        (site.vault.inbox / name).write_bytes(b"held " + name.encode())
    settings = site.vault.settings.inbox.model_copy(update={"settle_seconds": 0.0})
    site.vault.settings = site.vault.settings.model_copy(update={"inbox": settings})
    list(Watcher(site.vault, "watcher").sweep())
    held, _ = lying.every(site.vault)
    return {each.name: each.id for each in held}


def names_on(text: str) -> set[str]:
    return set(re.findall(r'class="name" href="/inbox/\w+">([^<]+)<', text))


def test_it_says_what_is_wrong_and_what_would_be_right(
    client: Client, dropped: dict[str, str]
) -> None:
    shown = client("registrar").get("/inbox").text
    assert names_on(shown) == set(dropped) == {WRONG, FINANCE, NOBODYS, WEEKLY}
    assert f"File as {RIGHT}" in shown
    assert "File as " + WEEKLY.replace("V1.0", "V2.0") in shown


def test_people_see_what_is_their_departments(client: Client, dropped: dict[str, str]) -> None:
    assert names_on(client("lin").get("/inbox").text) == {WRONG, WEEKLY}
    assert names_on(client("other").get("/inbox").text) == {FINANCE}
    assert names_on(client("vice").get("/inbox").text) == set()
    for url in ("", "/content"):
        assert client("lin").get(f"/inbox/{dropped[FINANCE]}{url}").status_code == 404
        assert client("lin").get(f"/inbox/{dropped[NOBODYS]}{url}").status_code == 404


def test_one_click_files_it_under_the_visitors_name(
    client: Client, site: Site, dropped: dict[str, str]
) -> None:
    done = post(client("lin"), f"/inbox/{dropped[WRONG]}", {"name": RIGHT})
    assert (done.status_code, done.headers["location"]) == (303, "/inbox")
    document = site.vault.find(RIGHT)
    assert document.created_by == "lin"
    assert Path(site.vault.root / document.path).read_bytes() == b"held " + WRONG.encode()
    assert WRONG not in {path.name for path in site.vault.holding_area.iterdir()}
    assert not list(site.vault.holding_area.glob("*第一周.xlsx.原因.txt")) or len(dropped) == 4
    assert WRONG not in client("registrar").get("/inbox").text


def test_the_form_names_what_says_nothing(
    client: Client, site: Site, dropped: dict[str, str]
) -> None:
    parts = {
        "scheme": "operations",
        "department": "市场部",
        "type": "周报",
        "date": "2023-11-07",
        "version": "1",
        "title": "现场",
        "extension": "pdf",
    }
    url = f"/inbox/{dropped[NOBODYS]}"
    name = "市场部-周报-20231107-V1.0-现场.pdf"
    registrar = client("registrar")
    assert name in post(registrar, url, {**parts, "act": "preview"}).text
    assert post(registrar, url, {**parts, "act": "mend"}).status_code == 303
    assert site.vault.find(name).created_by == "registrar"


def test_a_name_that_is_refused_leaves_the_file(
    client: Client, site: Site, dropped: dict[str, str]
) -> None:
    url = f"/inbox/{dropped[WRONG]}"
    lin = client("lin")
    assert post(lin, url, {"name": WEEKLY}).status_code == 409
    assert post(lin, url, {"name": "x.exe"}).status_code == 422
    assert post(lin, url, {"name": RIGHT.replace("运营部", "财务部")}).status_code == 403
    assert (site.vault.holding_area / WRONG).exists()


def test_a_file_is_downloaded_under_its_name(client: Client, dropped: dict[str, str]) -> None:
    answer = client("lin").get(f"/inbox/{dropped[WRONG]}/content")
    assert answer.content == b"held " + WRONG.encode()
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_moving_out_asks_once_and_keeps_the_file(
    client: Client, site: Site, dropped: dict[str, str]
) -> None:
    url = f"/inbox/{dropped[WRONG]}"
    lin = client("lin")
    assert post(lin, url, {"act": "take-out"}).status_code == 200
    assert (site.vault.holding_area / WRONG).exists()
    assert post(lin, url, {"act": "take-out", "sure": "on"}).status_code == 303
    (kept,) = (site.vault.own / "removed").iterdir()
    assert kept.read_bytes() == b"held " + WRONG.encode()
    with site.vault.database.read() as connection:
        last = list(audit_trail.lines(connection))[-1]
    assert (last.action, last.actor) == ("take-out", "lin")


def test_a_link_in_the_inbox_leads_nowhere(client: Client, site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (site.vault.holding_area / WRONG).symlink_to(secret)
    assert names_on(client("admin").get("/inbox").text) == set()


def test_what_waits_is_shown(client: Client, site: Site) -> None:
    (site.vault.inbox / RIGHT).write_bytes(b"still coming")
    shown = client("lin").get("/inbox").text
    assert RIGHT in shown
    assert "Waiting to be filed" in shown


def test_an_empty_inbox_says_so(client: Client) -> None:
    assert "Nothing lies in the inbox" in client("lin").get("/inbox").text
