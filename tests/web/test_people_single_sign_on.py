"""Single sign-on against a real provider on the loopback."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pyotp
import pytest
from starlette.testclient import TestClient

from docvault import configuring
from docvault.model.user import Role
from docvault.users import registering, second_factor, sessions
from tests.web import provider
from tests.web.conftest import Client
from tests.web.provider import IdentityProvider
from web import oidc
from web.site import Site

LIN = {"sub": "s-1", "email": "lin@example.com", "email_verified": True}
NEW = {
    "sub": "s-9",
    "email": "zhao@example.com",
    "email_verified": True,
    "preferred_username": "zhao",
    "name": "赵敏",
}


@pytest.fixture(scope="module")
def _provider() -> Iterator[IdentityProvider]:
    with provider.running() as running:
        yield running


@pytest.fixture
def idp(
    _provider: IdentityProvider, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> IdentityProvider:
    """The provider as it should be, and a site that relies on it."""
    monkeypatch.delenv(oidc.SECRET_VARIABLE, raising=False)
    _provider.person, _provider.lie, _provider.metadata = dict(LIN), {}, {}
    _provider.hidden, _provider.signing_key = frozenset(), None
    oidc._published.clear()
    (tmp_path / "secret").write_text(f"{provider.SECRET}\n", encoding="utf-8")
    rely(site, _provider, client_secret_file=str(tmp_path / "secret"))
    return _provider


def rely(site: Site, idp: IdentityProvider, **more: Any) -> None:
    values = {"issuer": idp.url, "client_id": provider.CLIENT, "label": "公司账号", **more}
    changes = {("sign_in", "oidc", key): value for key, value in values.items()}
    configuring.change_settings(site.vault, changes, actor="admin")


def away(guest: TestClient, next_url: str = "/browse") -> str:
    """Go to the provider and return the address it sends the browser back to."""
    sent = guest.get("/sign-in/single", params={"next": next_url})
    assert sent.status_code == 303
    came = httpx.get(sent.headers["location"])
    assert came.status_code == 302
    return came.headers["location"].removeprefix("http://testserver")


def there_and_back(guest: TestClient) -> httpx.Response:
    return guest.get(away(guest))


def inside(guest: TestClient) -> bool:
    return guest.get("/jobs/none").status_code == 404


def refused(guest: TestClient, answer: httpx.Response, *, said: str) -> None:
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert said in guest.get("/sign-in").text
    assert not inside(guest)


def test_the_provider_vouches_and_its_user_is_in(
    site: Site, client: Client, idp: IdentityProvider
) -> None:
    assert idp.url
    guest = client()
    assert "公司账号" in guest.get("/sign-in").text
    answer = there_and_back(guest)
    assert answer.headers["location"] == "/browse"
    assert inside(guest)
    [session] = sessions.of(site.vault, "lin")
    assert session.method == "oidc"


def test_who_was_linked_is_known_by_subject_not_by_address(
    site: Site, client: Client, idp: IdentityProvider
) -> None:
    there_and_back(client())
    idp.person = {"sub": "s-1", "email": "head@example.com", "email_verified": True}
    guest = client()
    there_and_back(guest)
    assert len(sessions.of(site.vault, "lin")) == 2
    assert sessions.of(site.vault, "head") == []


@pytest.mark.parametrize("verified", [False, None, "false", 1])
def test_an_address_that_is_not_verified_finds_nobody(
    client: Client, idp: IdentityProvider, verified: object
) -> None:
    idp.person = {**LIN, "email_verified": verified}
    guest = client()
    refused(guest, there_and_back(guest), said="nobody in the vault")


def test_an_administrator_does_not_come_in_by_an_address(
    client: Client, idp: IdentityProvider
) -> None:
    idp.person = {**LIN, "email": "admin@example.com"}
    guest = client()
    refused(guest, there_and_back(guest), said="nobody in the vault")


def test_a_disabled_user_stays_out(client: Client, idp: IdentityProvider) -> None:
    idp.person = {**LIN, "email": "gone@example.com"}
    guest = client()
    refused(guest, there_and_back(guest), said="nobody in the vault")


def test_somebody_unknown_becomes_a_member_where_the_settings_say_so(
    site: Site, client: Client, idp: IdentityProvider
) -> None:
    idp.person = dict(NEW)
    guest = client()
    refused(guest, there_and_back(guest), said="nobody in the vault")
    rely(site, idp, create_users=True)
    assert there_and_back(client()).headers["location"] == "/browse"
    zhao = registering.by_name(site.vault, "zhao")
    assert (zhao.display_name, zhao.role, zhao.department) == ("赵敏", Role.MEMBER, None)


def test_what_the_token_lacks_is_asked_for(
    site: Site, client: Client, idp: IdentityProvider
) -> None:
    idp.hidden = frozenset({"email", "email_verified"})
    there_and_back(client())
    assert sessions.of(site.vault, "lin")


def test_whether_an_address_is_verified_says_whoever_gives_the_address(
    client: Client, idp: IdentityProvider
) -> None:
    idp.person = {**LIN, "email_verified": False}
    idp.hidden, idp.lie = frozenset({"email"}), {"email_verified": True}
    guest = client()
    refused(guest, there_and_back(guest), said="nobody in the vault")


def test_the_second_step_of_the_vault_is_asked_for_all_the_same(
    site: Site, client: Client, idp: IdentityProvider
) -> None:
    assert idp.url
    secret = second_factor.begin(site.vault, "lin").secret
    second_factor.confirm(site.vault, "lin", pyotp.TOTP(secret).now())
    guest = client()
    assert there_and_back(guest).headers["location"] == "/sign-in/code"
    assert not inside(guest)


LIES: dict[str, Callable[[], dict[str, Any]]] = {
    "another issuer": lambda: {"iss": "https://evil.example"},
    "for another client": lambda: {"aud": "another"},
    "for several, ours not the party": lambda: {"aud": ["docvault", "x"], "azp": "x"},
    "expired": lambda: {"exp": int(time.time()) - 600},
    "without an end": lambda: {"exp": None},
    "of another attempt": lambda: {"nonce": "replayed"},
    "without a nonce": lambda: {"nonce": None},
    "without a subject": lambda: {"sub": None},
    "issued in the future": lambda: {"iat": int(time.time()) + 3600},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_as_it_should_be_is_refused(
    client: Client, idp: IdentityProvider, lie: str
) -> None:
    idp.lie = LIES[lie]()
    guest = client()
    refused(guest, there_and_back(guest), said="cannot be verified")


def test_a_token_of_somebody_elses_key_is_refused(client: Client, idp: IdentityProvider) -> None:
    for kid in ("first", "second"):
        idp.signing_key = provider.new_key(kid)
        guest = client()
        refused(guest, there_and_back(guest), said="cannot be verified")


def test_new_keys_of_the_provider_are_fetched(
    client: Client, idp: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    there_and_back(client())
    monkeypatch.setattr(idp, "key", provider.new_key("newer"))
    guest = client()
    assert there_and_back(guest).headers["location"] == "/browse"


def test_what_began_in_another_browser_does_not_end_here(
    client: Client, idp: IdentityProvider
) -> None:
    assert idp.url
    attacker, victim = client(), client()
    address = away(attacker)
    refused(victim, victim.get(address), said="did not begin in this browser")
    away(victim)
    refused(victim, victim.get(address), said="did not begin in this browser")


def test_a_code_works_once(client: Client, idp: IdentityProvider) -> None:
    assert idp.url
    guest = client()
    address = away(guest)
    kept = {cookie.name: cookie.value for cookie in guest.cookies.jar}
    assert guest.get(address).headers["location"] == "/browse"
    guest.post("/sign-out", data={"csrf": "x"})
    again = client()
    again.cookies.set("docvault-single", kept["docvault-single"] or "")
    refused(again, again.get(address), said="refused")


def test_who_cancels_is_back_at_the_door(client: Client, idp: IdentityProvider) -> None:
    assert idp.url
    guest = client()
    state = httpx.URL(away(guest)).params["state"]
    answer = guest.get(f"/sign-in/single/back?error=access_denied&state={state}")
    refused(guest, answer, said="did not confirm")


def test_a_provider_that_speaks_for_another_is_not_believed(
    client: Client, idp: IdentityProvider
) -> None:
    idp.metadata = {"issuer": "https://evil.example"}
    guest = client()
    refused(guest, guest.get("/sign-in/single"), said="cannot be verified")


def test_an_address_that_can_be_overheard_is_not_used(
    client: Client, idp: IdentityProvider
) -> None:
    idp.metadata = {"token_endpoint": "http://login.example.com/token"}
    guest = client()
    refused(guest, there_and_back(guest), said="not https")


def test_a_provider_that_is_down_is_said_to_be(
    site: Site, client: Client, idp: IdentityProvider
) -> None:
    rely(site, idp, issuer="http://127.0.0.1:9")
    guest = client()
    refused(guest, guest.get("/sign-in/single"), said="did not answer")


def test_a_missing_secret_is_said(site: Site, client: Client, idp: IdentityProvider) -> None:
    rely(site, idp, client_secret_file="/nowhere")
    guest = client()
    refused(guest, guest.get("/sign-in/single"), said="no client secret")


def test_nobody_is_led_elsewhere_afterwards(client: Client, idp: IdentityProvider) -> None:
    assert idp.url
    guest = client()
    assert guest.get(away(guest, "//evil.example/")).headers["location"] == "/"


def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    guest = client()
    assert "/sign-in/single" not in guest.get("/sign-in").text
    assert guest.get("/sign-in/single").status_code == 404
    assert guest.get("/sign-in/single/back?code=x&state=y").status_code in {303, 404}
    assert not inside(guest)
