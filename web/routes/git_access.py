"""`/archives/{name}.git`: an archive for `git clone` and `git fetch`, read-only (gitprotocol-http).

Whoever may read all of an archive clones it with an API token as the password. Only the smart
protocol is spoken: files of a repository are never given out one by one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from docvault import cloning
from docvault.archive import Archive
from docvault.errors import DocVaultError
from docvault.store.git.serving import UploadPack, upload_pack
from naming_rules.language import Text
from web.by_token import git_client
from web.errors import status_of
from web.git_response import GitResponse
from web.site import Site
from web.visit import TheSite, Visit

MOST_AT_ONCE = 8
"""Processes of git for clients, in one process of ours; who comes then is asked to come later."""
MOST_OF_ONE = 4
"""Of these, for one person."""

router = APIRouter(prefix="/archives/{name}.git")
_SERVICE = "git-upload-pack"
_ADVERTISED = b"# service=git-upload-pack\n"
_READ_ONLY = Text(
    "档案库只能读取；请用网页、命令行或 API 签入。",
    "Archives are read-only; check documents in by the pages, the command line or the API.",
)
_SMART_ONLY = Text(
    "请使用支持智能 HTTP 协议的 git（1.6.6 及以上）。",
    "Use a git that speaks the smart HTTP protocol (1.6.6 and later).",
)
_SIGN_IN = Text(
    "请用 API 令牌作为密码。", "Give an API token as the password; the user name may be anything."
)


class AtWork:
    """How many git processes serve clients now."""

    def __init__(self) -> None:
        self._people: Counter[str] = Counter()
        self._guard = threading.Lock()

    @property
    def count(self) -> int:
        """All of them."""
        return self._people.total()

    @asynccontextmanager
    async def one_more(
        self, who: str, archive: Archive, *, protocol: str | None, advertise: bool
    ) -> AsyncIterator[UploadPack]:
        """Serve one more, counted. Raises HTTPException 503 where there are enough."""
        with self._guard:
            if self.count >= MOST_AT_ONCE or self._people[who] >= MOST_OF_ONE:
                raise HTTPException(503, headers={"Retry-After": "10"})
            self._people[who] += 1
        try:
            async with upload_pack(archive.git_dir, protocol=protocol, advertise=advertise) as git:
                yield git
        finally:
            with self._guard:
                self._people[who] -= 1
                self._people += Counter()  # without those who have none


at_work = AtWork()


@router.get("/info/refs")
async def info_refs(request: Request, site: TheSite, name: str, service: str = "") -> Response:
    """Say what the archive has. Refuses the dumb protocol and whoever wants to push."""
    found = await run_in_threadpool(_admitted, request, site, name)
    if isinstance(found, Response):
        return found
    if service != _SERVICE:
        return _refused(403, _READ_ONLY if service else _SMART_ONLY)
    protocol = request.headers.get("git-protocol")
    return GitResponse(
        at_work.one_more(found[0].name, found[1], protocol=protocol, advertise=True),
        media_type=f"application/x-{_SERVICE}-advertisement",
        # Since version 2 the service is not named again (gitprotocol-v2(5)).
        head=b"" if "version=2" in (protocol or "").split(":") else _packet(_ADVERTISED) + b"0000",
    )


@router.post("/git-upload-pack")
async def git_upload_pack(request: Request, site: TheSite, name: str) -> Response:
    """Give what the client does not have. The clone is on record before a document leaves."""
    found = await run_in_threadpool(_admitted, request, site, name)
    if isinstance(found, Response):
        return found
    visit, archive = found
    if request.headers.get("content-type") != f"application/x-{_SERVICE}-request":
        return _refused(415, _SMART_ONLY)
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip"}:
        return _refused(415, _SMART_ONLY)
    protocol = request.headers.get("git-protocol")
    written = partial(cloning.record, site.vault, visit.actor, archive)
    return GitResponse(
        at_work.one_more(visit.name, archive, protocol=protocol, advertise=False),
        media_type=f"application/x-{_SERVICE}-result",
        packed=encoding != "identity",
        on_pack=partial(run_in_threadpool, written),
    )


@router.post("/git-receive-pack")
def git_receive_pack(request: Request, site: TheSite, name: str) -> Response:
    """Refuse: what changes a document goes through the vault."""
    found = _admitted(request, site, name)
    return found if isinstance(found, Response) else _refused(403, _READ_ONLY)


def _admitted(request: Request, site: Site, name: str) -> tuple[Visit, Archive] | Response:
    """Return who asks and the archive, or the answer for somebody who may not."""
    try:
        visit = git_client(request)
        return visit, cloning.archive_for(site.vault, visit.actor, name)
    except HTTPException as error:
        return _refused(error.status_code, _SIGN_IN, error.headers)
    except DocVaultError as error:
        return _refused(status_of(error), error.message)


def _refused(status: int, text: Text, headers: Mapping[str, str] | None = None) -> Response:
    # Plain text is what git shows its user.
    return PlainTextResponse(f"{text}\n", status, headers)


def _packet(line: bytes) -> bytes:
    """Return a line as git frames it (gitprotocol-common(5))."""
    return b"%04x%b" % (len(line) + 4, line)
