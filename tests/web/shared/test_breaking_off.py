"""A download that has begun ends with its link, and with a reader who takes nothing."""

from __future__ import annotations

import asyncio
import datetime
import time
from pathlib import Path

import httpx2 as httpx
import pytest
from starlette.types import Message

from docvault import vault as vaults
from docvault.model.share import Mode
from docvault.sharing import ending, keys
from docvault.sharing.lasting import lasts
from tests.web.live import live
from tests.web.shared.conftest import Shared, at, events, ticket
from web.partners import sending
from web.partners.sending import NotedResponse
from web.site import Site

SIZE = 48 << 20


@pytest.fixture
def large(site: Site, tmp_path: Path) -> str:
    """The id of a document that does not fit into what lies between server and client."""
    path = tmp_path / "运营部-周报-20231013-V1.0-长.txt"
    path.write_bytes(b"x" * SIZE)
    return vaults.add(site.vault, path, actor="lin").document


def wait_for_event(site: Site, action: str) -> None:
    until = time.monotonic() + 20
    while action not in events(site) and time.monotonic() < until:
        time.sleep(0.05)
    assert action in events(site)


@pytest.mark.parametrize("by", ["b", "f"])
def test_a_revoked_link_ends_what_is_being_sent(
    site: Site, shared: Shared, large: str, by: str
) -> None:
    share, link = shared(Mode.DOWNLOAD, names=[large])
    with live(site) as url, httpx.Client(base_url=url) as client:
        if by == "f":
            client.post(at(link), data={"link": link.token})
            heads = {}
        else:
            heads = ticket(client.post(at(link, "open"), json={"auth": keys.to_text(link.auth)}))
        came = 0
        with client.stream("GET", at(link, by, 0), headers=heads) as sent:
            assert sent.status_code == 200
            pieces = sent.iter_raw()
            came += len(next(pieces))
            ending.revoke(site.vault, share.id, actor=site.vault.actor("lin"))
            time.sleep(1.2)
            with pytest.raises(httpx.RemoteProtocolError):
                for piece in pieces:
                    came += len(piece)
        assert came < SIZE
        wait_for_event(site, "share-download-aborted")
    assert "share-download-done" not in events(site)


def test_the_hour_of_a_ticket_ends_no_download_and_the_links_day_does(
    site: Site, shared: Shared
) -> None:
    share, _ = shared(Mode.DOWNLOAD)
    now = site.vault.now()
    site.vault.now = lambda: now + datetime.timedelta(hours=2)
    assert lasts(site.vault, share.id)
    site.vault.now = lambda: share.expires_at
    assert not lasts(site.vault, share.id)


def test_who_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PATIENCE", 0.1)
    noted: list[tuple[int, bool]] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def stuck(message: Message) -> None:
        if message.get("body") == b"2":
            await asyncio.sleep(60)

    async def sent() -> None:
        pieces = iter([b"1", b"2", b"3"])
        answer = NotedResponse(
            pieces, lambda count, whole: noted.append((count, whole)), lambda: True, headers={}
        )
        await asyncio.wait_for(answer({"type": "http"}, receive, stuck), 5)
        await asyncio.get_running_loop().shutdown_default_executor()

    asyncio.run(sent())
    assert noted == [(1, False)]
