"""Streams of encrypted bytes: RFC 8188, content coding `aes128gcm`.

Any implementation of the RFC decrypts what is sealed here. Memory is bounded by a few records.

Header: salt (16 bytes), record size (4), length of the key id (1), key id. Then records, each
AES-128-GCM of some plaintext, a delimiter (2 in the last record, else 1) and padding, if any.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
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
_ROOM = RECORD - _TAG - 1
"""Bytes of plaintext in a full record."""
_MORE, _LAST = 1, 2


@dataclass(frozen=True, slots=True)
class Head:
    """What a stream says of itself before its first record; nothing in it is secret."""

    salt: bytes
    record: int
    """Bytes of a record."""
    key_id: bytes


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
    records = max(1, -(-size // _ROOM))
    return _FIXED + len(key_id) + size + records * (_TAG + 1)


def seal_stream(
    chunks: Iterable[bytes], material: bytes, *, key_id: bytes, salt: bytes | None = None
) -> Iterator[bytes]:
    """Yield the header and the records of a plaintext that comes in pieces of any size.

    `material`: input key, kept secret and used for nothing else; `key_id`: at most 255 bytes, not
    secret; `salt`: by chance when it is not given.
    """
    salt = salt or secrets.token_bytes(_SALT)
    yield salt + RECORD.to_bytes(4, "big") + bytes([len(key_id)]) + key_id
    sealer = _Sealer(_Keys.of(material, salt))
    for chunk in chunks:
        yield from sealer.add(chunk)
    yield sealer.end()


def open_stream(
    chunks: Iterable[bytes], material: bytes | Callable[[Head], bytes]
) -> Iterator[bytes]:
    """Yield the plaintext of a sealed stream that comes in pieces of any size.

    `material`: the input key, or what finds it by the head. Raises SealBroken: another key,
    changed, or cut off. What was yielded before is right, but not known to be whole until the end.
    """
    reader = _Reader(chunks)
    head = _head(reader)
    keys = _Keys.of(material if isinstance(material, bytes) else material(head), head.salt)
    number, record = 0, reader.take(head.record)
    while True:
        following = reader.take(head.record)
        yield _opened(keys, number, record, last=not following)
        if not following:
            return
        number, record = number + 1, following


def _head(reader: _Reader) -> Head:
    fixed = reader.take(_FIXED)
    if len(fixed) < _FIXED:
        raise SealBroken
    size = int.from_bytes(fixed[_SALT : _SALT + 4], "big")
    key_id = reader.take(fixed[-1])
    if not _SMALLEST_RECORD <= size <= _LARGEST_RECORD or len(key_id) < fixed[-1]:
        raise SealBroken
    return Head(fixed[:_SALT], size, key_id)


class _Sealer:
    """Records in the making: each is filled, and encrypted once it is known not to be the last."""

    def __init__(self, keys: _Keys) -> None:
        self._keys = keys
        self._number = 0
        self._plain, self._filled = bytearray(_ROOM + 1), 0
        self._made, self._size = bytearray(RECORD * _AT_A_TIME), 0

    def add(self, chunk: bytes) -> Iterator[bytes]:
        """Take in plaintext; yield what is encrypted, some records at a time."""
        rest = memoryview(chunk)
        while rest:
            if self._filled == _ROOM:
                self._encrypt(_MORE)
                if self._size == len(self._made):
                    yield self._taken()
            size = min(_ROOM - self._filled, len(rest))
            self._plain[self._filled : self._filled + size] = rest[:size]
            self._filled += size
            rest = rest[size:]

    def end(self) -> bytes:
        """Return what is left, with the last record."""
        self._encrypt(_LAST)
        return self._taken()

    def _encrypt(self, mark: int) -> None:
        self._plain[self._filled] = mark
        with memoryview(self._plain) as plain, memoryview(self._made) as made:
            size = self._filled + 1
            target = made[self._size : self._size + size + _TAG]
            self._keys.key.encrypt_into(self._keys.nonce(self._number), plain[:size], None, target)
            target.release()
            self._size += size + _TAG
        self._number += 1
        self._filled = 0

    def _taken(self) -> bytes:
        taken = bytes(memoryview(self._made)[: self._size])
        self._size = 0
        return taken


def _opened(keys: _Keys, number: int, record: bytes, *, last: bool) -> bytes:
    try:
        plain = keys.key.decrypt(keys.nonce(number), record, None).rstrip(b"\0")
    except (InvalidTag, ValueError) as exc:
        raise SealBroken from exc
    if not plain or plain[-1] != (_LAST if last else _MORE):  # records were taken away, or added
        raise SealBroken
    return plain[:-1]


class _Reader:
    """Pieces of any size, taken in pieces of a size."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only at the end."""
        parts = []
        while size:
            if not self._rest:
                chunk = next(self._chunks, None)
                if chunk is None:
                    break
                self._rest = memoryview(chunk)
            parts.append(self._rest[:size])
            self._rest = self._rest[size:]
            size -= len(parts[-1])
        return b"".join(parts)
