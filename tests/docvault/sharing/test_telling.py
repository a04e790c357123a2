"""What sharers are told of their links."""

from __future__ import annotations

import pytest

from docvault import vault as vaults
from docvault.access import Actor
from docvault.database import share_news, share_tickets
from docvault.database.shares import ShareFilter
from docvault.errors import ActorNotAllowed, LinkRefused, ShareNotAllowed, ShareNotFound
from docvault.model.document import Document
from docvault.model.share import Mode
from docvault.model.user import Role
from docvault.settings.model import SharedLevel
from docvault.sharing import ending, telling
from docvault.sharing.making import create
from docvault.sharing.opening import ticket_of
from docvault.sharing.rules import Wanted
from docvault.users import registering
from docvault.vault import Vault
from tests.docvault.conftest import Write
from tests.docvault.sharing.conftest import PARTNER, Share_, download, later, look


def test_the_story_has_all_that_happened_newest_first(
    vault: Vault, share: Share_, sharer: Actor
) -> None:
    made, link = share(password="correct horse")
    other, _ = share()
    later(vault, minutes=1)
    with pytest.raises(LinkRefused):
        download(vault, link, "wrong one")
    later(vault, minutes=1)
    download(vault, link, "correct horse")
    later(vault, minutes=1)
    ending.extend(vault, made.id, 9, actor=sharer)
    ending.revoke(vault, made.id, actor=sharer)
    told = telling.story(vault, made.id, actor=sharer)
    what = [each.what for each in told.happenings]
    assert what == ["revoked", "extended", "opened", "wrong-password", "created"]
    opened = told.happenings[2]
    assert (opened.by, opened.address, opened.agent) == (None, PARTNER.address, PARTNER.agent)
    assert told.last_opened == opened.at
    assert {each.by for each in told.happenings} == {None, sharer.name}
    assert [each.what for each in telling.story(vault, other.id, actor=sharer).happenings] == [
        "created"
    ]


def test_an_opening_of_many_documents_is_told_once(
    vault: Vault, share: Share_, document: Document, write: Write, sharer: Actor
) -> None:
    name = document.name.replace("20231007", "20231009")
    second = vault.find(vaults.add(vault, write(name, b"two"), actor="王芳").document)
    pairs = [(each, vault.version(each)) for each in (document, second)]
    made, link = share(documents=pairs)
    download(vault, link)
    told = telling.story(vault, made.id, actor=sharer)
    assert [each.what for each in told.happenings] == ["opened", "created"]
    assert [file.name for file in told.files] == [document.name, name]


def test_pages_that_were_seen(vault: Vault, share: Share_, sharer: Actor) -> None:
    made, link = share(mode=Mode.VIEW)
    viewing = look(vault, link)
    ticket = ticket_of(vault, viewing.ticket)
    assert ticket
    with vault.database.write() as connection:
        for page in (3, 1, 1):
            share_tickets.note_page(connection, ticket, 0, page, vault.now())
    assert telling.story(vault, made.id, actor=sharer).seen == {0: [1, 3]}


def test_lists_hold_ones_own_and_all_for_who_oversees(
    vault: Vault, share: Share_, document: Document, sharer: Actor
) -> None:
    made, link = share()
    download(vault, link)
    [row] = telling.listed(vault, sharer, ShareFilter(), limit=10)
    assert (row.share.id, row.share.opens, row.last_opened) == (made.id, 1, vault.now())
    assert [file.document for file in row.files] == [document.id]
    registering.add(vault, "李四", actor="王芳", department="运营部")
    stranger = vault.actor("李四")
    assert telling.listed(vault, stranger, ShareFilter(sharer.name), limit=10) == []
    with pytest.raises(ShareNotFound):
        telling.story(vault, made.id, actor=stranger)
    assert [row.share.id for row in telling.of_document(vault, document.id, sharer, limit=5)] == [
        made.id
    ]
    ending.revoke(vault, made.id, actor=sharer)
    assert telling.of_document(vault, document.id, sharer, limit=5) == []


def test_the_first_opening_is_news_until_it_was_told(
    vault: Vault, share: Share_, sharer: Actor
) -> None:
    first, link = share()
    second, further = share()
    share()
    assert telling.newly_opened(vault, sharer.name) == []
    download(vault, link)
    download(vault, further)
    assert {each.id for each in telling.newly_opened(vault, sharer.name)} == {first.id, second.id}
    telling.note_told(vault, sharer.name, first.id)
    assert [each.id for each in telling.newly_opened(vault, sharer.name)] == [second.id]
    telling.note_told(vault, "李四")
    assert telling.newly_opened(vault, sharer.name)
    telling.note_told(vault, sharer.name)
    download(vault, link)
    assert telling.newly_opened(vault, sharer.name) == []
    with vault.database.read() as connection:
        assert share_news.makers(connection) == [sharer.name]


def test_who_may_not_share_any_more_does_not_extend(
    vault: Vault, document: Document, sharer: Actor
) -> None:
    registering.add(vault, "李四", actor="王芳", department="运营部")
    wanted = Wanted([(document, vault.version(document))])
    made, _ = create(vault, wanted, actor=vault.actor("李四"))
    assert ending.extend(vault, made.id, 9, actor=vault.actor("李四")).expires_at
    registering.change(
        vault,
        "李四",
        actor="王芳",
        display_name="李四",
        role=Role.MEMBER,
        department="财务部",
        email=None,
    )
    with pytest.raises(ActorNotAllowed):
        ending.extend(vault, made.id, 9, actor=vault.actor("李四"))
    assert ending.extend(vault, made.id, 9, actor=sharer).expires_at
    registering.disable(vault, "李四", actor="王芳")
    with pytest.raises(ShareNotFound):
        telling.story(vault, made.id, actor=vault.actor("李四"))


def test_what_the_settings_forbid_by_now_is_not_extended(
    vault: Vault, share: Share_, sharer: Actor
) -> None:
    made, _ = share()
    with_password, _ = share(password="correct horse")
    sharing = vault.settings.sharing.model_copy(
        update={"levels": {"内部": SharedLevel(password=True)}}
    )
    vault.settings = vault.settings.model_copy(update={"sharing": sharing})
    with pytest.raises(ShareNotAllowed):
        ending.extend(vault, made.id, 9, actor=sharer)
    assert ending.extend(vault, with_password.id, 9, actor=sharer).expires_at
