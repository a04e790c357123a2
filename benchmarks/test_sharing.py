"""Share links: sealing, a large document, many partners at once, and what is refused."""

from __future__ import annotations

import datetime
import hashlib
import os
import random
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks import partners
from benchmarks.documents import spread, write_bytes
from benchmarks.results import Results, ms
from benchmarks.served import served
from benchmarks.sizes import MB, Sizes
from docvault import vault as vaults
from docvault.model.share import Mode
from docvault.settings import SETTINGS_FILE
from docvault.sharing import ending, keys
from docvault.sharing.keys import Link
from docvault.sharing.making import create
from docvault.sharing.rules import Wanted
from docvault.store.sealed_stream import open_stream, seal_stream
from docvault.vault import Vault

_SEALED = 300 * MB
_ROUNDS = 7
_LEAST_RATE = 0.5
_MOST_GROWTH = 64
_MOST_MEMORY = 400
_AT_ONCE = 1000
_OF_EACH = 500
_LINKS = 50
_MOST_APART = 0.005
ACTOR = "benchmark"


def test_sealing(results: Results) -> None:
    piece = os.urandom(MB)
    stream = list(seal_stream([piece] * (_SEALED // MB), bytes(32), key_id=b"k"))

    def bare() -> None:
        cipher = AESGCM(bytes(16))
        for number in range(_SEALED // MB):
            cipher.encrypt(number.to_bytes(12, "big"), piece, None)

    def sealing() -> None:
        for _ in seal_stream([piece] * (_SEALED // MB), bytes(32), key_id=b"k"):
            pass

    def opening() -> None:
        for _ in open_stream(stream, bytes(32)):
            pass

    took: dict[Callable[[], None], list[float]] = {work: [] for work in (bare, sealing, opening)}
    for _ in range(_ROUNDS):
        for work, each in took.items():
            start = time.process_time()
            work()
            each.append(time.process_time() - start)
    rates = {work: _SEALED / MB / median(each) for work, each in took.items()}
    ratio = rates[sealing] / rates[bare]
    results.add(
        f"sealing {_SEALED // MB} MB as RFC 8188, of the rate of bare AES-GCM",
        f"{ratio:.0%}",
        beside=[
            f"{rates[sealing]:.0f} MB/s",
            f"bare {rates[bare]:.0f} MB/s",
            f"opening {rates[opening]:.0f} MB/s",
        ],
        goal="≥ 50 %",
        met=ratio >= _LEAST_RATE,
    )


def test_a_large_document(room: Path, sizes: Sizes, results: Results) -> None:
    file = write_bytes(room / spread(1), sizes.big_file)
    root = room / "vault"
    made, link = _shared(root, file)
    whole = b"".join(_ciphertext_on_disk(root))
    chance = random.Random(1)
    with served(root) as site:
        opened = partners.opening(site.url, link)
        before = site.settled()
        start = time.perf_counter()
        digest, most = hashlib.sha256(), before
        pieces = partners.ciphertext(site.url, link, opened.ticket)
        for number, piece in enumerate(open_stream(pieces, keys.file_key(opened.cek, link.sid, 0))):
            digest.update(piece)
            if number % 500 == 0:
                most = max(most, site.memory())
        took = time.perf_counter() - start
        assert digest.hexdigest() == opened.sha256
        expected = hashlib.sha256(whole).hexdigest()
        for _ in range(3):
            place = chance.randrange(1, len(whole))
            assert expected == partners.hash_from(
                site.url, link, opened.ticket, place, whole[:place]
            )
            most = max(most, site.memory())
    results.add(
        f"share link: {sizes.big_file // MB} MB downloaded, opened, resumed at three places:"
        " growth of the server",
        f"{most - before:.0f} MiB",
        beside=[f"sealed and linked in {ms(made)}", f"downloaded and opened in {ms(took)}"],
        goal="< 64 MiB",
        met=most - before < _MOST_GROWTH,
    )


def test_a_thousand_at_once(room: Path, results: Results) -> None:
    file = write_bytes(room / spread(1), MB)
    root = room / "vault"
    _, link = _shared(root, file)
    with served(root) as site:
        site.settled()
        ticket = partners.opening(site.url, link).ticket
        whole, took = partners.at_once(site.url, link, ticket, _AT_ONCE)
        memory = site.memory()
    assert whole == _AT_ONCE
    results.add(
        f"share link: {_AT_ONCE:,} downloads of 1 MB at once: memory of the server",
        f"{memory:.0f} MiB",
        beside=[f"all whole, in {ms(took)}"],
        goal="< 400 MiB, no error",
        met=memory < _MOST_MEMORY,
    )


def test_refusals_take_the_same_time(room: Path, results: Results) -> None:
    file = write_bytes(room / spread(1), MB // 10)
    root = room / "vault"
    Vault.make(root).close()
    settings = root / SETTINGS_FILE
    text = settings.read_text("utf-8")  # a proxy on this machine tells where partners come from
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.write_text(text.replace('url = ""', f'url = "http://127.0.0.1:{port}"'), "utf-8")
    with Vault.open(root) as vault:
        vaults.add(vault, file, actor=ACTOR)
        kinds = _kinds(vault, file.name)
    calls = [
        (kind, links[turn % len(links)])
        for turn in range(_OF_EACH)
        for kind, links in kinds.items()
    ]
    with served(root, port=port) as site:
        found = partners.refusals(site.url, calls)
    told = {(status, length) for each in found.values() for _, status, length in each}
    medians = {kind: median(took for took, _, _ in each) for kind, each in found.items()}
    apart = max(medians.values()) - min(medians.values())
    results.add(
        f"share link: medians of {_OF_EACH} refusals of each kind: apart",
        ms(apart),
        beside=[f"{kind} {ms(each)}" for kind, each in medians.items()],
        goal="≤ 5 ms, one status, one length",
        met=apart <= _MOST_APART and len(told) == 1,
    )


def _kinds(vault: Vault, name: str) -> dict[str, list[Link]]:
    """Return links that do not open, so many that none of them is asked too often in a minute."""
    now, actor = vault.now, vault.actor(ACTOR)
    document = vault.find(name)
    wanted = Wanted([(document, vault.version(document))], Mode.DOWNLOAD, days=1)

    def some(*, end: bool = False, right: bool = True) -> list[Link]:
        made = [create(vault, wanted, actor=actor) for _ in range(_LINKS)]
        if end:
            for share, _ in made:
                ending.revoke(vault, share.id, actor=actor)
        return [link if right else Link(link.sid, os.urandom(32)) for _, link in made]

    vault.now = lambda: now() - datetime.timedelta(days=2)  # before any later moment is known
    expired = some()
    vault.now = now
    return {
        "expired": expired,
        "unknown": [Link.new() for _ in range(_OF_EACH)],
        "wrong": some(right=False),
        "revoked": some(end=True),
        "revoked and wrong": some(end=True, right=False),
    }


def _shared(root: Path, file: Path) -> tuple[float, Link]:
    """Make a vault with one document and a link to it; return how long the link took."""
    Vault.make(root).close()
    with Vault.open(root) as vault:
        version = vaults.add(vault, file, actor=ACTOR)
        document = vault.find(version.document)
        start = time.perf_counter()
        wanted = Wanted([(document, version)], Mode.DOWNLOAD)
        link = create(vault, wanted, actor=vault.actor(ACTOR))[1]
        return time.perf_counter() - start, link


def _ciphertext_on_disk(root: Path) -> Iterator[bytes]:
    for path in (root / ".docvault" / "shares").rglob("1-0"):
        yield path.read_bytes()
