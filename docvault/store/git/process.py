"""Git processes: how they are started, what they may see, what their end means."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

from git.cmd import Git
from git.exc import GitCommandError, GitCommandNotFound

from docvault.errors import DiskFull, DocVaultError, GitFailed, StoreUnwritable

# Of a reference that could be opened and not written (refs/files-backend.c) git says no reason.
_FULL_SIGNS = ("no space left", "file too large", "quota exceeded", "couldn't write '")
_UNWRITABLE_SIGNS = ("read-only file system", "permission denied", "unable to create temporary")
_SIGXFSZ = -25
_PIECE = 1 << 16


def environment(git_dir: Path) -> dict[str, str]:
    """Return the variables every git process runs with.

    They override the caller's: a hook that calls DocVault has GIT_DIR and GIT_INDEX_FILE set,
    and a user's configuration may rewrite bytes, sign commits or run programs.
    """
    return {
        "GIT_DIR": str(git_dir),
        # Else git refuses to work while somebody has renamed the visible folder away.
        "GIT_WORK_TREE": str(git_dir),
        "GIT_OBJECT_DIRECTORY": str(git_dir / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_NAMESPACE": "",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "0",
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "C",
        "TZ": "UTC",
    }


def git_for(git_dir: Path) -> Git:
    """Return GitPython's command object for one repository."""
    git = Git(str(git_dir))
    git.update_environment(**environment(git_dir))
    return git


def run(git: Git, command: str, *arguments: str) -> tuple[int, str]:
    """Run a short command to its end; return its exit status and all it said."""
    try:
        status, out, err = getattr(git, command.replace("-", "_"))(
            *arguments, with_extended_output=True, with_exceptions=False
        )
    except (GitCommandError, GitCommandNotFound, OSError) as exc:
        raise GitFailed(command=command, detail=str(exc)) from exc
    return int(status), "\n".join(text for text in (out, err) if text)


class Helper:
    """A git process that stays open: it answers one line after another, or takes a stream."""

    def __init__(self, git: Git, command: str, *options: str) -> None:
        """Start `git COMMAND OPTIONS`. Raises GitFailed."""
        self.command = command
        try:
            # GitPython kills the process when this object goes, so it is kept.
            self._owner: Any = getattr(git, command.replace("-", "_"))(
                *options, istream=PIPE, as_process=True
            )
        except (GitCommandError, GitCommandNotFound, OSError) as exc:
            raise GitFailed(command=command, detail=str(exc)) from exc
        self._process = self._owner.proc

    def send(self, data: bytes, *, flush: bool = True) -> None:
        """Write to the process. Raises the error its end means, should it have ended."""
        try:
            self._process.stdin.write(data)
            if flush:
                self._process.stdin.flush()
        except OSError as exc:
            raise self.failure() from exc

    def line(self) -> str:
        """Return the next line of the answer, without its end."""
        answer: bytes = self._process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise self.failure()
        return answer[:-1].decode("utf-8", "replace")

    def read(self, size: int) -> bytes:
        """Return the next bytes of the answer, at most `size`, at least one."""
        data: bytes = self._process.stdout.read(size)
        if not data:
            raise self.failure()
        return data

    def ask(self, question: str) -> str:
        """Send one line, return one line."""
        self.send(question.encode() + b"\n")
        return self.line()

    def records(self, end: bytes) -> Iterator[bytes]:
        """Yield the answer piece by piece, cut at each `end`, to the end of the process."""
        rest = b""
        while data := self._process.stdout.read1(_PIECE):
            *whole, rest = (rest + data).split(end)
            yield from whole
        if rest:
            yield rest

    def failure(self) -> DocVaultError:
        """Return the error that the end of the process means."""
        status, detail = self._end()
        return failure(self.command, status, detail)

    def finish(self) -> None:
        """Close the input and wait. Raises the error of a process that did not end well."""
        status, detail = self._end()
        if status != 0:
            raise failure(self.command, status, detail)

    def close(self) -> None:
        """End the process by closing its input; how it ends does not matter any more."""
        self._end()

    def _end(self) -> tuple[int, str]:
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        detail = b"" if self._process.stderr.closed else self._process.stderr.read()
        status = self._process.wait()
        self._process.stderr.close()
        return status, detail.decode("utf-8", "replace").strip()


def failure(command: str, status: int, detail: str) -> DocVaultError:
    """Return the error that a git process which ended like this means."""
    lower = detail.lower()
    if status == _SIGXFSZ or any(sign in lower for sign in _FULL_SIGNS):
        return DiskFull(path="git " + command, reason=detail or "file size limit")
    if any(sign in lower for sign in _UNWRITABLE_SIGNS):
        return StoreUnwritable(path="git " + command, reason=detail)
    return GitFailed(command=command, detail=detail or f"exit status {status}")
