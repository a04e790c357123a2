"""One's own account: password, sessions, tokens, the second step."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pyotp
import pytest
from starlette.testclient import TestClient

from docvault.users import passwords, preferences, second_factor, sessions, tokens
from tests.web.conftest import Client, post
from web.browsers import browser_of
from web.site import Site

GOOD = "四只猫在 spreadsheet 里睡觉"
OTHER = "tKq9-vLm2-xyp0-Rdf"


@pytest.fixture
def lin(site: Site, client: Client) -> TestClient:
    passwords.set_by_administrator(site.vault, "lin", GOOD, actor="setup")
    return client("lin")


def test_the_account_shows_what_is_ones_own(site: Site, lin: TestClient) -> None:
    tokens.create(site.vault, "lin", "备份脚本", actor="lin")
    tokens.create(site.vault, "other", "somebody's else", actor="other")
    shown = html.unescape(lin.get("/account").text)
    assert "备份脚本" in shown
    assert "somebody's else" not in shown
    assert "here" in shown


def test_language_and_theme_are_kept_for_other_browsers(site: Site, lin: TestClient) -> None:
    answer = post(lin, "/account/preferences", {"language": "zh", "theme": "dark"})
    assert answer.status_code == 303
    assert preferences.of(site.vault, "lin").theme == "dark"
    shown = lin.get("/account").text
    assert 'data-theme="dark"' in shown
    assert 'lang="zh-Hans"' in shown
    post(lin, "/account/preferences", {"language": "", "theme": ""})
    assert "data-theme" not in lin.get("/account").text
    assert post(lin, "/account/preferences", {"language": "de"}).status_code == 400


def test_the_password_is_changed_by_who_knows_the_old_one(
    site: Site, client: Client, lin: TestClient
) -> None:
    phone = client("lin")
    data = {"old": GOOD, "password": OTHER, "again": OTHER}
    assert post(lin, "/account/password", {**data, "old": "wrong"}).status_code == 403
    assert post(lin, "/account/password", {**data, "again": "else"}).status_code == 422
    short = post(lin, "/account/password", {**data, "password": "short", "again": "short"})
    assert short.status_code == 422
    assert "at least 12" in short.text
    assert phone.get("/account").status_code == 200
    assert post(lin, "/account/password", data).status_code == 303
    assert lin.get("/account").status_code == 200
    assert phone.get("/account").status_code == 303
    assert passwords.check(site.vault, "lin", OTHER, address="x")


def test_sessions_are_seen_and_ended(site: Site, client: Client, lin: TestClient) -> None:
    phone, tablet = client("lin"), client("lin")
    shown = lin.get("/account").text
    ids = re.findall(r'name="session" value="([0-9a-f]{64})"', shown)
    assert len(ids) == 2
    post(lin, "/account/sessions/end", {"session": ids[0]})
    assert [phone.get("/account").status_code, tablet.get("/account").status_code].count(303) == 1
    post(lin, "/account/sessions/end-others")
    assert tablet.get("/account").status_code == 303
    assert len(sessions.of(site.vault, "lin")) == 1
    assert lin.get("/account").status_code == 200


def test_nobody_ends_somebody_elses_session(site: Site, client: Client, lin: TestClient) -> None:
    assert lin
    [session] = sessions.of(site.vault, "lin")
    post(client("other"), "/account/sessions/end", {"session": session.id})
    assert len(sessions.of(site.vault, "lin")) == 1


def test_a_token_is_shown_once_and_revoked(site: Site, lin: TestClient) -> None:
    answer = post(lin, "/account/tokens", {"label": "git", "days": "90"})
    [secret] = re.findall(r'value="(dv_[\w-]+)"', answer.text)
    found = tokens.find(site.vault, secret)
    assert found is not None
    assert found[0].name == "lin"
    assert secret not in lin.get("/account").text
    post(lin, "/account/tokens/revoke", {"token": found[1].id})
    assert tokens.find(site.vault, secret) is None


@pytest.mark.parametrize("wrong", [{"label": ""}, {"days": "x"}, {"days": "-3"}, {"days": "٣"}])
def test_a_token_that_makes_no_sense_is_refused(
    site: Site, lin: TestClient, wrong: dict[str, str]
) -> None:
    assert post(lin, "/account/tokens", {"label": "x", **wrong}).status_code == 422
    assert tokens.of(site.vault, "lin") == []


def test_the_second_step_is_turned_on_and_off(site: Site, lin: TestClient) -> None:
    here = "/account/second-factor"
    assert "<svg" in lin.get(here).text
    assert 'class="qr"' not in lin.get(here).text
    post(lin, f"{here}/begin")
    shown = lin.get(here).text
    assert 'class="qr"' in shown
    assert "style=" not in shown
    [secret] = re.findall(r"<code>([A-Z2-7 ]{20,})</code>", shown)
    assert post(lin, f"{here}/confirm", {"code": "000000"}).status_code == 403
    code = pyotp.TOTP(secret.replace(" ", "")).at(datetime.now(UTC))
    done = post(lin, f"{here}/confirm", {"code": code})
    assert len(re.findall(r"<li>(?:[A-Z2-7]{4}-?){4}</li>", done.text)) == 10
    assert second_factor.is_on(site.vault, "lin")
    assert "<li>" + done.text.split('codes"><li>')[1][:19] not in lin.get(here).text
    assert post(lin, f"{here}/off", {"password": "wrong"}).status_code == 403
    assert post(lin, f"{here}/off", {"password": GOOD}).status_code == 303
    assert not second_factor.is_on(site.vault, "lin")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
            " like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("python-httpx/0.28", "python-httpx/0.28"),
    ],
)
def test_people_know_their_browsers_again(agent: str, name: str) -> None:
    assert browser_of(agent) == name
