"""What became of requests for files: which there are, what came by them, where that is now."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from docvault.access import Actor, Right, Subject, decide, subject_of
from docvault.database import documents, file_requests, holdings, share_trail, versions
from docvault.database.columns import utc_moment, utc_text
from docvault.database.engine import Connection
from docvault.model.document import Document
from docvault.model.event import Line
from docvault.model.file_request import FileRequest, RequestedFile
from docvault.sharing.requests import find
from docvault.vault import Vault
from naming_rules.language import Text

_SENDER = "request:"
_FOREIGN = "request-"
_MOST_LINES = 1000
_WORDS = {
    "created": Text("发起了征集", "made the request"),
    "received": Text("发来一个文件", "sent a file"),
    "wrong-token": Text("用错误的链接尝试", "tried with a wrong link"),
    "over": Text("结束后尝试", "tried after its end"),
    "limit-reached": Text(
        "超出数量或大小，没有收下", "sent more than is allowed; it was not taken"
    ),
    "revoked": Text("关闭了征集", "closed it"),
    "expired": Text("到期结束", "it expired"),
}


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came. `waits`: it lies in the inbox still, for its name.

    `document`: what it became, as far as the bytes tell and the actor may know.
    """

    file: RequestedFile
    waits: bool
    document: Document | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a request. `by`: who did it; None is the partner."""

    at: datetime.datetime
    what: str
    """As the audit trail has it, without `request-`: `created`, `received`, `over` …"""
    by: str | None
    address: str = ""
    name: str = ""
    """The file, where one came."""

    @property
    def words(self) -> str:
        """What happened, in words."""
        return str(_WORDS.get(self.what, self.what))


@dataclass(frozen=True, slots=True)
class Asking:
    """A request with all that is known of it; the newest step first."""

    request: FileRequest
    received: Sequence[Received]
    steps: Sequence[Step]


def listed(
    vault: Vault,
    actor: Actor,
    *,
    before: tuple[datetime.datetime, str] | None = None,
    limit: int,
) -> list[FileRequest]:
    """Return the actor's own requests and those of departments they check in for, newest first."""
    codes = vault.convention.departments.codes
    theirs = tuple(c for c in codes if decide(actor, Right.CHECK_IN, Subject(c)).allowed)
    with vault.database.read() as connection:
        return file_requests.page(
            connection, created_by=actor.name, departments=theirs, before=before, limit=limit
        )


def cursor_of(request: FileRequest) -> str:
    """Return the cursor of a list that goes on behind this request; `telling.place_of` reads it."""
    return f"{utc_text(request.created_at)}~{request.id}"


def story(vault: Vault, request_id: str, *, actor: Actor) -> Asking:
    """Return what is known of a request. Raises RequestNotFound."""
    request = find(vault, request_id, actor=actor)
    with vault.database.read() as connection:
        files = file_requests.files_of(connection, request.id)
        lines = share_trail.by(connection, _SENDER + request.id, _MOST_LINES)
        received = [_received(vault, connection, actor, file) for file in files]
    return Asking(request, received, _steps(request, lines))


def senders(vault: Vault, paths: Collection[str]) -> dict[str, FileRequest]:
    """Return by which requests files came, by where they lie; others are not there.

    It is asked by their places, which no partner chooses and no rebuilding of the register forgets.
    """
    if not paths:
        return {}
    with vault.database.read() as connection:
        sent = file_requests.at_paths(connection, paths)
        found = file_requests.by_ids(connection, sent.values())
    return {path: found[request] for path, request in sent.items()}


def _received(vault: Vault, connection: Connection, actor: Actor, file: RequestedFile) -> Received:
    held = holdings.at(connection, file.path)
    sent = held is not None and held.actor == _SENDER + file.request
    waits = sent and (vault.root / file.path).is_file()
    return Received(file, waits, None if waits else _became(vault, connection, actor, file))


def _became(
    vault: Vault, connection: Connection, actor: Actor, file: RequestedFile
) -> Document | None:
    """Return the document that was made of a file: the first with these bytes since it came."""
    since = file.received_at.replace(microsecond=0)  # a version's time is in whole seconds
    for version in versions.with_sha256(connection, file.sha256):
        if version.at < since:
            continue
        document = documents.by_id(connection, version.document)
        if document and decide(actor, Right.READ, subject_of(document, vault.settings)).allowed:
            return document
    return None


def _steps(request: FileRequest, lines: Iterable[Line]) -> list[Step]:
    """Return what the partner did, which the trail knows, between the maker's two acts."""
    steps = []
    if request.ended_at:
        by = request.ended_by or "docvault"
        steps.append(Step(request.ended_at, request.state.value, by))
    for line in lines:
        detail = json.loads(line.detail)
        what = line.action.removeprefix(_FOREIGN)
        address, name = str(detail.get("address", "")), str(detail.get("name", ""))
        steps.append(Step(utc_moment(line.at), what, None, address, name))
    steps.append(Step(request.created_at, "created", request.created_by))
    return sorted(steps, key=lambda step: step.at, reverse=True)  # keeps what happened at once
