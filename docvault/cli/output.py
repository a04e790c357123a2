"""Reports that go to a file, whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from docvault.errors import FileNotFound
from docvault.store.files import store_errors


@contextlib.contextmanager
def opened(target: Path | None) -> Iterator[TextIO]:
    """Give the stream a report is written to: the file `target`, or standard output.

    The file is replaced in one step, and only by a whole report. Raises FileNotFound when there
    is no such folder, DiskFull or StoreUnwritable.
    """
    if target is None:
        yield sys.stdout
        return
    if not target.parent.is_dir():
        raise FileNotFound(path=target.parent)
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    with store_errors(target):
        try:
            with temporary.open("w", encoding="utf-8", newline="") as file:
                yield file
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
