"""The description of the interface is whole, and the page made from it shows all of it."""

from __future__ import annotations

from tests.web.conftest import Client
from web.api.openapi import operations
from web.api.titles import TITLES


def test_the_description_is_open_and_names_every_operation(client: Client) -> None:
    made = client("").get("/api/v1/openapi.json").json()
    assert {operation["operationId"] for operation in operations(made).values()} == set(TITLES)
    assert all(path.startswith("/api/v1/") for path, _ in operations(made))
    assert made["security"] == [{"token": []}]


def test_every_operation_says_how_it_can_fail(client: Client) -> None:
    made = client("").get("/api/v1/openapi.json").json()
    for operation in operations(made).values():
        assert {"400", "401", "503"} <= set(operation["responses"])
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                schema = answer["content"]["application/json"]["schema"]
                assert schema["$ref"].endswith("/ErrorAnswer"), operation["operationId"]


def test_the_titles_are_those_of_the_description(client: Client) -> None:
    made = client("").get("/api/v1/openapi.json").json()
    for operation in operations(made).values():
        title, about = TITLES[operation["operationId"]]
        assert operation["summary"] == title.en
        assert operation["description"] == about.en


def test_the_page_shows_all_of_it_in_both_languages(client: Client) -> None:
    en, zh = (client("", **{"accept-language": each}).get("/api") for each in ("en", "zh"))
    assert (en.status_code, zh.status_code) == (200, 200)
    for title, about in TITLES.values():
        assert title.zh in zh.text
        assert about.zh in zh.text
        assert title.en in en.text
