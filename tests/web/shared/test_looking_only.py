"""Whoever may only look gets pictures: asked at every route that there is."""

from __future__ import annotations

import re

from docvault.sharing.place import shelf_of
from tests.web.safety.asking import routes
from tests.web.shared.conftest import WORDS, Partner, Sent, Shared, look
from web.site import Site

_FILLED = {"number": "0", "page_number": "1", "rest": "b/0", "token": "x"}


def test_no_route_gives_the_document_to_who_may_look(
    site: Site, shared: Shared, partner: Partner, document: Sent
) -> None:
    share, link = shared()
    client = partner()
    look(client, link)
    secret = client.cookies["dv-share"]
    sid_hash = next((site.vault.own / "shares").iterdir()).name
    sealed = shelf_of(site.vault).path(sid_hash, 1, 0).read_bytes()
    kept = [document.data[:64], document.data[-200:-100], WORDS.encode(), sealed[100:164]]
    known = {**_FILLED, "sid": link.sid_text, "document_id": document.id, "share_id": share.id}

    def filled(found: re.Match[str]) -> str:
        return known.get(found[1].partition(":")[0], "V1.0")

    seen = 0
    for route in routes(site):
        method, path = route.split(" ", 1)
        address = re.sub(r"\{([^}]+)\}", filled, path)
        for headers in ({}, {"authorization": f"DV1 {secret}"}, {"accept": "application/json"}):
            site.limits.forget()
            answer = client.request(method, address, headers=headers)
            assert [piece for piece in kept if piece in answer.content] == [], route
            seen += 1
    assert seen > 300
