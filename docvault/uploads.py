"""Uploads: files that come piece by piece over connections that break.

Each lies in `.docvault/uploads/<person>/` as its bytes so far and a state beside them, so that it
goes on after a broken connection, a closed browser or a restart: what the file has is where it
stands. When it is whole it can be tried as often as needed (a name may be refused), and is gone
once it is checked in. What nobody touched for a day is removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from docvault.errors import (
    BadArgument,
    DiskFull,
    FileTooLarge,
    TooManyUploads,
    UploadIncomplete,
    UploadMoved,
    UploadNotFound,
)
from docvault.store.files import (
    scratch_path,
    store_errors,
    sync_folder,
    write_all,
    write_atomically,
)
from docvault.store.staging import Digest, Staged, stage
from docvault.vault import Vault
from naming_rules.language import Text

KEPT_SECONDS = 24 * 3600.0
_LONGEST_NAME = 1000
_SPARE = 64 << 20
_STATE = ".json"
_NO_ROOM = Text("剩余空间不够这个文件", "there is no room for this file")

# How far the bytes of uploads were hashed by this process: saves reading them again at the end.
_digests: dict[Path, Digest] = {}
_digests_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload as it stands."""

    id: str
    owner: str
    """The user whose upload it is: for nobody else it is there."""
    name: str
    """What the file is called where it comes from: a label, never a path."""
    size: int
    """In bytes, as announced."""
    modified_ns: int
    """The file's own modification time."""
    offset: int = 0
    """How many bytes have come."""
    sha256: str = ""
    blob: str = ""

    @property
    def whole(self) -> bool:
        """Whether all bytes have come."""
        return self.offset == self.size


