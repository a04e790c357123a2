"""What administrators do with people, and nobody else."""

from __future__ import annotations

import re

import pyotp
import pytest
from starlette.testclient import TestClient

from docvault.access import Right
from docvault.model.user import Role
from docvault.users import granting, passwords, registering, second_factor, sessions, tokens
from tests.web.conftest import PEOPLE, Client, post
from web.person_url import person_url
from web.site import Site

GOOD = "四只猫在 spreadsheet 里睡觉"


@pytest.fixture
def admin(client: Client) -> TestClient:
    return client("admin")


def test_everybody_is_listed_with_what_they_are(site: Site, admin: TestClient) -> None:
    passwords.set_by_administrator(site.vault, "lin", GOOD, actor="admin")
    shown = admin.get("/admin/people").text
    for name in PEOPLE:
        assert f"<td>{name}</td>" in shown
    assert "Disabled" in shown
    assert "Active" in shown
    few = admin.get("/admin/people?q=财务").text
    assert "<td>other</td>" in few
    assert "<td>lin</td>" not in few
    assert "Nobody of that name" in admin.get("/admin/people?q=zzz").text


def test_somebody_is_added_and_sent_a_link_that_works(
    site: Site, client: Client, admin: TestClient
) -> None:
    data = {
        "name": "zhao",
        "display_name": "赵 敏",
        "role": "head",
        "department": "财务部",
        "email": "zhao@example.com",
    }
    answer = post(admin, "/admin/people/add", data)
    [link] = re.findall(r'value="http://testserver(/welcome/[\w-]+)"', answer.text)
    zhao = registering.by_name(site.vault, "zhao")
    assert (zhao.display_name, zhao.role, zhao.department) == ("赵 敏", Role.HEAD, "财务部")
    assert client().get(link).status_code == 200
    assert link not in admin.get(person_url("zhao")).text
    assert "Invited" in admin.get("/admin/people").text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": "LIN"}, 409),
        ({"name": "-f"}, 422),
        ({"role": "emperor"}, 400),
        ({"department": "无"}, 400),
        ({"email": "x"}, 400),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(
    site: Site, admin: TestClient, wrong: dict[str, str], status: int
) -> None:
    before = registering.every(site.vault)
    data = {"name": "zhao", "display_name": "赵敏", "role": "member", **wrong}
    answer = post(admin, "/admin/people/add", data)
    assert answer.status_code == status
    assert 'value="赵敏"' in answer.text
    assert registering.every(site.vault) == before


def test_a_new_role_ends_the_sessions_of_the_old_one(
    site: Site, client: Client, admin: TestClient
) -> None:
    lin = client("lin")
    data = {"name": "lin", "display_name": "林", "role": "registrar", "department": ""}
    assert post(admin, "/admin/people/change", data).status_code == 303
    user = registering.by_name(site.vault, "lin")
    assert (user.role, user.department, user.email) == (Role.REGISTRAR, None, None)
    assert lin.get("/account").status_code == 303


def test_the_last_administrator_stays(site: Site, admin: TestClient) -> None:
    data = {"name": "admin", "display_name": "x", "role": "member"}
    assert post(admin, "/admin/people/change", data).status_code == 409
    answer = post(admin, "/admin/people/disable", {"name": "admin"})
    assert "last administrator" in admin.get(answer.headers["location"]).text
    assert not registering.by_name(site.vault, "admin").disabled


def test_disabling_is_at_once_and_can_be_undone(
    site: Site, client: Client, admin: TestClient
) -> None:
    lin = client("lin")
    _, secret = tokens.create(site.vault, "lin", "x", actor="lin")
    post(admin, "/admin/people/disable", {"name": "lin"})
    assert lin.get("/account").status_code == 303
    assert tokens.find(site.vault, secret) is None
    post(admin, "/admin/people/enable", {"name": "lin"})
    assert lin.get("/account").status_code == 303
    assert client("lin").get("/account").status_code == 200


def test_somebody_is_signed_out_everywhere(site: Site, client: Client, admin: TestClient) -> None:
    phone, desk = client("lin"), client("lin")
    post(admin, "/admin/people/end-sessions", {"name": "lin"})
    assert {phone.get("/account").status_code, desk.get("/account").status_code} == {303}
    assert sessions.of(site.vault, "lin") == []


def test_a_grant_opens_documents_and_is_taken_back(
    site: Site, client: Client, admin: TestClient
) -> None:
    other = client("other")
    folder = "/browse/运营部/2023/10/周报"
    assert other.get(folder).status_code == 404
    data = {"name": "other", "department": "运营部", "right": "read"}
    post(admin, "/admin/people/grant", data)
    assert other.get(folder).status_code == 200
    assert "运营部" in admin.get(person_url("other")).text
    post(admin, "/admin/people/take-back", data)
    assert other.get(folder).status_code == 404
    assert post(admin, "/admin/people/grant", {**data, "right": "administer"}).status_code == 400
    assert post(admin, "/admin/people/grant", {**data, "right": "x"}).status_code == 400
    assert granting.every(site.vault) == []


def test_a_lost_phone_is_helped(site: Site, admin: TestClient) -> None:
    secret = second_factor.begin(site.vault, "lin").secret
    second_factor.confirm(site.vault, "lin", pyotp.TOTP(secret).now())
    assert "Turn the second step off" in admin.get(person_url("lin")).text
    post(admin, "/admin/people/second-factor-off", {"name": "lin"})
    assert not second_factor.is_on(site.vault, "lin")


def test_tokens_are_revoked_for_somebody(site: Site, admin: TestClient) -> None:
    token, secret = tokens.create(site.vault, "lin", "x", actor="lin")
    post(admin, "/admin/people/revoke-token", {"name": "lin", "token": token.id})
    assert tokens.find(site.vault, secret) is None


def test_a_registrar_cannot_make_himself_an_administrator(site: Site, client: Client) -> None:
    registrar = client("registrar")
    assert registrar.get("/admin/people").status_code == 403
    data = {"name": "registrar", "display_name": "x", "role": "administrator"}
    assert post(registrar, "/admin/people/change", data).status_code == 403
    grant = {"name": "registrar", "department": "运营部", "right": "administer"}
    assert post(registrar, "/admin/people/grant", grant).status_code == 403
    assert registering.by_name(site.vault, "registrar").role is Role.REGISTRAR
    assert not granting.every(site.vault)
    assert Right.ADMINISTER.value == "administer"


@pytest.mark.parametrize("name", ["x/y", "DOMAIN\\wang", "a?b&c=d", "o'neil", "赵 敏#1"])
def test_any_name_has_its_page(site: Site, admin: TestClient, name: str) -> None:
    registering.add(site.vault, name, actor="admin")
    assert admin.get(person_url(name)).status_code == 200
    post(admin, "/admin/people/disable", {"name": name})
    assert registering.by_name(site.vault, name).disabled


def test_nobodys_page_is_not_there(admin: TestClient) -> None:
    assert admin.get(person_url("nobody")).status_code == 404
