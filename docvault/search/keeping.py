"""The index follows the register: what was checked in is read and taken in, in its order.

Every check-in leaves an entry in the queue, in the same transaction as the register. Whichever
process holds the indexer's lock empties it; an entry is only removed once the index has it on disk,
so a process killed anywhere leaves work that is done again, never work that is forgotten. An index
that is missing or damaged is made anew from the register.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Event

from docvault.database import documents, index_queue, versions
from docvault.database.index_queue import Pending
from docvault.errors import StoreCorrupt, StoreError
from docvault.extract.unread import Unread
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.search.entry import Attributes, Entry
from docvault.search.index import Index, in_batches
from docvault.search.place import index_of, remove_others, start_new, use
from docvault.settings.model import Reach
from docvault.store.lock import locked
from docvault.texts import Texts, text_of
from docvault.vault import Vault

_AT_ONCE = 500  # entries of the queue taken at a time
_READ_AT_ONCE = 64  # documents read before the next ones are begun
_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0
Done = Callable[[int], None]


def catch_up(vault: Vault, *, wait: float = 0.0, done: Done = lambda _: None) -> int:
    """Take in all that waits; return how many entries of the queue that were.

    Makes the index where there is none or it is damaged. `done` is told of each version that was
    read. Raises StoreLocked when another process is at it and has not ended within `wait` seconds;
    it does the same work.
    """
    with _alone(vault, wait):
        index = index_of(vault)
        if index is None:
            return _make_anew(vault, done)
        remove_others(vault)
        count = 0
        try:
            index.shards()  # with nothing to take in nobody else would notice what is damaged
            while taken := _take_in(vault, index, done):
                count += taken
                while index.tidy(wait=wait):
                    pass
        except StoreCorrupt:
            return count + _make_anew(vault, done)
        return count


def reindex(vault: Vault, *, wait: float = 0.0, done: Done = lambda _: None) -> int:
    """Make the whole index anew and put it in place of the old; return how many versions it has.

    Until then searches go on with the old one, which still takes in what is checked in. Takes
    memory for one batch. Raises StoreLocked as `catch_up` does.
    """
    with _alone(vault, wait):
        return _make_anew(vault, done)


def follow(vault: Vault, stop: Event) -> None:
    """Take in what is checked in, by whomever, within a moment, until `stop` is set.

    What fails (the disk is full, say) is tried again; what other processes do is left to them.
    """
    pause = _PAUSE_SECONDS
    while not stop.wait(pause):
        try:
            if index_of(vault) is None or waiting(vault):
                catch_up(vault)
            pause = _PAUSE_SECONDS
        except StoreError:
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def waiting(vault: Vault) -> int:
    """Return how many check-ins the index does not have yet."""
    with vault.database.read() as connection:
        return index_queue.length(connection)


def version_count(vault: Vault) -> int:
    """Return how many versions a whole index has."""
    with vault.database.read() as connection:
        return versions.count(connection)


@contextlib.contextmanager
def _alone(vault: Vault, wait: float) -> Iterator[None]:
    with locked(vault.own / "index" / "indexer.lock", timeout=wait):
        yield


def _make_anew(vault: Vault, done: Done) -> int:
    try:
        return _made_anew(vault, done)
    except BaseException:  # the disk is full, say; or somebody has pressed Ctrl-C
        with contextlib.suppress(StoreError):
            remove_others(vault)
        raise


def _made_anew(vault: Vault, done: Done) -> int:
    old = index_of(vault)
    with vault.database.read() as connection:
        begun = index_queue.last(connection)  # what waits now is read with all the rest
    new = start_new(vault)
    both = [index for index in (old, new) if index]
    count, seen = 0, begun
    for batch in in_batches(_entries(vault, _all_versions(vault), done)):
        new.write(batch)
        while new.tidy():
            pass
        count += len(batch)
        seen = _take_in_meanwhile(vault, both, seen)
    seen = _take_in_meanwhile(vault, both, seen)
    use(vault, new)
    Texts(vault.own / "texts", vault.staging).forget_other_formats()
    with vault.database.write() as connection:
        index_queue.done_until(connection, seen)
    return count


def _take_in_meanwhile(vault: Vault, indexes: Sequence[Index], seen: int) -> int:
    """Take in what was checked in behind `seen`; return what was seen last.

    It stays in the queue: were the new index never finished, the old one takes it in again. The old
    one may also be what is damaged; then searches wait for the new one.
    """
    while pending := _pending(vault, after=seen):
        entries = _wanted(vault, pending)
        indexes[-1].write(entries)
        with contextlib.suppress(StoreCorrupt):
            if len(indexes) > 1:
                indexes[0].write(entries)
        seen = pending[-1].id
    return seen


def _take_in(vault: Vault, index: Index, done: Done) -> int:
    pending = _pending(vault)
    if pending:
        index.write(_wanted(vault, pending, done))
        with vault.database.write() as connection:
            index_queue.done(connection, [each.id for each in pending])
    return len(pending)


def _pending(vault: Vault, after: int = 0) -> list[Pending]:
    with vault.database.read() as connection:
        return index_queue.pending(connection, _AT_ONCE, after=after)


def _wanted(vault: Vault, pending: Iterable[Pending], done: Done = lambda _: None) -> list[Entry]:
    """Return what has to be written: the versions named, and those they superseded."""
    numbers: dict[str, set[str]] = {}
    for each in pending:
        numbers.setdefault(each.document, set()).add(each.number)
    changed: list[tuple[Document, Version]] = []
    with vault.database.read() as connection:
        for document_id, named in numbers.items():
            document = documents.by_id(connection, document_id)
            history = versions.of(connection, document_id) if document else []
            sequences = {version.sequence for version in history if version.number in named}
            if document:
                changed += [
                    (document, version)
                    for version in history
                    if sequences & {version.sequence, version.sequence + 1}
                ]
    return list(_entries(vault, changed, done))


def _all_versions(vault: Vault) -> Iterator[tuple[Document, Version]]:
    """Yield every version of every document, a few documents at a time."""
    with vault.database.read() as connection:
        everything = [document.id for document in documents.every(connection)]
    for document_id in everything:
        with vault.database.read() as connection:
            document = documents.by_id(connection, document_id)
            history = versions.of(connection, document_id) if document else []
        yield from ((document, version) for version in history if document)


def _entries(
    vault: Vault, wanted: Iterable[tuple[Document, Version]], done: Done
) -> Iterator[Entry]:
    """Yield the entries, in their order; documents are read side by side."""
    source = iter(wanted)
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as readers:
        while some := list(islice(source, _READ_AT_ONCE)):
            for entry in readers.map(lambda pair: _entry(vault, *pair), some):
                done(1)
                yield entry


def _entry(vault: Vault, document: Document, version: Version) -> Entry:
    name = vault.convention.read(version.name)
    sealed = vault.settings.levels.reach(document.level) is Reach.NAMED
    text = None if sealed else text_of(vault, document, version)
    return Entry(
        document=document.id,
        number=version.number,
        name=version.name,
        title=(name.title if name else None) or "",
        date=document.date,
        by=version.actor,
        attributes=Attributes(
            department=document.department or "",
            category=document.category or "",
            type=document.type or "",
            extension=version.name.rpartition(".")[2].lower(),
            level=document.level,
            current=version.number == document.current,
        ),
        contents=None if isinstance(text, Unread) else text,
    )
