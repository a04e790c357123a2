"""Programs of others open our links: WebCrypto in Node, and RFC 8188 by `http_ece`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import http_ece
import pytest

from docvault import vault as vaults
from docvault.sharing import keys
from docvault.sharing.making import sid_hash
from docvault.sharing.place import shelf_of
from docvault.vault import Vault
from tests.docvault.conftest import Write
from tests.docvault.sharing.conftest import Share_, download

SIZES = (0, 1, 65_519, 65_520, 700_000)


def shared(vault: Vault, write: Write, share: Share_) -> tuple[keys.Link, list[bytes]]:
    contents = [os.urandom(size) for size in SIZES]
    pairs = []
    for number, data in enumerate(contents, 1):
        name = f"运营部-内部通知-2023100{number}-V1.0-值班.bin.txt"
        version = vaults.add(vault, write(name, data or b"\n"), actor="王芳")
        pairs.append((vault.find(version.document), version))
    return share(documents=pairs)[1], [data or b"\n" for data in contents]


def test_webcrypto_in_node_opens_a_link(vault: Vault, write: Write, share: Share_) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js is installed")
    link, contents = shared(vault, write, share)
    opened = download(vault, link)
    asked = {
        "sid": link.sid_text,
        "token": link.token,
        "opened": {
            "server_half": keys.to_text(opened.half),
            "wrapped_key": keys.to_text(opened.wrapped),
            "commit": keys.to_text(opened.commit),
            "policy": opened.policy.text,
            "manifest": keys.to_text(opened.manifest),
        },
        "files": [
            str(shelf_of(vault).path(sid_hash(link.sid), 1, number))
            for number in range(len(contents))
        ],
    }
    program = Path(__file__).with_name("foreign_client.mjs")
    done = subprocess.run(
        [node, program], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["auth"] == link.auth.hex()
    assert answer["hashes"] == [hashlib.sha256(data).hexdigest() for data in contents]
    assert [file["sha256"] for file in answer["manifest"]["files"]] == answer["hashes"]


def test_http_ece_opens_the_files(vault: Vault, write: Write, share: Share_) -> None:
    link, contents = shared(vault, write, share)
    opened = download(vault, link)
    kek = keys.key_of_keys(link.link_key, opened.half, keys.NO_PASSWORD, opened.policy)
    cek = keys.unwrap(kek, opened.wrapped, opened.commit, opened.policy)
    for number, data in enumerate(contents):
        stream = b"".join(shelf_of(vault).read(sid_hash(link.sid), 1, number))
        assert stream[20] == len(key_id := f"dv1:{link.sid_text}:{number}".encode())
        assert stream[21 : 21 + len(key_id)] == key_id
        assert http_ece.decrypt(stream, key=keys.file_key(cek, link.sid, number)) == data
