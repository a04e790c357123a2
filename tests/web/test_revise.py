"""Revising a document by the plain form; by the scripts see test_upload."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import WEEKLY, Client, token_of
from web.site import Site


@pytest.fixture
def url(site: Site) -> str:
    return f"/documents/{site.vault.find(WEEKLY).id}/revise"


def revise(client: TestClient, url: str, data: bytes, name: str = "新.xlsx", **fields: str) -> Any:
    form = {"csrf": token_of(client, "/upload"), **fields}
    return client.post(url, data=form, files={"file": (name, data)})


def test_a_new_file_is_the_next_version_whatever_it_is_called(
    client: Client, site: Site, url: str
) -> None:
    answer = revise(client("lin"), url, b"second", note="补充数据")
    assert answer.headers["location"] == url.removesuffix("/revise")
    version = site.vault.version(site.vault.find(WEEKLY))
    assert (version.number, version.actor, version.note) == ("V2.0", "lin", "补充数据")


def test_a_small_correction_raises_the_minor_number(client: Client, site: Site, url: str) -> None:
    revise(client("head"), url, b"second", step="minor")
    assert site.vault.find(WEEKLY).current == "V1.1"


def test_the_form_names_the_versions_that_may_come_next(
    client: Client, site: Site, url: str
) -> None:
    lin = client("lin")
    revise(lin, url, b"second", step="minor")
    shown = lin.get(url).text
    assert "A new version: V2.0" in shown
    assert "A small correction: V1.2" in shown


def test_the_same_bytes_are_refused_unless_meant(client: Client, site: Site, url: str) -> None:
    document = site.vault.find(WEEKLY)
    same = (site.vault.root / document.path).read_bytes()
    answer = revise(client("lin"), url, same, note="没改")
    assert answer.status_code == 409
    assert 'name="anyway"' in answer.text
    assert "没改" in answer.text
    assert revise(client("lin"), url, same, anyway="on").status_code == 303
    assert site.vault.find(WEEKLY).current == "V2.0"


def test_the_name_is_told_before(client: Client, url: str) -> None:
    lin = client("lin")
    told = lin.get(f"{url}/name", params={"file": "x.pdf", "step": "minor"}).json()
    assert told == {"name": WEEKLY.replace("V1.0", "V1.1").replace("xlsx", "pdf")}
    assert WEEKLY.replace("V1.0", "V2.0") in lin.get(url).text


def test_only_those_who_may(client: Client, site: Site, url: str) -> None:
    assert client("").get(url).status_code == 303
    for name, status in (("other", {403, 404}), ("vice", {403, 404})):
        one = client(name)
        assert one.get(url).status_code in status
        assert revise(one, url, b"x").status_code in status
    assert site.vault.find(WEEKLY).current == "V1.0"


def test_a_kind_of_file_that_is_no_document_is_refused(client: Client, url: str) -> None:
    assert revise(client("lin"), url, b"MZ", "x.exe").status_code == 422
