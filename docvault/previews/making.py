"""Make what is not there yet: the overview, a page, the PDF that LibreOffice prints."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from docvault.errors import PageNotFound, StoreCorrupt
from docvault.extract.kinds import kind_of
from docvault.extract.preview import asking
from docvault.extract.preview.asking import Page, Part
from docvault.extract.preview.views import Manner, manners
from docvault.extract.unread import Trouble, Unread
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.previews.encoding import (
    Overview,
    Shown,
    overview_from_bytes,
    overview_of,
    overview_to_bytes,
    page_from_bytes,
    page_to_bytes,
    shown,
)
from docvault.previews.shelf import Key, MemoryShelf, Shelf, disk_shelf, memory_shelf
from docvault.settings.model import Reach
from docvault.vault import Vault

_PDF = ".pdf"
_T = TypeVar("_T")
_LARGE = 4 << 20  # bytes of a version: of one that is larger, a copy is kept with its pages
# They may have another end the next time, when the machine has less to do.
_PASSING = {Trouble.TIME, Trouble.MEMORY, Trouble.CRASHED}


@dataclass(frozen=True, slots=True)
class Preview:
    """What there is to be seen of a version.

    `manners`: how it can be shown, the best first; none: not at all. `parts`: the sheets of a
    workbook. `sizes`: of the first pages, where they are pictures. `cut`: something at the end had
    to be left out. `trouble`: why it cannot be shown.
    """

    manner: Manner | None = None
    manners: tuple[Manner, ...] = ()
    count: int = 0
    pictures: bool = False
    parts: tuple[Part, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    cut: bool = False
    trouble: Unread | None = None


def preview_of(
    vault: Vault, document: Document, version: Version, manner: Manner | None = None
) -> Preview:
    """Return what there is to be seen; the best manner where the asked one is not to be had.

    Takes up to 30 seconds where nobody has looked before. What a sealed document shows is kept in
    memory only. Raises StoreError.
    """
    possible = manners(kind_of(version.name))
    if not possible:
        return Preview()
    chosen = manner if manner in possible else possible[0]
    found = _Bench(vault, document, version, chosen).overview()
    if isinstance(found, Unread):
        return Preview(chosen, possible, trouble=found)
    return Preview(
        chosen, possible, found.count, found.pictures, found.parts, found.sizes, found.cut
    )


def page_of(
    vault: Vault, document: Document, version: Version, number: int, manner: Manner
) -> Shown | Unread:
    """Return one page of a version, from 1 on, in one of its manners.

    Raises PageNotFound, StoreError.
    """
    return _Bench(vault, document, version, manner).page(number)


def thumb_of(
    vault: Vault, document: Document, version: Version, number: int, manner: Manner
) -> Shown | Unread | None:
    """Return a small picture of a page; None where pages are no pictures of a PDF's pages.

    Raises PageNotFound, StoreError.
    """
    return _Bench(vault, document, version, manner).thumb(number)


class _Bench:
    """Where the previews of one version are made, in one manner."""

    def __init__(self, vault: Vault, document: Document, version: Version, manner: Manner) -> None:
        self._vault, self._document, self._version = vault, document, version
        self._manner = manner
        self._kind = kind_of(version.name)
        # As the reader gets it: printed, every kind is a PDF.
        self._read_as = _PDF if manner is Manner.PRINTED else self._kind
        self._memory: MemoryShelf = memory_shelf(vault.staging)
        most = vault.settings.limits.previews
        self._disk = disk_shelf(vault.own / "previews", vault.staging, most)
        self._sealed = vault.settings.levels.reach(document.level) is Reach.NAMED
        self._shelf: Shelf = self._memory if self._sealed else self._disk

    def overview(self) -> Overview | Unread:
        """Return how many pages there are."""
        key = self._key("overview")
        found: Overview | Unread | None = self._known(key, overview_from_bytes)
        if found is not None:
            return found
        if self._sealed:  # what was kept before it was sealed
            self._disk.forget(self._version.sha256)
        begun = self._asked(partial(asking.begin, kind=self._read_as))
        if isinstance(begun, Unread):
            self._keep(key, overview_to_bytes(begun), begun)
            return begun
        for number, page in begun.pages.items():
            self._kept(self._key(f"page-{number}"), page)
        overview = overview_of(begun)
        self._keep(key, overview_to_bytes(overview))
        return overview

    def page(self, number: int) -> Shown | Unread:
        """Return one page."""
        overview = self._ensure(number)
        if isinstance(overview, Unread):
            return overview
        key = self._key(f"page-{number}")
        found: Shown | Unread | None = self._known(key, page_from_bytes)
        if found is not None:
            return found
        asked = self._asked(partial(asking.page, kind=self._read_as, number=number))
        if isinstance(asked, Unread):
            return self._kept(key, asked)
        made = {each: self._kept(self._key(f"page-{each}"), page) for each, page in asked.items()}
        return made[number]

    def thumb(self, number: int) -> Shown | Unread | None:
        """Return a small picture of one page."""
        overview = self._ensure(number)
        if isinstance(overview, Unread) or self._read_as != _PDF:
            return overview if isinstance(overview, Unread) else None
        key = self._key(f"thumb-{number}")
        found: Shown | Unread | None = self._known(key, page_from_bytes)
        if found is not None:
            return found
        return self._kept(key, self._asked(partial(asking.thumb, number=number)))

    def _ensure(self, number: int) -> Overview | Unread:
        if self._manner not in manners(self._kind):
            raise PageNotFound(page=number, name=self._version.name, count=0)
        overview = self.overview()
        if isinstance(overview, Overview) and not 0 < number <= overview.count:
            raise PageNotFound(page=number, name=self._version.name, count=overview.count)
        return overview

    def _kept(self, key: Key, page: Page | Unread) -> Shown | Unread:
        """Keep a page as it may be shown, and return it."""
        made = page if isinstance(page, Unread) else shown(page)
        self._keep(key, page_to_bytes(made), made if isinstance(made, Unread) else None)
        return made

    def _asked(self, ask: Callable[[Path], _T | Unread]) -> _T | Unread:
        """Return what the child answers of the version's bytes, or of what is printed of them."""
        try:
            with self._source() as source:
                return source if isinstance(source, Unread) else ask(source)
        except StoreCorrupt as error:
            return Unread(Trouble.DAMAGED, str(error))

    @contextlib.contextmanager
    def _source(self) -> Iterator[Path | Unread]:
        if self._manner is Manner.PRINTED:
            with self._printed() as printed:
                yield printed
            return
        key = self._key("source")
        with self._shelf.file(key) as kept:
            if kept:
                yield kept
                return
        with self._vault.copy_of(self._document, self._version) as copy:
            if not self._sealed and self._version.size > _LARGE:
                self._disk.adopt(key, copy)
            yield copy

    @contextlib.contextmanager
    def _printed(self) -> Iterator[Path | Unread]:
        key = self._key("pdf")
        with self._shelf.file(key) as kept:
            if kept:
                yield kept
                return
        with self._vault.copy_of(self._document, self._version) as copy:
            pdf = asking.printed(copy, self._kind)
        if isinstance(pdf, Unread):
            yield pdf
            return
        self._keep(key, pdf)
        held = MemoryShelf(self._vault.staging)  # where there was no room to keep it
        held.put(key, pdf)
        with held.file(key) as made:
            yield made or Unread(Trouble.SIZE)

    def _key(self, part: str) -> Key:
        return Key(self._version.sha256, self._kind, f"{self._manner.value}-{part}")

    def _known(self, key: Key, read: Callable[[bytes], _T]) -> _T | None:
        for shelf in (self._memory, self._shelf):
            data = shelf.get(key)
            if data is not None and (found := read(data)) is not None:
                return found
        return None

    def _keep(self, key: Key, data: bytes, unread: Unread | None = None) -> None:
        passing = unread is not None and unread.trouble in _PASSING
        (self._memory if passing else self._shelf).put(key, data)
