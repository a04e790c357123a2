"""What was sent may be a password: no error says it again, to nobody, and no log holds it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.testclient import TestClient

from tests.web.api.conftest import API, Program
from tests.web.conftest import Client, token_of
from web.app import create_app
from web.asked import JsonBody
from web.site import Site

SECRET = "SECRETPW"
ASKED = [
    rb'{"documents": ["x"], "password": "pass\ud800SECRETPW"}',
    rb'{"documents": ["x\ud800"], "password": "SECRETPW"}',
    rb'{"documents": ["x"], "note": "\ud800", "password": "SECRETPW"}',
    b'{"password": "SECRETPW"}',
    b'{"documents": ["x"], "password": ["SECRETPW"]}',
    b'{"documents": ["x"], "password": {"is": "SECRETPW"}}',
    b'{"documents": ["x"], "password": "SECRETPW' + b"x" * 300 + b'"}',
    b'{"documents": ["x"], "passwort": "SECRETPW"}',
    b'{"documents": ["x"], "SECRETPW',
    b'["SECRETPW"]',
    b'"SECRETPW"',
]


def posted(client: TestClient, url: str, body: bytes) -> Any:
    return client.post(url, content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("body", ASKED)
def test_a_links_password_is_in_no_answer_and_no_log(
    program: Program, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = posted(program("lin"), f"{API}/shares", body)
    assert answer.status_code == 400, answer.text
    assert SECRET not in answer.text
    assert SECRET not in caplog.text


def test_a_short_password_is_not_said_again(program: Program) -> None:
    answer = posted(program("lin"), f"{API}/shares", b'{"documents": ["x"], "password": "shrt"}')
    error = answer.json()["error"]
    assert (answer.status_code, error["argument"], error["value"]) == (400, "password", "•••")
    assert "shrt" not in answer.text


def test_what_is_no_secret_is_said_again(program: Program) -> None:
    answer = posted(program("lin"), f"{API}/shares", b'{"documents": ["x"], "mode": "steal"}')
    assert (answer.status_code, answer.json()["error"]["value"]) == (400, "steal")


@pytest.mark.parametrize("name", ["token", "link_key", "password", "auth"])
def test_nor_is_a_secret_in_an_address(program: Program, name: str) -> None:
    answer = program("lin").get(f"{API}/shares", params={name: SECRET})
    assert answer.status_code == 400
    assert SECRET not in answer.text


def test_a_password_sent_as_a_file_is_not_said_again(client: Client) -> None:
    guest = client("")
    headers = {"x-csrf-token": token_of(guest, "/sign-in")}
    files = {"password": (SECRET, SECRET.encode())}
    answer = guest.post("/sign-in", data={"name": "lin"}, files=files, headers=headers)
    assert answer.status_code == 400
    assert SECRET not in answer.text


def test_text_that_cannot_be_stored_is_refused_in_all_json(site: Site) -> None:
    told = {
        each for each in _bodies(create_app(site).routes) if not each.__name__.startswith("Body_")
    }
    assert "ShareAsked" in {each.__name__ for each in told}
    assert {each.__name__ for each in told if not issubclass(each, JsonBody)} == set()


def _bodies(found: Any) -> Iterator[type[BaseModel]]:
    for route in found:
        if isinstance(route, APIRoute) and route.body_field:
            body = route.body_field.field_info.annotation
            if isinstance(body, type) and issubclass(body, BaseModel):
                yield body
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _bodies(inner.routes)


def test_so_it_is_in_a_name(program: Program) -> None:
    answer = posted(program("lin"), f"{API}/names/check", rb'{"names": ["a\udfff.txt"]}')
    assert answer.status_code == 400
