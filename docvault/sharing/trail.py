"""What the audit trail says of links. Never a secret: no link, no key, no password."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docvault.model.event import Event
from docvault.model.share import Share, ShareFile

UNKNOWN = "share"
"""Who tried a link that is none."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a partner comes from: the address, and what the browser calls itself."""

    address: str = ""
    agent: str = ""


def event(
    at: datetime.datetime,
    action: str,
    share: Share,
    *,
    actor: str | None = None,
    file: ShareFile | None = None,
    visitor: Visitor | None = None,
    **more: object,
) -> Event:
    """Return one event of a link: of its sharer, or where no actor is named of the partner."""
    detail: dict[str, Any] = {"share": share.id, "recipient": share.recipient, **more}
    if visitor:
        detail |= {"address": visitor.address, "agent": visitor.agent[:200]}
    if file:
        detail |= {"name": file.name, "sha256": file.sha256}
    who = actor or f"share:{share.id}"
    document, version = (file.document, file.version) if file else (None, None)
    return Event(at, who, f"share-{action}", document, version, detail)


def of_each(
    at: datetime.datetime,
    action: str,
    share: Share,
    files: Iterable[ShareFile],
    *,
    actor: str | None = None,
    visitor: Visitor | None = None,
    **more: object,
) -> list[Event]:
    """Return one event for each document of a link, so that each document's page can tell."""
    return [
        event(at, action, share, actor=actor, file=file, visitor=visitor, **more) for file in files
    ]


def refused(at: datetime.datetime, reason: str, visitor: Visitor, share: Share | None) -> Event:
    """Return the event of a link that did not open, whether there is such a link or not."""
    if share:
        return event(at, reason, share, visitor=visitor)
    detail = {"address": visitor.address, "agent": visitor.agent[:200]}
    return Event(at, UNKNOWN, f"share-{reason}", detail=detail)
