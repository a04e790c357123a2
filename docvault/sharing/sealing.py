"""Documents sealed for a link: each its own stream, and the manifest that names them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from docvault.model.document import Document
from docvault.model.media_types import media_type
from docvault.model.share import ShareFile, ShareLock
from docvault.model.version import Version
from docvault.sharing import keys
from docvault.sharing.keys import Policy
from docvault.sharing.place import jar_of, shelf_of
from docvault.store.sealed_stream import seal_stream
from docvault.vault import Vault

_FROM, _NOTE, _FILES = "from", "note", "files"


def seal(
    vault: Vault,
    documents: Sequence[tuple[Document, Version]],
    before: ShareLock,
    policy: Policy,
    *,
    link_key: bytes,
    password: bytes,
    sharer: str,
    note: str,
) -> tuple[ShareLock, list[ShareFile]]:
    """Encrypt documents under new keys, and put ciphertexts and the server's half in their places.

    `before`: what does not change, and the number of the sealing before this one. Every key is
    used once: a further sealing has another half, another content key. Returns what the database
    is to say; as long as it does not, nothing is shared. Raises StoreError.
    """
    half, cek = secrets.token_bytes(keys.KEY), secrets.token_bytes(keys.KEY)
    generation = before.generation + 1
    files = []
    for number, (document, version) in enumerate(documents):
        stream = seal_stream(
            vault.bytes_of(version, document.archive),
            keys.file_key(cek, policy.sid, number),
            key_id=keys.file_key_id(policy.sid, number),
        )
        shelf_of(vault).put(before.sid_hash, generation, number, stream)
        files.append(
            ShareFile(
                number, document.id, version.number, version.name, version.size, version.sha256
            )
        )
    jar_of(vault).put(before.sid_hash, half)
    kek = keys.key_of_keys(link_key, half, password, policy)
    manifest = {_FILES: [_told(file) for file in files], _FROM: sharer, _NOTE: note}
    lock = ShareLock(
        before.sid_hash,
        before.auth_hash,
        before.password_salt,
        before.password_hash,
        keys.wrap(kek, cek, policy),
        keys.commitment(cek, policy.sid),
        keys.seal_manifest(cek, manifest, policy),
        generation,
    )
    return lock, files


def _told(file: ShareFile) -> dict[str, object]:
    return {
        "i": file.number,
        "name": file.name,
        "size": file.size,
        "mime": media_type(file.name),
        "sha256": file.sha256,
        "document": file.document,
        "version": file.version,
    }
