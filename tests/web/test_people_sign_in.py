"""Coming in and going: what the pages at the door do."""

from __future__ import annotations

import json
import re

import httpx2 as httpx
import pyotp
import pytest
from starlette.testclient import TestClient

from docvault.users import passwords, second_factor, sessions
from tests.web.conftest import Client, post, token_of
from web.next_page import next_page
from web.site import Site
from web.visit import session_cookie

GOOD = "四只猫在 spreadsheet 里睡觉"


@pytest.fixture(autouse=True)
def _password(site: Site) -> None:
    passwords.set_by_administrator(site.vault, "lin", GOOD, actor="setup")


def door(client: TestClient, url: str, data: dict[str, str]) -> httpx.Response:
    """Send a form of the door, as its page would."""
    return client.post(url, data={**data, "csrf": token_of(client, "/sign-in")})


def sign_in(client: TestClient, password: str = GOOD, **more: str) -> httpx.Response:
    return door(client, "/sign-in", {"name": "lin", "password": password, **more})


def inside(client: TestClient) -> bool:
    return client.get("/jobs/none").status_code == 404


def test_name_and_password_open_and_lead_to_where_one_wanted(client: Client) -> None:
    guest = client()
    answer = sign_in(guest, next="/browse/运营部?sort=date")
    assert answer.status_code == 303
    assert httpx.URL(answer.headers["location"]).path == "/browse/运营部"
    assert inside(guest)


def test_the_cookie_is_for_this_site_and_no_script(site: Site, client: Client) -> None:
    answer = sign_in(client())
    [cookie] = [
        each for each in answer.headers.get_list("set-cookie") if each.startswith("docvault=")
    ]
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert session_cookie(site) == "docvault"
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_password_says_nothing_of_the_name(client: Client) -> None:
    guest = client()
    told = set()
    for name in ("lin", "nobody", "gone"):
        answer = door(guest, "/sign-in", {"name": name, "password": "wrong"})
        assert answer.status_code == 401
        told.add(re.search(r'role="alert"[^>]*>([^<]*)<', answer.text)[1])  # type: ignore[index]
    assert len(told) == 1
    assert not inside(guest)


def test_guessing_is_answered_with_when_to_come_again(client: Client) -> None:
    guest = client()
    answers = [sign_in(guest, "wrong") for _ in range(8)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_signing_in_is_a_new_session_whatever_the_browser_had(site: Site, client: Client) -> None:
    guest = client()
    guest.cookies.set(session_cookie(site), "planted-by-somebody")
    sign_in(guest)
    assert guest.cookies.get(session_cookie(site), domain="testserver.local") is not None
    values = {cookie.value for cookie in guest.cookies.jar if cookie.name == session_cookie(site)}
    assert sessions.find(site.vault, "planted-by-somebody") is None
    assert any(sessions.find(site.vault, value) for value in values if value)


def test_signing_in_again_ends_the_session_before(site: Site, client: Client) -> None:
    lin = client("lin")
    before = lin.cookies[session_cookie(site)]
    token = token_of(lin)
    lin.post("/sign-in", data={"name": "lin", "password": GOOD, "csrf": token})
    assert sessions.find(site.vault, before) is None


def test_a_form_of_before_does_nothing_after_signing_in(client: Client) -> None:
    guest = client()
    token = token_of(guest, "/sign-in")
    sign_in(guest)
    assert guest.post("/sign-out", data={"csrf": token}).status_code == 403
    assert inside(guest)


def test_nobody_is_signed_in_by_a_form_of_another_site(client: Client) -> None:
    guest, other = client(), client()
    fields = {"name": "lin", "password": GOOD}
    assert guest.post("/sign-in", data=fields).status_code == 403
    stolen = {**fields, "csrf": token_of(other, "/sign-in")}
    guest.get("/sign-in")
    assert guest.post("/sign-in", data=stolen).status_code == 403
    mine = {**fields, "csrf": token_of(guest, "/sign-in")}
    cross = guest.post("/sign-in", data=mine, headers={"sec-fetch-site": "cross-site"})
    assert cross.status_code == 403
    assert not inside(guest)


def test_signing_out_ends_the_session_not_only_the_cookie(site: Site, client: Client) -> None:
    lin = client("lin")
    secret = lin.cookies[session_cookie(site)]
    answer = post(lin, "/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert sessions.find(site.vault, secret) is None
    lin.cookies.set(session_cookie(site), secret)
    assert not inside(lin)


def test_who_is_signed_in_is_not_asked_again(client: Client) -> None:
    assert client("lin").get("/sign-in?next=/browse").headers["location"] == "/browse"


def test_the_second_factor_is_asked_for_after_the_password(site: Site, client: Client) -> None:
    secret = second_factor.begin(site.vault, "lin").secret
    codes = second_factor.confirm(site.vault, "lin", pyotp.TOTP(secret).now())
    guest = client()
    answer = sign_in(guest, next="/browse")
    assert answer.headers["location"] == "/sign-in/code"
    assert not inside(guest)
    wrong = door(guest, "/sign-in/code", {"code": "000000"})
    assert wrong.status_code == 401
    assert not inside(guest)
    right = door(guest, "/sign-in/code", {"code": codes[0]})
    assert right.headers["location"] == "/browse"
    assert inside(guest)
    assert sessions.of(site.vault, "lin")[0].method == "password+totp"


def test_no_code_is_asked_of_who_gave_no_password(site: Site, client: Client) -> None:
    guest = client()
    assert guest.get("/sign-in/code").headers["location"] == "/sign-in"
    guest.cookies.set("docvault-second", "eyJ1c2VyIjogImFkbWluIn0=.0000")
    assert guest.get("/sign-in/code").headers["location"] == "/sign-in"
    forged = site.sign("notice", "eyJ1c2VyIjogImFkbWluIn0=")
    guest.cookies.set("docvault-second", f"eyJ1c2VyIjogImFkbWluIn0=.{forged}")
    assert guest.get("/sign-in/code").headers["location"] == "/sign-in"


def test_the_language_is_changed_in_place_and_kept(client: Client) -> None:
    guest = client()
    answer = door(guest, "/language", {"language": "zh", "next": "/sign-in"})
    assert answer.headers["location"] == "/sign-in"
    assert "用户名" in guest.get("/sign-in").text
    lin = client("lin")
    post(lin, "/language", {"language": "zh", "next": "/browse"})
    again = client()
    sign_in(again)
    assert 'lang="zh-Hans"' in again.get("/jobs/none").text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x\r\ny",
        "javascript:alert(1)",
        "evil",
        "",
        "/sign-out",
        "/" + "x" * 5000,
        "///evil.example",
        "/sign-in?next=//evil.example",
    ],
)
def test_nobody_is_led_elsewhere(client: Client, wanted: str) -> None:
    assert next_page(wanted) == "/"
    assert sign_in(client(), next=wanted).headers["location"] == "/"


@pytest.mark.parametrize("wanted", ["/", "/browse/运营部", "/search?q=a//b&x=http://y", "/a#b"])
def test_pages_of_ours_are_gone_to(wanted: str) -> None:
    assert next_page(wanted) == wanted


def test_a_program_is_told_in_json(client: Client) -> None:
    answer = client().get("/jobs/none", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert json.loads(answer.text)["error"]["code"] == "not-signed-in"
