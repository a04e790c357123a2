"""A vault: its place on disk, what is in it, and how it heals itself when opened."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from docvault.access import Actor, Door, actor_of
from docvault.archive import Archive
from docvault.clock import Clock, now
from docvault.database import archives, documents, listing, versions
from docvault.database.address import vault_address
from docvault.database.engine import Database
from docvault.database.listing import Filter
from docvault.errors import (
    BadArgument,
    DocumentNotFound,
    FileNotFound,
    NameTaken,
    StoreError,
    VaultExists,
    VaultNotFound,
    VersionNotFound,
)
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.settings import (
    SETTINGS_FILE,
    Settings,
    SettingsFile,
    default_settings,
    load_settings,
)
from docvault.store.files import (
    clear_scratch,
    make_folder,
    scratch_path,
    store_errors,
    sync_folder,
    write_atomically,
)
from docvault.store.memory_files import clear_memory_files
from docvault.vault.follow import catch_up, content_of
from docvault.vault.holding import hold
from naming_rules.convention import Convention
from naming_rules.language import Text

_PRIVATE = ("keys", "keyjar", "shares", "staging")
_OWN = ("archives", "index", "locks")


class Vault:
    """An open vault. Use as a context manager, or call `close`."""

    def __init__(
        self,
        root: Path,
        settings: Settings,
        *,
        clock: Clock = now,
        create_database: bool = False,
    ) -> None:
        """Stand on the vault at `root`; use `open` or `make` instead."""
        self.root = root
        self.settings_file = SettingsFile(root / SETTINGS_FILE)
        self.settings = settings
        self.own = root / ".docvault"
        self.staging = self.own / "staging"
        self.journals = self.own / "journals"
        self.database = Database(vault_address(root, settings.database.url), create=create_database)
        self.now = clock
        self._archives: dict[str, Archive] = {}

    @property
    def convention(self) -> Convention:
        """The naming convention of the settings."""
        return self.settings.naming

    def code(self, field: str, value: str | None, *, argument: str | None = None) -> str | None:
        """Return the code of a `department`, `type` … as the settings have it, None for None.

        Raises BadArgument, which calls it `argument`, for one they do not know.
        """
        codes = self.convention.codes_of(field)
        if value is None or value in codes:
            return value
        if found := codes.find(value):
            return str(found.code)
        allowed = Text("、".join(codes.codes), ", ".join(codes.codes))
        raise BadArgument(argument=argument or field, value=value[:80], allowed=allowed)

    def refresh_settings(self, *, now: bool = False) -> bool:
        """Take what was changed in docvault.toml; tell whether there was anything to take.

        Cheap enough for every request: the disk is looked at once a second at most, unless
        `now`. Wrong settings are not taken; `settings_file.error` says why. Where the database
        is stays as it was when the vault was opened.
        """
        settings = self.settings_file.changed(now=now)
        if settings is not None:
            self.settings = settings
        return settings is not None

    @classmethod
    def make(cls, path: Path, *, preset: str = "zh") -> Self:
        """Make a vault in the folder `path`; what lies there stays untouched.

        Repeatable until docvault.toml is written, which is last. Raises VaultExists.
        """
        root = path.resolve()
        own, settings = root / ".docvault", root / SETTINGS_FILE
        if settings.exists():
            raise VaultExists(path=path)
        with store_errors(root):
            make_folder(root)
            for name in (*_OWN, *_PRIVATE):
                make_folder(own / name)
            # The register and people's data are nobody's to read from the share.
            for name in (".", *_PRIVATE):
                (own / name).chmod(0o700)
        text = default_settings(preset)
        draft = own / SETTINGS_FILE
        write_atomically(draft, text.encode(), scratch=own / "staging")
        first = load_settings(draft)
        cls(root, first, create_database=True).close()
        with store_errors(root):
            make_folder(root / first.inbox.folder / first.inbox.holding)
            draft.replace(settings)
            for folder in (own, root):
                sync_folder(folder)
        return cls.open(root)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = now, create_database: bool = False) -> Self:
        """Open the vault whose root is `path`, and finish what was begun there.

        `create_database`: make an empty database where it is gone; what people and procedures
        it knew is lost then, and the register is to be rebuilt from git.

        Raises VaultNotFound, SettingsInvalid, StoreError.
        """
        root = path.resolve()
        if not (root / SETTINGS_FILE).is_file():
            raise VaultNotFound(path=path)
        settings = load_settings(root / SETTINGS_FILE)
        vault = cls(root, settings, clock=clock, create_database=create_database)
        try:
            vault.heal()
        except BaseException:
            vault.close()
            raise
        return vault

    def close(self) -> None:
        """End the git processes and the database connections."""
        for archive in self._archives.values():
            archive.close()
        self._archives.clear()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ---- archives

    def archive(self, name: str) -> Archive:
        """Return the archive of that name; it is made when first written to."""
        # In one step, so that threads share one archive and its git processes.
        return self._archives.setdefault(name, Archive(self.root, name))

    def archive_names(self) -> list[str]:
        """Return the names of the archives that exist, from the disk."""
        folder = self.own / "archives"
        return sorted(path.stem for path in folder.glob("*.git") if (path / "config").is_file())

    def heal(self) -> None:
        """Finish what a killed process began: let tree and database follow git.

        Costs one look at each archive's branch when there is nothing to do. An archive that
        another process is writing to at this moment is left to that process. What cannot be
        finished now (the disk is still full, git has lost something) does not keep anybody from
        the rest: check-ins to that archive will raise it, and `verify` names it.
        """
        with store_errors(self.staging):
            make_folder(self.staging)
        # First, because it makes room.
        somebody_died = clear_scratch(self.staging)
        clear_memory_files()
        with self.database.read() as connection:
            recorded = archives.tips(connection)
        for name in self.archive_names():
            archive = self.archive(name)
            with contextlib.suppress(StoreError):
                if somebody_died or archive.tip() not in {recorded.get(name), None}:
                    with archive.locked(timeout=0):
                        catch_up(self, archive)
                        if somebody_died:
                            archive.repository.clear_leftovers()

    # ---- what is in it

    def actor(self, name: str) -> Actor:
        """Return who acts from the command line: a user, or a name that is none."""
        with self.database.read() as connection:
            return actor_of(connection, name, door=Door.COMMAND_LINE, settings=self.settings)

    def find(self, reference: str) -> Document:
        """Return the document with this id, name (of any version) or path.

        Raises DocumentNotFound.
        """
        with self.database.read() as connection:
            found = documents.by_id(connection, reference) or documents.by_path(
                connection, self.relative(Path(reference)) or reference
            )
            name = self.convention.parse(reference.rpartition("/")[2])
            if found is None and name:
                archive, key = self.convention.place(name)[0], self.convention.identity(name)
                found = documents.by_key(connection, archive, key)
        if found is None:
            raise DocumentNotFound(document=reference)
        return found

    def documents(
        self,
        *,
        department: str | None = None,
        type: str | None = None,  # noqa: A002
    ) -> Iterator[Document]:
        """Yield the documents by folder and name."""
        with self.database.read() as connection:
            yield from listing.every(connection, Filter(department=department, type=type))

    def history(self, document: Document) -> list[Version]:
        """Return the document's versions, newest first."""
        with self.database.read() as connection:
            return versions.of(connection, document.id)[::-1]

    def version(self, document: Document, number: str | None = None) -> Version:
        """Return one version, the current one without a number. Raises VersionNotFound."""
        found = self.history(document)
        for version in found:
            if number is None or version.number.casefold() == number.casefold():
                return version
        numbers = ", ".join(version.number for version in found)
        raise VersionNotFound(document=document.name, version=number, versions=numbers)

    def get(self, document: Document, target: Path, number: str | None = None) -> Version:
        """Write a version's bytes, verified, to `target`, whole or not at all.

        An existing file is replaced in one step. Raises VersionNotFound, StoreCorrupt, DiskFull.
        """
        version = self.version(document, number)
        if target.is_dir():
            target = target / version.name
        if not target.parent.is_dir():
            raise FileNotFound(path=target.parent)
        self.ensure_not_ours(target)
        temporary = target.with_name(f".{secrets.token_hex(8)}.part")
        self.archive(document.archive).write_to(content_of(version), temporary)
        with store_errors(target):
            try:
                temporary.replace(target)
            except OSError:
                temporary.unlink()
                raise
        return version

    def bytes_of(self, version: Version, archive: str) -> Iterator[bytes]:
        """Yield a version's bytes; raises StoreCorrupt after the last if they are wrong."""
        return self.archive(archive).read(content_of(version))

    @contextlib.contextmanager
    def copy_of(self, document: Document, version: Version) -> Iterator[Path]:
        """Give a verified copy of a version's bytes for as long as needed."""
        copy = scratch_path(self.staging)
        self.archive(document.archive).write_to(content_of(version), copy, synced=False)
        try:
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    def open_version(self, document: Document, version: Version) -> BinaryIO:
        """Return a file with a version's verified bytes, open for reading; it has no name.

        Raises StoreCorrupt, DiskFull.
        """
        with self.copy_of(document, version) as copy:
            return copy.open("rb")

    def visible_paths(self, document: str) -> list[str]:
        """Return where a document's visible versions lie, newest first, relative to the vault."""
        with self.database.read() as connection:
            return [str(version.path) for version in versions.visible(connection, document)]

    def inside(self, file: Path) -> str | None:
        """Return the path of a file that lies loose in the vault, relative to it.

        None for a file outside, for DocVault's own, and for one that a document owns.
        """
        path = self.relative(file)
        if path is None or path.startswith(".docvault/"):
            return None
        return None if self.at_path(path) else path

    def relative(self, file: Path) -> str | None:
        """Return the path of a file relative to the vault, `/`-joined; None when it is outside."""
        # The folder is resolved, the file itself is not: a link is never followed.
        path = Path(os.path.normpath(file.absolute()))
        with contextlib.suppress(ValueError, OSError):
            return (path.parent.resolve() / path.name).relative_to(self.root).as_posix()
        return None

    def ensure_not_ours(self, target: Path) -> None:
        """Raise NameTaken when something is to be written where DocVault keeps what it has."""
        relative = self.relative(target)
        if relative is None:
            return
        own = relative.partition("/")[0] in {".docvault", SETTINGS_FILE}
        if own or self.at_path(relative):
            raise NameTaken(name=target, taken_by=relative)

    def at_path(self, path: str) -> Version | None:
        """Return the visible version whose file lies at `path`, relative to the vault."""
        if not _is_unicode(path):
            return None  # what an old zip or disk leaves behind; no document has such a name
        with self.database.read() as connection:
            found = versions.at_path(connection, path)
        return found[0] if found else None

    def has_bytes(self, sha256: str) -> bool:
        """Tell whether some version has exactly these bytes."""
        with self.database.read() as connection:
            return bool(versions.with_sha256(connection, sha256))

    def put_aside(self, path: Path) -> None:
        """Move a file with bytes that git does not have to the holding area."""
        reason = Text(
            "它占着另一个文件的位置，内容不在文件库中",
            "it lay in the place of another file, and the vault did not have its content",
        )
        hold(self.root, self.holding_area, path, [reason], language=self.settings.vault.language)

    @property
    def inbox(self) -> Path:
        """The folder where staff drop files."""
        return self.root / self.settings.inbox.folder

    @property
    def holding_area(self) -> Path:
        """The folder where files wait that could not be filed."""
        return self.inbox / self.settings.inbox.holding


def _is_unicode(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that is a vault. Raises VaultNotFound."""
    resolved = start.resolve()
    for folder in (resolved, *resolved.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise VaultNotFound(path=start)
