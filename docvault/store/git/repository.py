"""One archive's git repository: what can be read from it and written to it."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docvault.errors import ArchiveMoved, GitFailed, StoreCorrupt
from docvault.store.files import (
    CHUNK,
    is_alive,
    make_folder,
    scratch_path,
    store_errors,
    sync_folder,
    write_all,
    write_atomically,
)
from docvault.store.git.objects import NewObject, ObjectWriter
from docvault.store.git.process import Helper, git_for, run
from docvault.store.git.stream import (
    CommitDraft,
    StoredCommit,
    import_stream,
    raw_commit,
    read_marks,
)
from docvault.store.git.tree import TreeCache, TreeEditor
from docvault.store.staging import Staged

BRANCH = "refs/heads/main"
_IMPORTS = "refs/docvault"
_LOCKS = (f"{BRANCH}.lock", "HEAD.lock", "config.lock", "packed-refs.lock")
_LEFTOVERS = (
    "objects/??/tmp_obj_*",
    "objects/pack/tmp_*",
    "objects/pack/.tmp-*",
    "fast_import_crash_*",
    f"{_IMPORTS}/*",
)
_MANY_OBJECTS = 6700
_FOUND = re.compile(r"([0-9a-f]{40}) (\w+) (\d+)")
_OID = re.compile(r"[0-9a-f]{40}")
_LOG = "--format=%H%x1f%P%x1f%an%x1f%at%x1f%B"

# Each line was measured or was somebody's loss; docvault/DESIGN.md says which.
_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tbare = false
\tworktree = "{work_tree}"
\tfilemode = false
\tsymlinks = false
\tautocrlf = false
\tquotepath = false
\tlogallrefupdates = false
\tfsync = all
\tcompression = 0
\tbigFileThreshold = 8m
\tprotectNTFS = true
\tprotectHFS = true
\thooksPath = /dev/null
\tfsmonitor = false
[gc]
\tauto = 0
\tpackRefs = false
\tpruneExpire = never
\tbigPackThreshold = 256m
[maintenance]
\tauto = false
[fastimport]
\tunpackLimit = 1
"""
_ATTRIBUTES = b"* -text -filter -ident -working-tree-encoding\n"


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """A blob in git: its object id and its size in bytes."""

    id: str
    size: int


