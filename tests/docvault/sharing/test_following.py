"""Links that always open the current version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from docvault import vault as vaults
from docvault.access import Actor
from docvault.database.tables import documents
from docvault.errors import LinkRefused, ShareNotAllowed
from docvault.model.document import Document
from docvault.model.share import Mode
from docvault.sharing import ending
from docvault.sharing.making import sid_hash
from docvault.sharing.opening import ticket_of
from docvault.sharing.place import alone, jar_of, shelf_of
from docvault.users import registering
from docvault.vault import Vault
from tests.docvault.conftest import Write
from tests.docvault.sharing.conftest import TEXT, Share_, decrypted, download, later, look


def revise(vault: Vault, document: Document, write: Write, data: bytes) -> None:
    vaults.revise(vault, document.id, write("新.txt", data), actor="a")


@pytest.mark.parametrize("password", [None, "correct horse"])
def test_it_opens_what_is_current_and_other_links_what_was_shared(
    vault: Vault, share: Share_, document: Document, write: Write, password: str | None
) -> None:
    _, following = share(follows=True, password=password)
    _, fixed = share()
    revise(vault, document, write, b"new")
    opened = download(vault, following, password)
    manifest, files = decrypted(vault, following, opened, password)
    assert files == [b"new"]
    assert manifest["files"][0]["version"] == "V2.0"
    assert decrypted(vault, fixed, download(vault, fixed))[1] == [TEXT]


def test_to_look_at_it_follows_as_well(
    vault: Vault, share: Share_, document: Document, write: Write
) -> None:
    _, link = share(mode=Mode.VIEW, follows=True)
    revise(vault, document, write, b"new")
    assert [file.version for file in look(vault, link).files] == ["V2.0"]


def test_a_download_that_has_begun_keeps_what_it_began_with(
    vault: Vault, share: Share_, document: Document, write: Write
) -> None:
    _, link = share(follows=True)
    before = ticket_of(vault, download(vault, link).ticket)
    assert before
    revise(vault, document, write, b"new")
    after = ticket_of(vault, download(vault, link).ticket)
    assert after
    path = shelf_of(vault).path
    name = sid_hash(link.sid)
    assert path(name, before.generation, 0).exists()
    later(vault, hours=1)
    ending.sweep(vault)
    assert not path(name, before.generation, 0).exists()
    assert path(name, after.generation, 0).exists()


def test_revoked_it_leaves_nothing(
    vault: Vault, share: Share_, document: Document, write: Write, sharer: Actor
) -> None:
    made, link = share(follows=True)
    revise(vault, document, write, b"new")
    download(vault, link)
    ending.revoke(vault, made.id, actor=sharer)
    assert jar_of(vault).follow(sid_hash(link.sid)) is None
    assert list((vault.own / "keyjar").iterdir()) == []
    revise(vault, document, write, b"newer")
    with pytest.raises(LinkRefused):
        download(vault, link)


def test_a_sealed_document_is_not_followed(vault: Vault, share: Share_, document: Document) -> None:
    with vault.database.write() as connection:
        connection.execute(documents.update().values(level="秘密"))
    sealed = vault.find(document.id)
    with pytest.raises(ShareNotAllowed):
        share(
            documents=[(sealed, vault.version(sealed))],
            mode=Mode.VIEW,
            follows=True,
            password="correct horse",
        )


def test_a_link_that_might_not_be_made_today_follows_no_more(
    vault: Vault, share: Share_, document: Document, write: Write
) -> None:
    registering.add(vault, "王芳", actor="a", department="运营部")
    _, by_one_who_left = share(follows=True)
    registering.disable(vault, "王芳", actor="a")
    revise(vault, document, write, b"new")
    assert decrypted(vault, by_one_who_left, download(vault, by_one_who_left))[1] == [TEXT]
    assert jar_of(vault).follow(sid_hash(by_one_who_left.sid)) is None


def test_nor_does_it_follow_into_a_sealed_level(
    vault: Vault, share: Share_, document: Document, write: Write
) -> None:
    _, link = share(follows=True)
    with vault.database.write() as connection:
        connection.execute(documents.update().values(level="秘密"))
    revise(vault, document, write, b"secret")
    assert decrypted(vault, link, download(vault, link))[1] == [TEXT]
    assert jar_of(vault).follow(sid_hash(link.sid)) is None


def test_a_sweep_leaves_a_sealing_in_the_making_alone(vault: Vault, share: Share_) -> None:
    _, link = share(follows=True)
    name = sid_hash(link.sid)
    shelf_of(vault).put(name, 2, 0, [b"in the making"])
    with ThreadPoolExecutor(1) as other:
        with alone(vault, name):
            sweeping = other.submit(ending.sweep, vault)
            with pytest.raises(TimeoutError):
                sweeping.result(timeout=1)
            assert shelf_of(vault).generations(name) == {1, 2}
        sweeping.result()
    assert shelf_of(vault).generations(name) == {1}
