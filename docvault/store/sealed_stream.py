"""Streams of encrypted bytes: RFC 8188, content coding `aes128gcm`.

Any implementation of the RFC decrypts what is sealed here. Memory is bounded by a few records.

Header: salt (16 bytes), record size (4), length of the key id (1), key id. Then records, each
AES-128-GCM of some plaintext, a delimiter (2 in the last record, else 1) and padding, if any.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from docvault.errors import SealBroken

RECORD = 65_536
"""Bytes of a record as we make it, encrypted."""
_SALT, _TAG, _KEY, _NONCE = 16, 16, 16, 12
_FIXED = _SALT + 4 + 1
_SMALLEST_RECORD = _TAG + 2
_LARGEST_RECORD = 1 << 20  # of others: what is held in memory
_AT_A_TIME = 16  # records
_MORE, _LAST = b"\x01", b"\x02"


@dataclass(frozen=True, slots=True, repr=False)
class _Keys:
    key: AESGCM
    base: int

    @classmethod
    def of(cls, material: bytes, salt: bytes) -> _Keys:
        def derived(label: bytes, size: int) -> bytes:
            info = b"Content-Encoding: " + label + b"\0"
            return HKDF(SHA256(), size, salt, info).derive(material)

        nonce = derived(b"nonce", _NONCE)
        return cls(AESGCM(derived(b"aes128gcm", _KEY)), int.from_bytes(nonce, "big"))

    def nonce(self, record: int) -> bytes:
        return (self.base ^ record).to_bytes(_NONCE, "big")


def sealed_size(size: int, key_id: bytes) -> int:
    """Return how many bytes `size` bytes of plaintext are when sealed."""
    records = max(1, -(-size // (RECORD - _TAG - 1)))
    return _FIXED + len(key_id) + size + records * (_TAG + 1)


def seal_stream(
    chunks: Iterable[bytes], material: bytes, *, key_id: bytes, salt: bytes | None = None
) -> Iterator[bytes]:
    """Yield the header and the records of a plaintext that comes in pieces of any size.

    `material`: input key, kept secret and used for nothing else; `key_id`: at most 255 bytes, not
    secret; `salt`: by chance when it is not given.
    """
    salt = salt or secrets.token_bytes(_SALT)
    keys = _Keys.of(material, salt)
    yield salt + RECORD.to_bytes(4, "big") + bytes([len(key_id)]) + key_id
    room = RECORD - _TAG - 1
    waiting = bytearray()
    number = 0
    for chunk in chunks:
        waiting += chunk
        if len(waiting) <= room * _AT_A_TIME:
            continue
        with memoryview(waiting) as view:  # the last record is kept back: it is marked as such
            whole = (len(waiting) - 1) // room
            parts = [view[place * room : (place + 1) * room] for place in range(whole)]
            made = [_record(keys, number + place, part) for place, part in enumerate(parts)]
            for part in parts:
                part.release()
        del waiting[: whole * room]
        number += whole
        yield b"".join(made)
    while len(waiting) > room:
        yield _record(keys, number, waiting[:room])
        del waiting[:room]
        number += 1
    yield _record(keys, number, waiting, _LAST)


def open_stream(chunks: Iterable[bytes], material: bytes) -> Iterator[bytes]:
    """Yield the plaintext of a sealed stream that comes in pieces of any size.

    Raises SealBroken: another key, changed, or cut off. What was yielded before is right, but not
    known to be whole until the end.
    """
    reader = _Reader(chunks)
    head = reader.take(_FIXED)
    if len(head) < _FIXED:
        raise SealBroken
    size = int.from_bytes(head[_SALT : _SALT + 4], "big")
    if not _SMALLEST_RECORD <= size <= _LARGEST_RECORD:
        raise SealBroken
    if len(reader.take(head[-1])) < head[-1]:
        raise SealBroken
    keys = _Keys.of(material, head[:_SALT])
    number, record = 0, reader.take(size)
    while True:
        following = reader.take(size)
        yield _opened(keys, number, record, last=not following)
        if not following:
            return
        number, record = number + 1, following


def _record(
    keys: _Keys, number: int, part: bytes | bytearray | memoryview, mark: bytes = _MORE
) -> bytes:
    return keys.key.encrypt(keys.nonce(number), bytes(part) + mark, None)


def _opened(keys: _Keys, number: int, record: bytes, *, last: bool) -> bytes:
    try:
        plain = keys.key.decrypt(keys.nonce(number), record, None).rstrip(b"\0")
    except (InvalidTag, ValueError) as exc:
        raise SealBroken from exc
    if plain[-1:] != (_LAST if last else _MORE):  # records were taken away, or added
        raise SealBroken
    return plain[:-1]


class _Reader:
    """Pieces of any size, taken in pieces of a size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = bytearray()

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only at the end."""
        while len(self._held) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._held += chunk
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken
