"""What is checked before any route: host, origin, token, size; and what every answer carries."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.web.conftest import Client, post, token_of
from web.app import create_app, create_site
from web.security import HEADERS, MOST_OF_A_FORM
from web.site import Site


def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    for path in ("/jobs/none", "/nothing-here", "/static/style.css"):
        answer = client("lin").get(path)
        for name in HEADERS:
            assert name in answer.headers, (path, name)


def test_somebody_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    answer = client("").get("/jobs/none?x=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/jobs/none%3Fx%3D1"


def test_a_disabled_user_is_not_signed_in(client: Client) -> None:
    assert client("gone").get("/jobs/none").status_code == 303


def test_a_form_of_another_site_does_nothing(client: Client) -> None:
    lin = client("lin")
    token = token_of(lin)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        answer = lin.post("/jobs/none/stop", data={"csrf": token}, headers=headers)
        assert answer.status_code == 403


def test_a_form_without_its_token_does_nothing(client: Client) -> None:
    lin, head = client("lin"), client("head")
    for data in ({}, {"csrf": "0" * 64}, {"csrf": token_of(head)}):
        assert lin.post("/jobs/none/stop", data=data).status_code == 403
    assert post(lin, "/jobs/none/stop").status_code == 404


def test_only_a_form_that_is_received_in_pieces_may_bring_its_token_inside(client: Client) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert client("lin").delete("/uploads/abc", headers=headers).status_code == 403


def test_a_body_without_end_is_refused(client: Client) -> None:
    lin = client("lin")
    large = "x" * (MOST_OF_A_FORM + 1)
    assert lin.post("/jobs/none/stop", data={"csrf": large}).status_code == 413


def test_a_foreign_host_name_is_refused(site: Site) -> None:
    from dataclasses import replace

    named = TestClient(create_site(replace(site, hosts=("vault.example",))))
    assert named.get("/jobs/x", headers={"host": "evil.example"}).status_code == 421
    assert named.get("/jobs/x", headers={"host": "vault.example:8000"}).status_code != 421


def test_what_was_not_foreseen_has_a_number_and_says_nothing_else(site: Site) -> None:
    app = create_app(site)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret of the inside")

    from web.security import Doors

    answer = TestClient(Doors(app, site), raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_the_language_is_the_browsers(client: Client) -> None:
    zh = client("lin", **{"accept-language": "zh-CN,zh;q=0.9"}).get("/jobs/none")
    assert 'lang="zh-Hans"' in zh.text
    assert "找不到" in zh.text
    assert 'lang="en"' in client("lin").get("/jobs/none").text
