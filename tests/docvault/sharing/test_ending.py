"""How links end, and that nothing revives them."""

from __future__ import annotations

import datetime
import os
import shutil

import pytest

from docvault.access import Actor
from docvault.errors import BadArgument, LinkRefused, ShareNotFound, ShareOver, StoreError
from docvault.model.share import State
from docvault.model.user import Role
from docvault.sharing import ending
from docvault.sharing.making import sid_hash
from docvault.sharing.opening import ticket_of
from docvault.sharing.place import jar_of, shelf_of
from docvault.users import registering
from docvault.vault import Vault
from tests.docvault.sharing.conftest import AT, TEXT, Share_, decrypted, download, later
from tests.docvault.sharing.test_opening import actions


def left_of(vault: Vault, sid: bytes) -> list[str]:
    """Return the names of all files that a link has."""
    name = sid_hash(sid)
    folders = (vault.own / "keyjar", vault.own / "shares")
    return [path.name for folder in folders for path in folder.rglob("*") if name in str(path)]


def test_a_revoked_link_is_erased_and_what_was_begun_with_it_ends(
    vault: Vault, share: Share_, sharer: Actor
) -> None:
    made, link = share()
    ticket = download(vault, link).ticket
    half = jar_of(vault).half(sid_hash(link.sid))
    assert half
    assert left_of(vault, link.sid)
    revoked = ending.revoke(vault, made.id, actor=sharer)
    assert revoked.state is State.REVOKED
    assert (revoked.ended_by, revoked.erased_at) == ("王芳", AT)
    assert left_of(vault, link.sid) == []
    assert ticket_of(vault, ticket) is None
    with pytest.raises(LinkRefused, match=r"撤销|revoked"):
        download(vault, link)
    assert actions(vault) == ["share-created", "share-opened", "share-revoked", "share-revoked"]
    kept = [path for path in vault.own.rglob("*") if path.is_file() and half in path.read_bytes()]
    assert kept == []


def test_it_expires_at_its_moment_and_a_clock_set_back_revives_nothing(
    vault: Vault, share: Share_
) -> None:
    _, link = share(days=7)
    later(vault, days=7, seconds=-1)
    download(vault, link)
    later(vault, seconds=1)
    with pytest.raises(LinkRefused, match=r"过期|expired"):
        download(vault, link)
    assert ending.sweep(vault) == ending.Swept(expired=1, erased=1)
    assert left_of(vault, link.sid) == []
    later(vault, days=-30)
    with pytest.raises(LinkRefused):
        download(vault, link)
    assert actions(vault)[-2] == "share-expired-and-erased"


def test_a_clock_set_back_before_any_sweep_revives_nothing_either(
    vault: Vault, share: Share_
) -> None:
    _, link = share(days=7)
    _, other = share(days=30)
    later(vault, days=7)
    download(vault, other)  # somebody came, after it was over
    later(vault, days=-30)
    with pytest.raises(LinkRefused, match=r"过期|expired"):
        download(vault, link)


def test_the_last_opening_lasts_its_hour_and_then_all_is_erased(
    vault: Vault, share: Share_
) -> None:
    _, link = share(max_opens=1)
    ticket = download(vault, link).ticket
    assert ending.sweep(vault) == ending.Swept()
    assert ticket_of(vault, ticket)
    with pytest.raises(LinkRefused, match=r"次数|as often"):
        download(vault, link)
    later(vault, minutes=60)
    assert ending.sweep(vault) == ending.Swept(used_up=1, erased=1)
    assert left_of(vault, link.sid) == []


def test_a_restored_backup_opens_no_old_link_and_says_so(vault: Vault, share: Share_) -> None:
    _, link = share()
    shutil.rmtree(vault.own / "keyjar")  # which no backup has
    with pytest.raises(LinkRefused, match=r"备份|backup"):
        download(vault, link)
    assert ending.sweep(vault) == ending.Swept(lost=1, erased=1)
    assert left_of(vault, link.sid) == []


def test_it_is_extended_while_it_holds_and_not_afterwards(
    vault: Vault, share: Share_, sharer: Actor
) -> None:
    made, link = share(days=1)
    extended = ending.extend(vault, made.id, 30, actor=sharer)
    assert extended.expires_at == AT + datetime.timedelta(days=30)
    later(vault, days=29)
    assert decrypted(vault, link, download(vault, link))[1] == [TEXT]
    for days in (0, -1, 31):
        with pytest.raises(BadArgument):
            ending.extend(vault, made.id, days, actor=sharer)
    later(vault, days=1)
    with pytest.raises(ShareOver):
        ending.extend(vault, made.id, 1, actor=sharer)


def test_others_links_are_the_registrars_business_only(vault: Vault, share: Share_) -> None:
    registering.add(vault, "文员", actor="a", role=Role.REGISTRAR)
    registering.add(vault, "李伟", actor="a", role=Role.MEMBER, department="市场部")
    made, link = share()
    with pytest.raises(ShareNotFound):
        ending.revoke(vault, made.id, actor=vault.actor("李伟"))
    assert ending.revoke_all(vault, "王芳", actor=vault.actor("文员")) == 1
    with pytest.raises(LinkRefused):
        download(vault, link)


def test_what_a_killed_maker_left_goes_after_a_day(vault: Vault, share: Share_) -> None:
    share()
    name = "ab" * 32
    jar_of(vault).put(name, bytes(32))
    shelf_of(vault).put(name, 1, 0, [b"x"])
    before = {*vault.own.joinpath("shares").iterdir()}
    ending.sweep(vault)
    assert {*vault.own.joinpath("shares").iterdir()} == before
    for path in (vault.own / "keyjar" / f"{name}.half", vault.own / "shares" / name):
        os.utime(path, (0, 0))
    ending.sweep(vault)
    assert len({*vault.own.joinpath("shares").iterdir()}) == 1
    assert jar_of(vault).half(name) is None


def test_one_that_cannot_be_erased_keeps_no_other_from_it(
    vault: Vault, share: Share_, sharer: Actor
) -> None:
    stuck, link = share()
    half = vault.own / "keyjar" / f"{sid_hash(link.sid)}.half"
    half.unlink()
    half.mkdir()  # what a broken disk does to it
    with pytest.raises(StoreError):
        ending.revoke(vault, stuck.id, actor=sharer)
    other, another = share()
    with pytest.raises(StoreError):
        ending.revoke(vault, other.id, actor=sharer)
    assert left_of(vault, another.sid) == []
    half.rmdir()
    assert ending.sweep(vault).erased == 1
    assert left_of(vault, link.sid) == []