class Repository:
    """The git repository of one archive.

    Several threads may share one; a call waits for the one before it. Writers of several
    processes keep each other out with the archive's lock, which the caller holds to commit.
    """

    def __init__(self, git_dir: Path, scratch: Path) -> None:
        """Stand on the repository `git_dir`; `scratch` is a folder for passing bytes to git."""
        self.git_dir = git_dir
        self._scratch = scratch
        self._git = git_for(git_dir)
        self._helpers: dict[str, Helper] = {}
        self._objects = ObjectWriter(self._git, git_dir, scratch)
        self._guard = threading.RLock()
        self._trees = TreeCache(lambda oid: b"".join(self.read(oid)))

    @classmethod
    def create(cls, git_dir: Path, work_tree: str, scratch: Path) -> Repository:
        """Make an empty repository whose work tree is `work_tree` (relative to `git_dir`).

        The layout is git's (gitrepository-layout(5)); `git init` would write a config of its own
        before ours, and a process killed between the two would leave a repository that does not
        sync. Repeatable: one half made by a killed process is completed; its config is last.
        """
        quoted = work_tree.replace("\\", "\\\\").replace('"', '\\"')
        with store_errors(git_dir):
            for folder in ("info", "objects/info", "objects/pack", "refs/heads", "refs/tags"):
                make_folder(git_dir / folder)
            for name, data in (
                ("HEAD", f"ref: {BRANCH}\n".encode()),
                ("info/attributes", _ATTRIBUTES),
                ("config", _CONFIG.format(work_tree=quoted).encode()),
            ):
                write_atomically(git_dir / name, data, scratch=scratch)
        return cls(git_dir, scratch)

    def close(self) -> None:
        """End the helper processes; the next call starts them anew."""
        with self._guard:
            self._objects.close()
            while self._helpers:
                self._helpers.popitem()[1].close()

    def tip(self) -> str | None:
        """Return the id of the branch's newest commit, or None while there is none."""
        # A loose reference goes before a packed one; reading it spares a process.
        with contextlib.suppress(FileNotFoundError):
            said = (self.git_dir / BRANCH).read_text("ascii", "replace").strip()
            if _OID.fullmatch(said):
                return said
        kind, oid, _ = self._info(BRANCH)
        return oid if kind == "commit" else None

    def has(self, oid: str) -> bool:
        """Tell whether git has an object of this id; its bytes may be damaged."""
        return self._info(oid)[0] != "missing"

    def blob_at(self, commit: str, path: str) -> BlobInfo | None:
        """Return the blob at `path` in the tree of `commit`, or None."""
        kind, oid, size = self._info(f"{commit}:{path}")
        return BlobInfo(oid, size) if kind == "blob" else None

    def read(self, oid: str) -> Iterator[bytes]:
        """Yield the bytes of an object in chunks. Raises StoreCorrupt when git cannot read it.

        Git does not notice a replaced object: callers compare the SHA-256 before they use it.
        """
        with self._guard:
            try:
                yield from _contents(self._helper("cat-file", "--batch-command"), oid)
            except BaseException:
                self._drop("cat-file")  # the stream is out of step; a new process starts clean
                raise

    def _info(self, name: str) -> tuple[str, str, int]:
        with self._guard:
            try:
                answer = self._helper("cat-file", "--batch-command").ask(f"info {name}")
            except GitFailed as exc:
                self._drop("cat-file")
                raise StoreCorrupt(what=f"git {name}", detail=exc.fields["detail"]) from exc
        if found := _FOUND.fullmatch(answer):
            return found[2], found[1], int(found[3])
        return "missing", "", 0

    def log(self, since: str | None, until: str) -> Iterator[StoredCommit]:
        """Yield the commits after `since` (all, if None) up to `until`, oldest first.

        Raises StoreCorrupt when the history cannot be read.
        """
        span = f"{since}..{until}" if since else until
        helper = Helper(
            self._git,
            "log",
            "-z",
            "--no-notes",
            "--no-show-signature",
            _LOG,
            "--reverse",
            "--end-of-options",
            span,
        )
        for record in helper.records(b"\0"):
            oid, parents, actor, at, message = record.decode("utf-8", "replace").split("\x1f", 4)
            when = datetime.fromtimestamp(int(at), UTC)
            yield StoredCommit(oid, parents.split(" ")[0] or None, actor, when, message)
        self._finish_reading(helper)

    def _finish_reading(self, helper: Helper) -> None:
        try:
            helper.finish()
        except GitFailed as exc:
            raise StoreCorrupt(what=self.git_dir.name, detail=exc.fields["detail"]) from exc

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Tell whether `older` is in the history of `newer`."""
        status, _ = run(self._git, "merge-base", "--is-ancestor", "--end-of-options", older, newer)
        return status == 0

    def files(self, commit: str) -> Iterator[tuple[str, str]]:
        """Yield (path, blob id) of every file in the tree of `commit`."""
        options = ("-r", "-z", "--full-tree", "--end-of-options")
        helper = Helper(self._git, "ls-tree", *options, commit)
        for record in helper.records(b"\0"):
            head, _, path = record.decode("utf-8", "surrogateescape").partition("\t")
            yield path, head.split(" ")[2]
        self._finish_reading(helper)

    def fsck(self) -> Iterator[str]:
        """Yield what `git fsck --strict` finds wrong, a line each.

        It looks at objects first and at branches later: a commit made meanwhile is "missing".
        """
        status, said = run(
            self._git, "fsck", "--strict", "--full", "--no-dangling", "--no-progress"
        )
        lines: list[str] = []
        for line in said.splitlines():
            if line[:1] == " " and lines:
                lines[-1] += " " + line.strip()
            elif line and not line.startswith("notice:"):
                lines.append(line)
        yield from lines
        if status != 0 and not lines:
            yield f"git fsck: exit status {status}"

    def commit(
        self, draft: CommitDraft, parent: str | None, contents: Sequence[Staged] = ()
    ) -> str:
        """Make one commit on top of `parent` and move the branch to it; return its id.

        `contents` are the files whose bytes it brings. Everything is on disk when this returns.
        Raises StoreCorrupt when git stored other bytes than were hashed, ArchiveMoved when the
        branch is no longer at `parent`; then the branch is untouched.
        """
        with self._guard:
            root = self._info(f"{parent}^{{tree}}")[1] if parent else None
            editor = TreeEditor(root, self._trees)
            editor.apply(draft.changes)
            trees = editor.finish()
            commit = NewObject.of("commit", raw_commit(draft, trees[-1].id, parent))
            blobs = (NewObject("blob", content.blob, content.path) for content in contents)
            self._objects.store([*blobs, *trees, commit])
            self.move_branch(commit.id, parent)
            return commit.id

    def commit_many(
        self, drafts: Iterable[tuple[CommitDraft, Sequence[Path]]], parent: str | None
    ) -> list[str]:
        """Make a commit per draft in one stream (`git fast-import`), all or none; return their ids.

        With each draft come the files whose bytes it brings. The same guarantees as `commit`.
        """
        with self._guard:
            marks = scratch_path(self._scratch)
            reference = f"{_IMPORTS}/{marks.name}"
            try:
                count = self._fast_import(drafts, parent, reference, marks)
                oids = read_marks(marks, count)
            finally:
                for leftover in (marks, self.git_dir / reference):
                    leftover.unlink(missing_ok=True)
            if oids:
                self._objects.sync()
                self.move_branch(oids[-1], parent)
            return oids

    def _fast_import(
        self,
        drafts: Iterable[tuple[CommitDraft, Sequence[Path]]],
        parent: str | None,
        reference: str,
        marks: Path,
    ) -> int:
        helper = Helper(
            self._git,
            "fast-import",
            "--quiet",
            "--done",
            "--date-format=raw",
            f"--export-marks={marks}",
        )
        count = 0
        try:
            for count, (draft, contents) in enumerate(drafts, 1):
                start = parent if count == 1 else None
                for piece in import_stream(draft, contents, count, reference, start):
                    helper.send(piece, flush=False)
            helper.send(b"done\n")
        except BaseException:
            helper.close()
            raise
        helper.finish()
        return count

    def move_branch(self, to: str | None, start: str | None) -> None:
        """Move the branch from `start` to `to`, where None is no branch; synced.

        By git's own protocol, lock file and rename, but in this process: a `git update-ref` that
        outlived its killed caller would move the branch, or remove the lock, of whoever is next.
        Raises ArchiveMoved when the branch is not at `start`; then it is untouched.
        """
        branch = self.git_dir / BRANCH
        lock = branch.with_name(f"{branch.name}.lock")
        with store_errors(branch):
            try:
                fd = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            except FileExistsError as exc:
                raise ArchiveMoved(archive=self.git_dir.stem) from exc
            try:
                with os.fdopen(fd, "wb", buffering=0) as file:
                    if self.tip() != start:
                        raise ArchiveMoved(archive=self.git_dir.stem)
                    write_all(file.fileno(), f"{to}\n".encode())
                    os.fsync(file.fileno())
                if to:
                    lock.replace(branch)
                else:
                    branch.unlink()
            finally:
                lock.unlink(missing_ok=True)
            sync_folder(branch.parent)

    def clear_dead_locks(self) -> None:
        """Remove the lock files that a killed writer left on the branch.

        Only for the holder of the archive's lock: nobody alive can own them then.
        """
        for name in _LOCKS:
            with store_errors(self.git_dir):
                (self.git_dir / name).unlink(missing_ok=True)

    def clear_leftovers(self) -> None:
        """Remove what git processes that ended too soon left among the objects.

        Looks at every object, so only when something did end too soon. Needs the archive's lock.
        """
        if self._is_being_packed():
            return  # what is there may be theirs
        for pattern in _LEFTOVERS:
            for leftover in self.git_dir.glob(pattern):
                with contextlib.suppress(OSError):
                    leftover.unlink()

    def _is_being_packed(self) -> bool:
        """Tell whether a `git gc` is at work: its `gc.pid` says where, and under which number."""
        try:
            pid, _, host = (self.git_dir / "gc.pid").read_text("utf-8", "replace").partition(" ")
        except FileNotFoundError:
            return False
        return host.strip() != platform.node() or (pid.isdigit() and is_alive(int(pid)))

    def tidy(self) -> None:
        """Let git pack its loose objects, in a process of its own, once there are many.

        Nothing is ever pruned. Costs one look at a folder while there is nothing to do.
        """
        # git's own estimate: the objects of one of 256 folders (builtin/gc.c).
        with contextlib.suppress(FileNotFoundError):
            if len(os.listdir(self.git_dir / "objects" / "17")) * 256 > _MANY_OBJECTS:  # noqa: PTH208
                run(self._git(c=f"gc.auto={_MANY_OBJECTS}"), "gc", "--auto", "--quiet")

    def _helper(self, name: str, *options: str) -> Helper:
        if name not in self._helpers:
            self._helpers[name] = Helper(self._git, name, *options)
        return self._helpers[name]

    def _drop(self, name: str) -> None:
        if helper := self._helpers.pop(name, None):
            helper.close()


def _contents(helper: Helper, oid: str) -> Iterator[bytes]:
    try:
        answer = helper.ask(f"contents {oid}")
        found = _FOUND.fullmatch(answer)
        if not found:
            raise StoreCorrupt(what=f"git object {oid}", detail=answer)
        left = int(found[3])
        while left:
            chunk = helper.read(min(left, CHUNK))
            left -= len(chunk)
            yield chunk
        helper.read(1)
    except GitFailed as exc:
        raise StoreCorrupt(what=f"git object {oid}", detail=exc.fields["detail"]) from exc
