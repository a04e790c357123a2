"""Keys that lie beside the database, not in it, and what is sealed with them."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from docvault.errors import StoreCorrupt
from docvault.store.files import store_errors

_KEY_BYTES = 32
_NONCE_BYTES = 12


def key_at(path: Path) -> bytes:
    """Return the key kept at `path`, made by chance when it is first asked for.

    Of several processes that ask at once, all get the same. Raises StoreError.
    """
    with store_errors(path):
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_name(f".{secrets.token_hex(8)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # whole, or not; and the first one stays
            draft.unlink()
        return path.read_bytes()


def seal(key: bytes, text: str, *, label: str) -> str:
    """Return `text` so that only the holder of the key can read it, under the same label."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), label.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(key: bytes, sealed: str, *, label: str) -> str:
    """Return what was sealed. Raises StoreCorrupt: another key, another label, or changed."""
    data = base64.b64decode(sealed)
    try:
        text = AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], label.encode())
    except InvalidTag as exc:
        raise StoreCorrupt(what=label, detail="not sealed with this vault's key") from exc
    return text.decode()
