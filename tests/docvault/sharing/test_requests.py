"""Requests for files: what a partner sends reaches the department, and waits there for its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from docvault import held
from docvault.access import Actor
from docvault.errors import (
    ActorNotAllowed,
    BadArgument,
    FileTooLarge,
    LinkRefused,
    RequestNotFound,
    SealBroken,
    StoreError,
)
from docvault.inbox import Watcher
from docvault.model.file_request import FileRequest
from docvault.model.share import State
from docvault.model.user import Role
from docvault.sharing import ending, requests
from docvault.sharing.keys import Link
from docvault.sharing.requests import Asked, admit, create, key_id, receive, sealing_key
from docvault.store.sealed_stream import seal_stream
from docvault.users import registering
from docvault.vault import Vault
from tests.docvault.sharing.conftest import PARTNER, later

DATA = b"offer\n" * 50_000
COMPLIANT = "运营部-周报-20231011-V1.0-工作总结.txt"


@pytest.fixture
def maker(vault: Vault) -> Actor:
    registering.add(vault, "王芳", actor="a", role=Role.MEMBER, department="运营部")
    return vault.actor("王芳")


def asked(vault: Vault, maker: Actor, **wanted: Any) -> tuple[FileRequest, Link]:
    return create(vault, Asked("运营部", "某公司", "请发报价", **wanted), actor=maker)


def sealed(vault: Vault, link: Link, data: bytes) -> bytes:
    """Return a file as a partner's browser sends it."""
    admitted = admit(vault, link.sid, link.auth, PARTNER)
    curve = ec.SECP256R1()
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(curve, admitted.public_key)
    own = ec.generate_private_key(curve)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    material = sealing_key(own.exchange(ec.ECDH(), theirs), link.sid)
    return b"".join(seal_stream([data], material, key_id=key_id(point)))


def send(vault: Vault, link: Link, name: str, data: bytes, *, plain: bool = False) -> Any:
    request = admit(vault, link.sid, link.auth, PARTNER).request
    body = data if plain else sealed(vault, link, data)
    chunks: Iterator[bytes] = (body[place : place + 9_999] for place in range(0, len(body), 9_999))
    return receive(vault, link.sid, request, name, chunks, PARTNER, sealed=not plain)


@pytest.mark.parametrize("plain", [True, False])
def test_what_is_sent_waits_in_the_department_for_its_name(
    vault: Vault, maker: Actor, plain: bool
) -> None:
    request, link = asked(vault, maker)
    file = send(vault, link, COMPLIANT, DATA, plain=plain)
    assert file.sha256 == hashlib.sha256(DATA).hexdigest()
    list(Watcher(vault, "docvault").sweep())  # it is not filed by itself, whatever its name
    (lying,), _ = held.every(vault)
    assert (lying.name, lying.folders, lying.actor) == (
        COMPLIANT,
        ("运营部",),
        f"request:{request.id}",
    )
    assert (vault.root / lying.path).read_bytes() == DATA
    version = held.mend(vault, lying, "运营部-周报-20231011-V1.0-报价.txt", actor="王芳")
    assert version.sha256 == file.sha256
    assert held.every(vault) == ([], [])
    assert list((vault.holding_area / "运营部").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.txt", "/abs", "a\x00b\u202ecod.exe", "." * 9, "x" * 900]
)
def test_a_name_is_a_label_and_never_a_path(vault: Vault, maker: Actor, name: str) -> None:
    _, link = asked(vault, maker)
    file = send(vault, link, name, DATA)
    path = vault.root / file.path
    assert path.parent == vault.holding_area / "运营部"
    assert path.read_bytes() == DATA


def test_no_more_gets_in_than_may(vault: Vault, maker: Actor) -> None:
    _, link = asked(vault, maker, max_files=3, max_bytes=1000)
    with pytest.raises(FileTooLarge):
        send(vault, link, "a.txt", bytes(1001))

    def attempt(number: int) -> bool:
        try:
            send(vault, link, f"{number}.txt", bytes(300))
        except (LinkRefused, FileTooLarge):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 3
    lying, _ = held.every(vault)
    assert len(lying) == 3
    assert list(vault.staging.iterdir()) == []


