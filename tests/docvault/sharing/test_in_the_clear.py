"""Where the plaintext of a shared document lies while it is looked at: on no disk of the vault."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from docvault.model.share import Mode
from docvault.previews.stamped import Stamped, pages_of
from docvault.sharing.partner import laid_out
from docvault.store.memory_files import memory_file
from docvault.vault import Vault
from tests.docvault.sharing.conftest import TEXT, Share_, look

SECRET = b"the price is 42"
PLACES = (Path("/dev/shm"), Path(tempfile.gettempdir()))


def holding(text: bytes) -> set[Path]:
    """Return the scratch files of this process and its children that hold a text."""
    found = set()
    for path in (each for place in PLACES if place.is_dir() for each in place.glob("*-*-*")):
        try:
            if path.is_file() and path.read_bytes() == text:
                found.add(path)
        except OSError:
            continue
    return found


def test_a_document_that_is_looked_at_lies_outside_the_vault(vault: Vault, share: Share_) -> None:
    _, link = share(mode=Mode.VIEW)
    with laid_out(vault, look(vault, link), 0) as path:
        assert path.read_bytes() == TEXT
        assert not path.is_relative_to(vault.root)
        assert not any(vault.staging.iterdir())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        found = pages_of(path, ".txt")  # the confined child may read it there
        assert isinstance(found, Stamped)
        assert found.count > 1
    assert not path.exists()


@pytest.mark.skipif(not PLACES[0].is_dir(), reason="this system has no folder in memory")
def test_it_lies_in_memory_unless_there_is_no_room() -> None:
    with memory_file([b"a", b"b"], 2) as path:
        assert (path.parent, path.read_bytes()) == (PLACES[0], b"ab")
    with memory_file([SECRET], 1 << 60) as path:
        assert path.parent == PLACES[1]
    assert not path.exists()


def test_nothing_is_left_of_what_cannot_be_written() -> None:
    def broken() -> Iterator[bytes]:
        yield SECRET
        raise EOFError

    with pytest.raises(EOFError), memory_file(broken(), 9):
        pass
    assert not holding(SECRET)


def _hold(text: bytes) -> None:
    with memory_file([text], len(text)):
        threading.Event().wait()


def test_what_a_killed_process_left_goes_when_the_vault_is_opened(vault: Vault) -> None:
    text = SECRET + os.urandom(16)
    child = get_context("spawn").Process(target=_hold, args=(text,))
    child.start()
    until = time.monotonic() + 60
    while not holding(text) and time.monotonic() < until:
        time.sleep(0.05)
    Vault.open(vault.root).close()
    assert holding(text), "what a living process needs stays"
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert holding(text)
    Vault.open(vault.root).close()
    assert not holding(text)
