"""A vault with documents to share, and a partner who has nothing but the link."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from docvault import vault as vaults
from docvault.access import Actor
from docvault.model.document import Document
from docvault.model.share import Mode, Share
from docvault.sharing import keys
from docvault.sharing.keys import Link
from docvault.sharing.making import create, sid_hash
from docvault.sharing.opening import Claim, Opened, open_to_download, open_to_view
from docvault.sharing.place import shelf_of
from docvault.sharing.rules import Wanted
from docvault.sharing.trail import Visitor
from docvault.store.sealed_stream import open_stream
from docvault.vault import Vault
from tests.docvault.conftest import Write

NOTE = "运营部-内部通知-20231007-V1.0-值班.txt"
TEXT = "国庆值班安排\n".encode() * 1000
AT = datetime.datetime(2023, 11, 1, 9, 0, tzinfo=datetime.UTC)
PARTNER = Visitor("203.0.113.7", "a browser")

Share_ = Callable[..., tuple[Share, Link]]


@pytest.fixture
def vault(vault: Vault) -> Vault:
    """The time stands until a test moves it."""
    vault.now = lambda: AT
    return vault


@pytest.fixture
def document(vault: Vault, write: Write) -> Document:
    version = vaults.add(vault, write(NOTE, TEXT), actor="王芳")
    return vault.find(version.document)


@pytest.fixture
def sharer(vault: Vault) -> Actor:
    return vault.actor("王芳")


@pytest.fixture
def share(vault: Vault, document: Document, sharer: Actor) -> Share_:
    """Makes a link to the document, to be downloaded unless said otherwise."""

    def make(**wanted: Any) -> tuple[Share, Link]:
        pairs = wanted.pop("documents", [(document, vault.version(document))])
        mode = wanted.pop("mode", Mode.DOWNLOAD)
        return create(vault, Wanted(pairs, mode, **wanted), actor=sharer)

    return make


def later(vault: Vault, **much: float) -> None:
    now = vault.now() + datetime.timedelta(**much)
    vault.now = lambda: now


def download(vault: Vault, link: Link, password: str | None = None) -> Opened:
    return open_to_download(vault, link.sid, Claim(link.auth, password), PARTNER)


def look(vault: Vault, link: Link, password: str | None = None) -> Any:
    claim = Claim(link.auth, password, link.link_key)
    return open_to_view(vault, link.sid, claim, PARTNER)


def decrypted(
    vault: Vault, link: Link, opened: Opened, password: str | None = None
) -> tuple[dict[str, Any], list[bytes]]:
    """Return manifest and files, as a partner's program opens them."""
    part = keys.NO_PASSWORD
    if password is not None and opened.password_salt is not None:
        root = keys.password_root(password, opened.password_salt)
        part = keys.password_key(root, link.sid)
    kek = keys.key_of_keys(link.link_key, opened.half, part, opened.policy)
    cek = keys.unwrap(kek, opened.wrapped, opened.commit, opened.policy)
    manifest = keys.open_manifest(cek, opened.manifest, opened.policy)
    shelf, name = shelf_of(vault), sid_hash(link.sid)
    generation = max(
        int(each.name.partition("-")[0]) for each in shelf.path(name, 0, 0).parent.iterdir()
    )
    files = []
    for told in manifest["files"]:
        stream = shelf.read(name, generation, told["i"])
        data = b"".join(open_stream(stream, keys.file_key(cek, link.sid, told["i"])))
        assert hashlib.sha256(data).hexdigest() == told["sha256"]
        files.append(data)
    return manifest, files
