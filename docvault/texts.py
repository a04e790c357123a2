"""What documents say, read once and kept, by the SHA-256 of their bytes.

Search shows it with what was found, the comparison of versions reads it, and an index is made anew
without reading a document again. It can all be had again from the documents: what is damaged or
missing is read anew, nothing here is ever the only copy.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from docvault.errors import StoreCorrupt, StoreError
from docvault.extract.contents import Contents, contents_of
from docvault.extract.unread import Trouble, Unread
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.settings.model import Reach
from docvault.store.files import scratch_path, store_errors
from docvault.vault import Vault

_FORMAT = "1"
"""Raised when readers read more than before: then all is read again."""

Text = Contents | Unread | None
"""What a document says; why it could not be read; None: a kind that has no text."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The folder they are kept in, and one for what is not finished, which is cleared elsewhere."""

    folder: Path
    scratch: Path

    def get(self, sha256: str) -> tuple[bool, Text]:
        """Return whether these bytes were read before, and what they say."""
        try:
            data = json.loads(zlib.decompress(self._path(sha256).read_bytes()))
            return True, _from_json(data)
        except (OSError, zlib.error, ValueError, KeyError, TypeError):
            return False, None

    def put(self, sha256: str, text: Text) -> None:
        """Keep what bytes say. Raises DiskFull, StoreUnwritable."""
        path = self._path(sha256)
        with store_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = scratch_path(self.scratch)
            try:
                draft.write_bytes(zlib.compress(json.dumps(_to_json(text)).encode(), 6))
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)

    def forget(self, sha256: str) -> None:
        """Remove what bytes say."""
        with store_errors(self.folder):
            self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / _FORMAT / sha256[:2] / sha256[2:]


def _to_json(text: Text) -> object:
    if isinstance(text, Unread):
        return {"trouble": text.trouble.value, "detail": text.detail}
    return asdict(text) if text else {}


def _from_json(data: dict[str, Any]) -> Text:
    if "trouble" in data:
        return Unread(Trouble(data["trouble"]), data["detail"])
    if not data:
        return None
    lines, headings, revisions = data["lines"], data["headings"], data["revisions"]
    return Contents(tuple(lines), tuple(headings), data["properties"], tuple(revisions))


def text_of(vault: Vault, document: Document, version: Version) -> Text:
    """Return what a version says, read from its bytes when it is asked for the first time.

    A version whose bytes are damaged in git is Unread: `verify` names it, search goes on. Where
    there is no room to keep it, it is read again the next time. What a sealed document says is
    never kept, and what was kept before it was sealed is removed.
    """
    texts = Texts(vault.own / "texts", vault.staging)
    sealed = vault.settings.levels.reach(document.level) is Reach.NAMED
    known, text = (False, None) if sealed else texts.get(version.sha256)
    if known:
        return text
    try:
        with vault.copy_of(document, version) as copy:
            text = contents_of(copy, name=version.name)
    except StoreCorrupt as error:
        return Unread(Trouble.DAMAGED, str(error))
    with contextlib.suppress(StoreError):
        if sealed:
            texts.forget(version.sha256)
        else:
            texts.put(version.sha256, text)
    return text
