"""One-time links: setting up, a first password, a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pyotp
import pytest
from starlette.testclient import TestClient

from docvault.model.user import Role
from docvault.settings import SETTINGS_FILE, load_settings
from docvault.users import (
    invitations,
    passwords,
    preferences,
    registering,
    second_factor,
    sessions,
)
from docvault.vault import Vault
from tests.web.conftest import Client, token_of
from web.app import create_site
from web.site import Site

GOOD = "四只猫在 spreadsheet 里睡觉"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[Vault, TestClient, str]]:
    """A vault nobody has set up yet, a guest of it, and the address of the link."""
    with Vault.make(tmp_path / "fresh") as vault:
        site = Site.of(vault)
        secret = invitations.first_run(vault)
        guest = TestClient(
            create_site(site),
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"accept-language": "en"},
        )
        with guest:
            yield vault, guest, f"/welcome/{secret}"
        site.jobs.close()


def fill(guest: TestClient, url: str, **data: object) -> httpx.Response:
    form = {
        "name": "chen",
        "password": GOOD,
        "again": GOOD,
        "language": "en",
        "company": "样例公司",
        "department": ["运营部", "市场部"],
        "more": "法务部\n 运营部 \n\n",
        "csrf": token_of(guest, url),
    }
    return guest.post(f"{url}/set-up", data=form | data)


def test_the_first_link_makes_the_administrator_and_writes_the_settings(
    fresh: tuple[Vault, TestClient, str],
) -> None:
    vault, guest, url = fresh
    assert "docvault serve" in guest.get("/sign-in").text
    answer = fill(guest, url, display_name="陈静")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    [chen] = registering.every(vault)
    assert (chen.name, chen.display_name, chen.role) == ("chen", "陈静", Role.ADMINISTRATOR)
    settings = load_settings(vault.root / SETTINGS_FILE)
    assert settings.vault.name == "样例公司"
    assert settings.vault.language == "en"
    assert list(settings.naming.departments.codes) == ["运营部", "市场部", "法务部"]
    assert "# 收件箱" in (vault.root / SETTINGS_FILE).read_text("utf-8")
    assert preferences.of(vault, "chen").language == "en"
    assert guest.get("/jobs/none").status_code == 404  # inside, and there is no such job
    assert "docvault serve" not in TestClient(guest.app).get("/sign-in").text


def test_a_department_of_their_own_stands_beside_those_that_have_aliases(
    fresh: tuple[Vault, TestClient, str],
) -> None:
    vault, guest, url = fresh
    assert fill(guest, url, more="战略部").status_code == 303
    departments = load_settings(vault.root / SETTINGS_FILE).naming.departments
    assert list(departments.codes) == ["运营部", "市场部", "战略部"]
    assert departments.find("运营") == departments.get("运营部") is not None


def test_the_link_works_once(fresh: tuple[Vault, TestClient, str]) -> None:
    vault, guest, url = fresh
    fill(guest, url)
    guest.cookies.clear()
    assert guest.get(url).status_code == 404
    assert (
        guest.post(f"{url}/set-up", data={"csrf": token_of(guest, "/sign-in")}).status_code == 404
    )
    assert len(registering.every(vault)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"again": "another one entirely"}, "not the same"),
        ({"password": "password1234", "again": "password1234"}, "guessed too easily"),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"name": ""}, "it is empty"),
        ({"name": "-f"}, "begins with -"),
        ({"department": [], "more": ""}, "at least one department"),
        ({"more": "a/b"}, "departments"),
        ({"company": "x" * 200}, "vault.name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_has_happened(
    fresh: tuple[Vault, TestClient, str], wrong: dict[str, object], said: str
) -> None:
    vault, guest, url = fresh
    before = (vault.root / SETTINGS_FILE).read_bytes()
    answer = fill(guest, url, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert GOOD not in answer.text
    assert registering.every(vault) == []
    assert (vault.root / SETTINGS_FILE).read_bytes() == before
    assert fill(guest, url).status_code == 303


def test_a_newcomer_sets_a_password_and_is_in(site: Site, client: Client) -> None:
    _, secret = invitations.invite(site.vault, "lin", actor="admin")
    guest, url = client(), f"/welcome/{secret}"
    shown = guest.get(url).text
    assert "Welcome, Lin" in shown
    wrong = {"password": "short", "again": "short", "csrf": token_of(guest, url)}
    assert guest.post(url, data=wrong).status_code == 422
    answer = guest.post(url, data={**wrong, "password": GOOD, "again": GOOD})
    assert answer.headers["location"] == "/"
    assert sessions.of(site.vault, "lin")[0].method == "invitation"
    assert passwords.check(site.vault, "lin", GOOD, address="x").name == "lin"
    assert client().get(url).status_code == 404


def test_a_link_does_not_take_the_place_of_the_second_factor(site: Site, client: Client) -> None:
    app = second_factor.begin(site.vault, "lin").secret
    codes = second_factor.confirm(site.vault, "lin", pyotp.TOTP(app).now())
    _, secret = invitations.invite(site.vault, "lin", actor="admin")
    guest, url = client(), f"/welcome/{secret}"
    form = {"password": GOOD, "again": GOOD, "csrf": token_of(guest, url)}
    answer = guest.post(url, data=form)
    assert answer.headers["location"] == "/sign-in/code"
    assert sessions.of(site.vault, "lin") == []
    form = {"code": codes[0], "csrf": token_of(guest, "/sign-in/code")}
    assert guest.post("/sign-in/code", data=form).headers["location"] == "/"
    assert len(sessions.of(site.vault, "lin")) == 1


@pytest.mark.parametrize("token", ["x", "%00", "..%2f..", "a" * 3000])
def test_a_link_that_is_none_says_so(client: Client, token: str) -> None:
    assert client().get(f"/welcome/{token}").status_code == 404


def test_a_link_for_a_password_sets_nothing_up(site: Site, client: Client) -> None:
    _, secret = invitations.invite(site.vault, "lin", actor="admin")
    guest, url = client(), f"/welcome/{secret}"
    answer = fill(guest, url)
    assert answer.status_code == 404
    assert [user for user in registering.every(site.vault) if user.name == "chen"] == []
