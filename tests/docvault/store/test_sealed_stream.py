"""Encrypted streams, held against the RFC's own examples and against foreign programs."""

from __future__ import annotations

import base64
import random
import secrets
import tracemalloc
from collections.abc import Iterator

import http_ece
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.errors import SealBroken
from docvault.store.sealed_stream import RECORD, open_stream, seal_stream, sealed_size

KEY = bytes(range(32))
ID = b"dv1:QEFCQ0RFRkdISUpLTE1OTw:0"
ROOM = RECORD - 17
EDGES = [0, 1, ROOM - 1, ROOM, ROOM + 1, 2 * ROOM, 16 * ROOM, 16 * ROOM + 1, 40 * ROOM + 5]


def sealed(data: bytes, pieces: int = 100_003) -> bytes:
    chunks = (data[place : place + pieces] for place in range(0, len(data), pieces))
    return b"".join(seal_stream(chunks, KEY, key_id=ID))


def opened(data: bytes, pieces: int = 77_777) -> bytes:
    chunks = (data[place : place + pieces] for place in range(0, len(data), pieces))
    return b"".join(open_stream(chunks, KEY))


def of_text(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("size", EDGES)
def test_what_is_sealed_is_opened_here_and_by_a_foreign_program(size: int) -> None:
    data = random.Random(size).randbytes(size)
    stream = sealed(data)
    assert len(stream) == sealed_size(size, ID)
    assert opened(stream) == data
    assert http_ece.decrypt(stream, key=KEY) == data


@pytest.mark.parametrize("size", [*EDGES[1:6], 70_000])
def test_what_a_foreign_program_sealed_is_opened(size: int) -> None:
    data = random.Random(size).randbytes(size)
    stream = http_ece.encrypt(data, key=KEY, salt=secrets.token_bytes(16), keyid="a", rs=4096)
    assert opened(stream) == data


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (
            "yqdlZ-tYemfogSmv7Ws5PQ",
            "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg",
        ),
        (
            "BO3ZVPxUlnLORbVGMpbT1Q",
            "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKE"
            "pgz3SsLWIqS_uA",
        ),
    ],
)
def test_the_examples_of_the_standard(key: str, text: str) -> None:
    assert b"".join(open_stream([of_text(text)], of_text(key))) == b"I am the walrus"


def test_nothing_changed_cut_off_added_or_moved_is_opened() -> None:
    stream = sealed(b"x" * (3 * ROOM))
    head = 21 + len(ID)
    first, second = stream[head : head + RECORD], stream[head + RECORD : head + 2 * RECORD]
    chance = random.Random(1)
    for place in (0, 17, head, head + 5, *(chance.randrange(head, len(stream)) for _ in range(20))):
        broken = bytearray(stream)
        broken[place] ^= 1
        with pytest.raises(SealBroken):
            opened(bytes(broken))
    for cut in (0, 20, head, head + 1, head + RECORD, head + 2 * RECORD, len(stream) - 1):
        with pytest.raises(SealBroken):
            opened(stream[:cut])
    for moved in (stream + b"x", stream + second, stream[:head] + second + first):
        with pytest.raises(SealBroken):
            opened(moved)
    with pytest.raises(SealBroken):
        b"".join(open_stream([stream], bytes(32)))


@given(st.binary(max_size=300))
def test_what_is_no_sealed_stream_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(SealBroken):
        opened(data)


def test_size_does_not_matter_to_memory() -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield bytes(1 << 20)

    tracemalloc.start()
    total = sum(len(part) for part in open_stream(seal_stream(chunks(), KEY, key_id=ID), KEY))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 60 << 20
    assert peak < 10 << 20
