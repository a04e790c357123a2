"""A document's page: what it says, to whom, and what can be done from there."""

from __future__ import annotations

import hashlib

from tests.web.conftest import REVISED, WEEKLY, Client, post
from web.site import Site


def test_it_says_what_the_register_knows(client: Client, site: Site) -> None:
    document = site.vault.find(REVISED)
    page = client("registrar").get(f"/documents/{document.id}").text
    current = site.vault.version(document)
    for said in (
        document.name,
        "市场部",
        "V1.0",
        "V4.0",
        current.sha256,
        current.commit,
        "按意见修订",
    ):
        assert said in page, said
    assert f"cat-file blob {current.blob} | sha256sum" in page


def test_an_old_version_is_looked_at_as_such(client: Client, site: Site) -> None:
    document = site.vault.find(REVISED)
    page = client("registrar").get(f"/documents/{document.id}?version=V2.0").text
    assert "the current version is V4.0" in page
    assert site.vault.version(document, "V2.0").sha256 in page
    assert client("registrar").get(f"/documents/{document.id}?version=V9.0").status_code == 404


def test_of_another_department_it_is_not_there(client: Client, site: Site) -> None:
    document = site.vault.find(REVISED)
    for path in ("", "/why", "/versions/V1.0/content", "/compare"):
        assert client("lin").get(f"/documents/{document.id}{path}").status_code == 404, path
    assert client("lin").get(f"/d/{document.id}").status_code == 404


def test_the_bytes_are_those_that_were_checked_in(client: Client, site: Site) -> None:
    document = site.vault.find(REVISED)
    for version in site.vault.history(document):
        path = f"/documents/{document.id}/versions/{version.number}/content"
        answer = client("registrar").get(path)
        assert hashlib.sha256(answer.content).hexdigest() == version.sha256
        assert "attachment" in answer.headers["content-disposition"]


def test_an_old_version_becomes_the_next_one(client: Client, site: Site) -> None:
    document = site.vault.find(REVISED)
    registrar = client("registrar")
    answer = post(registrar, f"/documents/{document.id}/restore", {"version": "V1.0"})
    assert answer.status_code == 303
    assert "V1.0 is current again, as V5.0" in registrar.get(answer.headers["location"]).text
    again = site.vault.find(document.id)
    first, last = site.vault.version(again, "V1.0"), site.vault.version(again)
    assert (last.number, last.sha256) == ("V5.0", first.sha256)


def test_who_may_only_read_cannot_restore(client: Client, site: Site) -> None:
    document = site.vault.find(WEEKLY)
    answer = post(client("other"), f"/documents/{document.id}/restore", {"version": "V1.0"})
    assert answer.status_code == 404


def test_why_somebody_may_see_it_is_told_to_those_who_oversee(client: Client, site: Site) -> None:
    document = site.vault.find(WEEKLY)
    page = client("registrar").get(f"/documents/{document.id}/why").text
    assert "Other" in page
    assert "nothing was granted" in page
    own = client("lin").get(f"/documents/{document.id}/why").text
    assert "Lin" in own
    assert "Other" not in own
