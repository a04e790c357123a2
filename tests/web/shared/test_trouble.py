"""What goes wrong in the server is told partners by a number; where, only the log says."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from docvault.model.share import Mode
from tests.web.shared import test_sending
from tests.web.shared.conftest import Partner, Shared, at, opened, ticket
from web.site import Site


def ensure_neutral(site: Site, answer: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    """Raise AssertionError where an answer says more than that something is wrong."""
    assert answer.status_code == 503
    assert str(site.vault.root) not in answer.text
    assert not re.search(r"[0-9a-f]{16}|keyjar|shares/", re.sub(r"\?\w+", "", answer.text))
    found = re.search(r"right now \(([0-9a-f]{8})\)", answer.text)
    assert found, answer.text
    logged = [each for each in caplog.records if found[1] in each.getMessage()]
    assert [str(site.vault.root) in str(each.exc_info) for each in logged] == [True]


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.ERROR, logger="web"):
        yield


def test_a_ciphertext_that_is_missing(
    site: Site, shared: Shared, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    _, link = shared(Mode.DOWNLOAD)
    client = partner()
    said = ticket(opened(client, link))
    for path in (site.vault.own / "shares").rglob("*"):
        if path.is_file():
            path.unlink()
    ensure_neutral(site, client.get(at(link, "b", 0), headers=said), caplog)


def test_a_key_jar_that_cannot_be_read_on_a_page(
    site: Site, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    _, link = test_sending.asked(site)
    form = {"link": link.asking_at("")}
    for path in (site.vault.own / "keyjar").rglob("*"):
        if path.is_file():
            path.unlink()
            path.mkdir()
    ensure_neutral(site, partner().post(test_sending.at(link), data=form), caplog)
