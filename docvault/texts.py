"""What documents say, read once and kept, by the SHA-256 of their bytes.

Search shows it with what was found, the comparison of versions reads it, and an index is made anew
without reading a document again. It can all be had again from the documents: what is damaged or
missing is read anew, nothing here is ever the only copy.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from docvault.errors import StoreCorrupt, StoreError
from docvault.extract.contents import Contents, contents_of
from docvault.extract.kinds import kind_of
from docvault.extract.limited import is_read
from docvault.extract.unread import Trouble, Unread
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.settings.model import Reach
from docvault.store.files import scratch_path, store_errors
from docvault.vault import Vault

_FORMAT = "2"
"""Raised when readers read more than before: then all is read again."""

Said = Contents | Unread
"""What a document says, or why it could not be read."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The folder they are kept in, and one for what is not finished, which is cleared elsewhere.

    A text is named by the bytes it was read from and by the kind of file they were read as.
    """

    folder: Path
    scratch: Path

    def get(self, sha256: str, kind: str) -> Said | None:
        """Return what bytes say, None where they were not read before."""
        try:
            data = json.loads(zlib.decompress(self._path(sha256, kind).read_bytes()))
            return _from_json(data)
        except (OSError, zlib.error, ValueError, KeyError, TypeError):
            return None

    def put(self, sha256: str, kind: str, text: Said) -> None:
        """Keep what bytes say. Raises DiskFull, StoreUnwritable."""
        path = self._path(sha256, kind)
        with store_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = scratch_path(self.scratch)
            try:
                draft.write_bytes(zlib.compress(json.dumps(_to_json(text)).encode(), 6))
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)

    def forget(self, sha256: str, kind: str) -> None:
        """Remove what bytes say."""
        with store_errors(self.folder):
            self._path(sha256, kind).unlink(missing_ok=True)

    def forget_other_formats(self) -> None:
        """Remove what another release kept, as far as it can be: it is never looked at again."""
        with contextlib.suppress(OSError):
            for entry in os.scandir(self.folder):
                if entry.is_dir(follow_symlinks=False) and entry.name != _FORMAT:
                    shutil.rmtree(entry.path, ignore_errors=True)

    def _path(self, sha256: str, kind: str) -> Path:
        return self.folder / _FORMAT / sha256[:2] / f"{sha256[2:]}{kind}"


def _to_json(text: Said) -> object:
    if isinstance(text, Unread):
        return {"trouble": text.trouble.value, "detail": text.detail}
    return asdict(text)


def _from_json(data: dict[str, Any]) -> Said:
    if "trouble" in data:
        return Unread(Trouble(data["trouble"]), data["detail"])
    lines, headings, revisions = data["lines"], data["headings"], data["revisions"]
    return Contents(tuple(lines), tuple(headings), data["properties"], tuple(revisions))


def text_of(vault: Vault, document: Document, version: Version) -> Said | None:
    """Return what a version says, read from its bytes when it is asked for the first time.

    None: a kind of file that has no text, or whose program is not installed (asked again the next
    time). A version whose bytes are damaged in git is Unread: `verify` names it, search goes on.
    Where there is no room to keep a text, it is read again the next time. What a sealed document
    says is never kept, and what was kept before it was sealed is removed.
    """
    kind = kind_of(version.name)
    if not is_read(kind):
        return None
    texts = Texts(vault.own / "texts", vault.staging)
    sealed = vault.settings.levels.reach(document.level) is Reach.NAMED
    known = None if sealed else texts.get(version.sha256, kind)
    if known is not None:
        return known
    try:
        with vault.copy_of(document, version) as copy:
            text = contents_of(copy, name=version.name)
    except StoreCorrupt as error:
        return Unread(Trouble.DAMAGED, str(error))
    with contextlib.suppress(StoreError):
        if sealed:
            texts.forget(version.sha256, kind)
        elif text is not None:
            texts.put(version.sha256, kind, text)
    return text