class Uploads:
    """One person's uploads in a vault."""

    def __init__(self, vault: Vault, owner: str) -> None:
        """Stand on the folder of `owner`, a user's name."""
        self._vault, self._owner = vault, owner
        self.folder = folder_of(vault) / hashlib.sha256(owner.encode()).hexdigest()[:16]

    def begin(self, name: str, size: int, *, modified_ns: int | None = None) -> Upload:
        """Announce a file of `size` bytes.

        Raises BadArgument, FileTooLarge, TooManyUploads, and DiskFull where it would not fit.
        """
        remove_abandoned(self._vault)
        name = name.encode("utf-8", "replace").decode()[:_LONGEST_NAME]
        self._ensure_room(name, size)
        now = time.time_ns()
        wanted = now if modified_ns is None else max(0, min(modified_ns, now))
        upload = Upload(secrets.token_hex(12), self._owner, name, size, wanted)
        with store_errors(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.folder / upload.id, os.O_CREAT | os.O_EXCL, 0o644))
        self._write(upload)
        return upload

    def keep(self, name: str, staged: Staged) -> Upload:
        """Keep what came whole and could not be checked in; it is moved, not copied.

        Raises what `begin` raises.
        """
        upload = self.begin(name, staged.size, modified_ns=staged.mtime_ns)
        upload = replace(upload, offset=staged.size, sha256=staged.sha256, blob=staged.blob)
        with store_errors(self.folder):
            staged.path.replace(self.folder / upload.id)
        self._write(upload)
        return upload

    def append(self, upload_id: str, offset: int, data: bytes) -> Upload:
        """Write bytes that stand at `offset` in the file; returns how the upload stands then.

        Raises UploadNotFound, UploadMoved for another offset than where it stands, FileTooLarge
        for more than was announced, DiskFull or StoreUnwritable: what came before stays.
        """
        upload, path = self._read(upload_id), self.folder / upload_id
        if offset + len(data) > upload.size:
            raise FileTooLarge(path=upload.name, size=offset + len(data), limit=upload.size)
        with _opened(path) as fd:
            stands = os.fstat(fd).st_size
            if stands != offset:
                raise UploadMoved(name=upload.name, given=offset, offset=stands, size=upload.size)
            with store_errors(path):
                os.lseek(fd, 0, os.SEEK_END)
                write_all(fd, data)
            digest = _digest(path, upload.size)
            if digest.done == offset:
                digest.update(data)
        with contextlib.suppress(OSError):
            os.utime(self._state(upload_id))  # it is alive
        return replace(upload, offset=offset + len(data))

    def find(self, upload_id: str) -> Upload:
        """Return how an upload stands. Raises UploadNotFound."""
        return self._read(upload_id)

    def every(self) -> list[Upload]:
        """Return the uploads of this person that were not checked in, the oldest first."""
        with contextlib.suppress(OSError):
            states = sorted(self.folder.glob(f"*{_STATE}"), key=_age)
            return [found for path in states if (found := self._known(path.stem))]
        return []

    def finish(self, upload_id: str) -> Upload:
        """Make a whole upload durable, and say what its bytes are.

        Raises UploadNotFound, UploadIncomplete, DiskFull, StoreUnwritable.
        """
        upload, path = self._read(upload_id), self.folder / upload_id
        if not upload.whole:
            raise UploadIncomplete(name=upload.name, offset=upload.offset, size=upload.size)
        if upload.sha256:
            return upload
        with _opened(path) as fd, store_errors(path):
            digest = _digest(path, upload.size)
            digest.catch_up(fd, upload.size)
            os.fsync(fd)
            sha256, blob = digest.result(path)
        _forget(path)
        upload = replace(upload, sha256=sha256, blob=blob)
        self._write(upload)
        return upload

    @contextlib.contextmanager
    def taken(self, upload_id: str) -> Iterator[Staged]:
        """Give the bytes of a whole upload, staged, for a check-in.

        They are the upload's own bytes under a second name, so that nothing is copied. After an
        error the upload is there as before; otherwise it is gone. Raises what `finish` raises.
        """
        upload, path = self.finish(upload_id), self.folder / upload_id
        staged = self._second_name(upload, path)
        try:
            yield staged
        finally:
            staged.discard()
        _remove(self.folder, upload_id)

    def cancel(self, upload_id: str) -> None:
        """Give an upload up. Raises UploadNotFound."""
        self._read(upload_id)
        _remove(self.folder, upload_id)

    # ---- on disk

    def _second_name(self, upload: Upload, path: Path) -> Staged:
        copy = scratch_path(self._vault.staging)
        times = (upload.modified_ns, upload.modified_ns)
        try:
            os.utime(path, ns=times)
            os.link(path, copy)
        except FileNotFoundError as exc:
            raise UploadNotFound(upload=upload.id) from exc
        except OSError:  # a file system without links
            return stage(path, self._vault.staging)
        return Staged(copy, upload.sha256, upload.blob, upload.size, upload.modified_ns)

    def _ensure_room(self, name: str, size: int) -> None:
        limits = self._vault.settings.limits
        if size < 0:
            raise BadArgument(argument="size", value=size, allowed="≥ 0")
        if size > limits.max_file_size:
            raise FileTooLarge(path=name, size=size, limit=limits.max_file_size)
        begun = self.every()
        if len(begun) >= limits.uploads:
            raise TooManyUploads(begun=len(begun), most=limits.uploads)
        held = sum(upload.size for upload in begun) + size
        if held > limits.upload_bytes:
            raise TooManyUploads(begun=held, most=limits.upload_bytes)
        # The bytes themselves, and git's.
        if shutil.disk_usage(self._vault.own).free < 2 * size + _SPARE:
            raise DiskFull(path=name, reason=_NO_ROOM)

    def _state(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}{_STATE}"

    def _write(self, upload: Upload) -> None:
        state = {**asdict(upload), "offset": 0}
        write_atomically(
            self._state(upload.id), json.dumps(state).encode(), scratch=self._vault.staging
        )
        if upload.sha256:
            with store_errors(self.folder):
                sync_folder(self.folder)

    def _read(self, upload_id: str) -> Upload:
        found = self._known(upload_id)
        if found is None:
            raise UploadNotFound(upload=upload_id)
        return found

    def _known(self, upload_id: str) -> Upload | None:
        if not (upload_id.isalnum() and upload_id.isascii()):
            return None
        try:
            state = json.loads(self._state(upload_id).read_bytes())
            upload = Upload(**{**state, "offset": (self.folder / upload_id).stat().st_size})
        except (OSError, ValueError, TypeError):
            return None
        return upload if upload.owner == self._owner else None


def folder_of(vault: Vault) -> Path:
    """Return the folder in which all uploads of a vault lie."""
    return vault.own / "uploads"


def remove_abandoned(vault: Vault, *, after: float = KEPT_SECONDS) -> int:
    """Remove what nobody touched for so many seconds; return how many uploads that were."""
    count, too_old = 0, time.time() - after
    for folder in _subfolders(folder_of(vault)):
        known = {path.stem for path in folder.glob(f"*{_STATE}")}
        for name in known | {path.name for path in folder.iterdir() if not path.suffix}:
            path = folder / (f"{name}{_STATE}" if name in known else name)
            if _age(path) < too_old:
                _remove(folder, name)
                count += 1
    return count


def _subfolders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []


def _remove(folder: Path, upload_id: str) -> None:
    """Remove an upload, its state first: without one it is not there."""
    with store_errors(folder):
        (folder / f"{upload_id}{_STATE}").unlink(missing_ok=True)
        (folder / upload_id).unlink(missing_ok=True)
    _forget(folder / upload_id)


def _age(path: Path) -> float:
    """Return when a file was last touched; one that is gone meanwhile is of no age."""
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Give an upload's file, open and for us alone; the bytes of two requests never mix."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError as exc:
        raise UploadNotFound(upload=path.name) from exc
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield fd
    finally:
        os.close(fd)


def _digest(path: Path, size: int) -> Digest:
    with _digests_lock:
        return _digests.setdefault(path, Digest(size))


def _forget(path: Path) -> None:
    with _digests_lock:
        _digests.pop(path, None)
