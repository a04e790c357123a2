"""Who comes in by token, and what each error is to a program."""

from __future__ import annotations

import pytest

from docvault.errors import DocVaultError
from docvault.users import registering, tokens
from tests.web.api.conftest import API, Program
from tests.web.conftest import Client
from web.errors import STATUS
from web.site import Site

PATHS = ("me", "documents", "search?q=a", "audit", "documents/x", "documents/x/versions")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer dv_wrong", "Bearer \u00e9", "Basic eDp5", "Digest x", "dv_x"]
)
def test_without_a_valid_token_there_is_nothing(client: Client, path: str, header: str) -> None:
    answer = client("", authorization=header.encode("latin-1")).get(f"{API}/{path}")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["error"]["code"]


def test_a_cookie_is_no_token(client: Client) -> None:
    assert client("admin").get(f"{API}/me").status_code == 401


def test_a_token_is_its_users(program: Program) -> None:
    said = program("head").get(f"{API}/me").json()
    assert said == {
        "name": "head",
        "display_name": "Head",
        "role": "head",
        "department": "运营部",
        "email": "head@example.com",
        "grants": [],
    }


def test_a_token_ends_with_its_revocation_and_with_its_user(program: Program, site: Site) -> None:
    revoked, disabled = program("lin"), program("head")
    (token,) = tokens.of(site.vault, "lin")
    tokens.revoke(site.vault, "lin", token.id, actor="lin")
    registering.disable(site.vault, "head", actor="admin")
    assert revoked.get(f"{API}/me").status_code == 401
    assert disabled.get(f"{API}/me").status_code == 401


def test_errors_speak_the_language_that_is_asked_for(program: Program) -> None:
    lin = program("lin")
    path = f"{API}/documents/0123456789abcdef"
    assert "No such" in lin.get(path).json()["error"]["message"]
    zh = lin.get(path, headers={"accept-language": "zh-CN"})
    assert "没有这个文件" in zh.json()["error"]["message"]


def test_every_error_has_a_status() -> None:
    families = DocVaultError.__subclasses__()
    assert set(families) <= set(STATUS)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("search?q=" + "a" * 1001, 400),
        ("search?q=x&limit=0", 400),
        ("search?q=x&limit=many", 400),
        ("search?q=x&sort=age", 400),
        ("search?q=%E9%97%B8:", 200),
        ("search", 400),
        ("documents?cursor=%00", 400),
        ("documents?limit=1001", 400),
        ("documents?type=%00", 400),
        ("audit?path=../..", 400),
        ("audit?path=/etc", 400),
        ("audit?path=nowhere", 404),
        ("audit?path=%00", 400),
        ("nothing", 404),
        ("documents?departmnt=x", 400),
        ("me?x=", 400),
        ("me?lang=zh", 200),
    ],
)
def test_what_has_no_meaning_is_told(program: Program, path: str, status: int) -> None:
    answer = program("admin").get(f"{API}/{path}")
    assert answer.status_code == status, answer.text
    if status != 200:
        assert set(answer.json()) == {"error"}


def test_a_wrong_method_is_told_which_are_right(program: Program) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = program("lin").request(method, f"{API}/documents")
        assert answer.status_code == 405
        assert answer.headers["allow"]
        assert answer.json()["error"]["code"] == "http-405"


def test_no_other_site_is_let_in(program: Program) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "GET"}
    lin = program("lin")
    for answer in (lin.options(f"{API}/me", headers=asked), lin.get(f"{API}/me", headers=asked)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
