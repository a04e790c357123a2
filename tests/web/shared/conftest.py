"""Links to documents of the sample company, and partners who have nothing but these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from docvault import vault as vaults
from docvault.database import audit_trail
from docvault.model.share import Mode, Share
from docvault.sharing import keys
from docvault.sharing.keys import Link, to_text
from docvault.sharing.making import create
from docvault.sharing.rules import Wanted
from tests.docvault.extract import files
from web.security import Doors
from web.site import Site

NAME = "运营部-内部通知-20231007-V1.0-值班.pdf"
WORDS = "GEHEIMNIS"
"""What stands on the pages of the document, and must not be found in an answer."""

Shared = Callable[..., tuple[Share, Link]]
Partner = Callable[..., TestClient]


@dataclass(frozen=True, slots=True)
class Sent:
    """The document of these tests."""

    id: str
    data: bytes


@pytest.fixture
def document(site: Site, tmp_path: Path) -> Sent:
    path = files.pdf(tmp_path / NAME, *[f"{WORDS} {number}" for number in range(1, 4)])
    version = vaults.add(site.vault, path, actor="lin")
    return Sent(version.document, path.read_bytes())


@pytest.fixture
def shared(site: Site, document: Sent) -> Shared:
    """Makes a link to the document, for looking unless said otherwise."""

    def make(mode: Mode = Mode.VIEW, **wanted: Any) -> tuple[Share, Link]:
        vault = site.vault
        names = wanted.pop("names", [document.id])
        pairs = [(found, vault.version(found)) for found in map(vault.find, names)]
        return create(vault, Wanted(pairs, mode, **wanted), actor=vault.actor("lin"))

    return make


@pytest.fixture
def partner(site: Site, _application: list[FastAPI], client: Any) -> Iterator[Partner]:
    """A client that is nobody's, each at an address of its own."""
    client()  # the application serves this site
    count = 0

    def made(address: str = "", **headers: str) -> TestClient:
        nonlocal count
        count += 1
        return TestClient(
            Doors(_application[0], site),
            base_url="http://vault.example",
            client=(address or f"198.51.{count // 250}.{count % 250 + 1}", 40_000),
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"accept-language": "en", **headers},
        )

    yield made


def at(link: Link, *more: object) -> str:
    return "/".join(["/s", link.sid_text, *map(str, more)])


def look(client: TestClient, link: Link, **more: Any) -> httpx.Response:
    said = {"auth": to_text(link.auth), "link_key": to_text(link.link_key), **more}
    return client.post(at(link, "view"), json=said)


def opened(client: TestClient, link: Link, **more: Any) -> httpx.Response:
    return client.post(at(link, "open"), json={"auth": to_text(link.auth), **more})


def ticket(answer: httpx.Response) -> dict[str, str]:
    return {"authorization": f"DV1 {answer.json()['ticket']}"}


def content_key(link: Link, answer: dict[str, Any], password: str = "") -> bytes:
    """Do what a client of the protocol does, with nothing but the link and the answer."""
    text = answer["policy"]
    told = __import__("json").loads(text)
    policy = keys.Policy(link.sid, Mode(told["mode"]), bool(told["pw"]), told["files"])
    assert policy.text == text
    part = keys.NO_PASSWORD
    if password:
        root = keys.password_root(password, keys.from_text(answer["password_salt"]))
        part = keys.password_key(root, link.sid)
    kek = keys.key_of_keys(link.link_key, keys.from_text(answer["server_half"]), part, policy)
    wrapped, commit = (keys.from_text(answer[each]) for each in ("wrapped_key", "commit"))
    return keys.unwrap(kek, wrapped, commit, policy)


def events(site: Site) -> list[str]:
    with site.vault.database.read() as connection:
        found = [line.action for line in audit_trail.lines(connection)]
    return [action for action in found if action.startswith("share-")]


def opens(site: Site, share: Share) -> int:
    from docvault.database import shares

    with site.vault.database.read() as connection:
        found = shares.by_id(connection, share.id)
    assert found
    return found.opens


def without_hashes(text: str) -> str:
    return re.sub(r"\?[0-9a-f]{12}", "", text)
