"""An archive's history for git clients: `git upload-pack`, which reads and never writes.

The one process that is not started through GitPython: it talks both ways at once for as long as a
client takes, so it belongs to the event loop and not to a thread of its own. Everything else is
as for all others: the environment of `process.py`, no configuration but ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from docvault.errors import GitFailed
from docvault.store.git.process import environment, failure

PIECE = 64 << 10
_IDLE_SECONDS = 600
_LEAVE_SECONDS = 5.0
_MOST_SAID = 2000
# gitprotocol-v2(5): `version=2`; further keys may follow after colons. What else is sent is none.
_PROTOCOL = re.compile(r"[a-z0-9=:.-]{1,100}", re.ASCII)
# What one client may cost: one processor, and memory for a window of what is being compared.
_SETTINGS = (
    "safe.directory=*",  # the vault may belong to another user than the server runs as
    "transfer.hideRefs=refs/docvault",
    "uploadpack.allowFilter=false",
    "uploadpack.keepAlive=5",
    "pack.threads=1",
    "pack.windowMemory=32m",
    "pack.deltaCacheSize=16m",
    "core.packedGitLimit=256m",
)


@dataclass(frozen=True, slots=True)
class UploadPack:
    """A `git upload-pack` at work: what a client says goes in, what it is to get comes out."""

    process: asyncio.subprocess.Process

    async def put(self, data: bytes) -> None:
        """Hand on what the client said; waits while git has not read what came before.

        What comes after git has heard enough is dropped.
        """
        stdin = self.process.stdin
        assert stdin is not None  # noqa: S101 - a pipe, see `upload_pack`
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            stdin.write(data)
            await stdin.drain()

    def end(self) -> None:
        """Say that the client has said all."""
        assert self.process.stdin is not None  # noqa: S101 - as above
        self.process.stdin.close()

    async def get(self) -> bytes:
        """Return the next bytes for the client, at most 64 KiB; none at the end.

        Raises GitFailed where git ended badly.
        """
        assert self.process.stdout is not None  # noqa: S101 - as above
        if data := await self.process.stdout.read(PIECE):
            return data
        assert self.process.stderr is not None  # noqa: S101 - as above
        said = await self.process.stderr.read(_MOST_SAID)
        if status := await self.process.wait():
            raise failure("upload-pack", status, said.decode("utf-8", "replace").strip())
        return b""


@contextlib.asynccontextmanager
async def upload_pack(
    git_dir: Path, *, protocol: str | None = None, advertise: bool = False
) -> AsyncIterator[UploadPack]:
    """Run `git upload-pack` for one request of a client (gitprotocol-http(5)).

    `protocol` is what the client's `Git-Protocol` header says; `advertise` answers only what there
    is. However it is left, no process of it stays. Raises GitFailed.
    """
    spoken = protocol if protocol and _PROTOCOL.fullmatch(protocol) else None
    variables = {**os.environ, **environment(git_dir)}
    variables.pop("GIT_PROTOCOL", None)
    if spoken:
        variables["GIT_PROTOCOL"] = spoken
    options = ["--stateless-rpc", "--strict", f"--timeout={_IDLE_SECONDS}"]
    if advertise:
        options.append("--advertise-refs")
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    try:
        process = await asyncio.create_subprocess_exec(
            "git",
            *settings,
            "upload-pack",
            *options,
            str(git_dir),
            stdin=DEVNULL if advertise else PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=variables,
            start_new_session=True,
        )
    except OSError as exc:
        raise GitFailed(command="upload-pack", detail=str(exc)) from exc
    try:
        yield UploadPack(process)
    finally:
        await asyncio.shield(_gone(process))


async def _gone(process: asyncio.subprocess.Process) -> None:
    """End the process and what it started, and take its pipes away."""
    if process.returncode is None:
        # Its children (pack-objects) are in its group.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.stdin:
        process.stdin.close()
    with contextlib.suppress(TimeoutError):
        # What is left in its pipes is read, so that they are closed with it.
        await asyncio.wait_for(_drained(process), _LEAVE_SECONDS)


async def _drained(process: asyncio.subprocess.Process) -> None:
    for stream in (process.stdout, process.stderr):
        while stream and await stream.read(PIECE):
            pass
    await process.wait()
