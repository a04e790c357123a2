"""Several documents as one zip, made while it is sent: nothing of it lies on disk or in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from docvault.model.document import Document
from docvault.vault import Vault

_PIECE = 256 << 10


class _Outlet(io.RawIOBase):
    """Where the zip is written to, and taken from piece by piece; it cannot be wound back."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]  # whatever zipfile hands over
        self._written += piece
        return len(piece)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


def zipped(vault: Vault, documents: Sequence[Document]) -> Iterator[bytes]:
    """Yield a zip of the documents' current versions, each under its path in the vault.

    Not compressed: office files are already. Every version is compared with its SHA-256 before its
    first byte is given out. Raises StoreCorrupt where one is damaged: then the zip ends torn.
    """
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_STORED) as made:
        for document in documents:
            version = vault.version(document)
            at = document.modified_at.astimezone()
            entry = ZipInfo(document.path, at.timetuple()[:6])
            entry.file_size = version.size
            with vault.open_version(document, version) as file, made.open(entry, "w") as target:
                while piece := file.read(_PIECE):
                    target.write(piece)
                    yield outlet.take()
    yield outlet.take()