def test_only_the_link_opens_it_and_only_while_it_holds(vault: Vault, maker: Actor) -> None:
    request, link = asked(vault, maker, days=1)
    with pytest.raises(LinkRefused):
        admit(vault, link.sid, bytes(32), PARTNER)
    with pytest.raises(LinkRefused):
        admit(vault, bytes(16), link.auth, PARTNER)
    later(vault, days=1)
    with pytest.raises(LinkRefused):
        admit(vault, link.sid, link.auth, PARTNER)
    assert ending.sweep(vault).requests == 1
    assert requests.find(vault, request.id, actor=maker).state is State.EXPIRED
    assert list((vault.own / "keyjar").iterdir()) == []


def test_revoked_nothing_comes_any_more(vault: Vault, maker: Actor) -> None:
    request, link = asked(vault, maker)
    body = sealed(vault, link, DATA)
    admitted = admit(vault, link.sid, link.auth, PARTNER).request
    assert requests.revoke(vault, request.id, actor=maker).ended_by == "王芳"
    with pytest.raises(LinkRefused):
        receive(vault, link.sid, admitted, "a.txt", [body], PARTNER, sealed=True)
    with pytest.raises(LinkRefused):
        receive(vault, link.sid, admitted, "a.txt", [DATA], PARTNER, sealed=False)
    assert held.every(vault) == ([], [])


def test_what_is_not_sealed_for_it_is_refused(vault: Vault, maker: Actor) -> None:
    _, link = asked(vault, maker)
    _, other = asked(vault, maker)
    request = admit(vault, link.sid, link.auth, PARTNER).request
    good = sealed(vault, link, DATA)
    for body in (sealed(vault, other, DATA), good[:-1], DATA, b"", good[:60] + good[70:]):
        with pytest.raises(SealBroken):
            receive(vault, link.sid, request, "a.txt", [body], PARTNER, sealed=True)
    assert list(vault.staging.iterdir()) == []


def test_who_may_ask(vault: Vault, maker: Actor) -> None:
    registering.add(vault, "李伟", actor="a", role=Role.MEMBER, department="市场部")
    other = vault.actor("李伟")
    with pytest.raises(ActorNotAllowed):
        create(vault, Asked("运营部"), actor=other)
    request, _ = asked(vault, maker)
    with pytest.raises(RequestNotFound):
        requests.revoke(vault, request.id, actor=other)
    for wrong in ({"days": 0}, {"max_files": 0}, {"max_bytes": 0}, {"days": 31}):
        with pytest.raises(BadArgument):
            asked(vault, maker, **wrong)
    with pytest.raises(BadArgument):
        create(vault, Asked("无此部门"), actor=maker)


@pytest.mark.parametrize("name", ["中" * 120 + ".pdf", "a" * 300, "." + "b" * 300])
def test_a_long_name_is_cut_and_its_kind_stays(vault: Vault, maker: Actor, name: str) -> None:
    _, link = asked(vault, maker)
    file = send(vault, link, name, DATA)
    assert (vault.root / file.path).read_bytes() == DATA
    assert file.name.endswith(".pdf") == name.endswith(".pdf")
    assert [path for path in vault.staging.iterdir() if path.is_dir()] == []


def test_what_could_not_be_put_in_its_place_is_not_counted(vault: Vault, maker: Actor) -> None:
    request, link = asked(vault, maker, max_files=1)
    vault.holding_area.mkdir(parents=True, exist_ok=True)
    blocked = vault.holding_area / "运营部"
    blocked.write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreError):
        send(vault, link, "a.txt", DATA)
    assert requests.find(vault, request.id, actor=maker).files == 0
    blocked.unlink()
    assert send(vault, link, "a.txt", DATA).number == 1
    assert list(vault.staging.iterdir()) == []


def test_a_disabled_maker_has_no_requests(vault: Vault, maker: Actor) -> None:
    request, _ = asked(vault, maker)
    registering.disable(vault, "王芳", actor="a")
    with pytest.raises(RequestNotFound):
        requests.revoke(vault, request.id, actor=vault.actor("王芳"))
