"""What the command line prints with `--json` and programs get over HTTP: one shape for both.

The keys are relied on by scripts and partners: they stay, new ones may come.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from naming_rules.finding import Finding
from naming_rules.language import current_language
from naming_rules.report.as_json import as_mapping

if TYPE_CHECKING:
    from docvault.errors import DocVaultError
    from docvault.model.document import Document
    from docvault.model.file_request import FileRequest
    from docvault.model.share import Share, ShareFile
    from docvault.model.version import Version
    from docvault.search.searching import Answer, Hit
    from docvault.sharing.requested import Asking
    from docvault.sharing.telling import Story


def version_json(version: Version) -> dict[str, object]:
    """Return what a check-in made."""
    return {
        "document": version.document,
        "name": version.name,
        "version": version.number,
        "path": version.path,
        "sha256": version.sha256,
        "commit": version.commit,
    }


def document_json(document: Document) -> dict[str, object]:
    """Return a document as lists have it."""
    return {
        "document": document.id,
        "name": document.name,
        "version": document.current,
        "path": document.path,
        "archive": document.archive,
        "scheme": document.scheme,
        "department": document.department,
        "type": document.type,
        "category": document.category,
        "date": document.date.isoformat(),
        "title": document.title,
        "extension": document.extension,
        "level": document.level,
        "versions": document.sequence,
        "created_by": document.created_by,
        "created_at": document.created_at.isoformat(),
        "modified_by": document.modified_by,
        "modified_at": document.modified_at.isoformat(),
    }


def whole_document_json(document: Document, current: Version) -> dict[str, object]:
    """Return a document with what is known of its current version."""
    return document_json(document) | {
        "sha256": current.sha256,
        "commit": current.commit,
        "size": current.size,
        "note": current.note,
    }


def history_json(version: Version) -> dict[str, object]:
    """Return a version as one line of a history."""
    return {
        "version": version.number,
        "sha256": version.sha256,
        "commit": version.commit,
        "actor": version.actor,
        "at": version.at.isoformat(),
        "note": version.note,
        "state": version.state.value,
        "name": version.name,
        "path": version.path,
        "size": version.size,
        "action": version.action,
    }


def answer_json(answer: Answer) -> dict[str, object]:
    """Return one page of what a search found."""
    return {
        "total": answer.total,
        "hits": [_hit_json(hit) for hit in answer.hits],
        "facets": {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in answer.facets.items()
        },
        "cursor": answer.cursor,
        "meant": list(answer.meant),
        "waiting": answer.waiting,
    }


def share_json(
    share: Share, files: Sequence[ShareFile], last_opened: datetime.datetime | None
) -> dict[str, object]:
    """Return a share link, without what opens it, which nobody knows any more."""
    return {
        "id": share.id,
        "state": share.state.value,
        "mode": share.mode.value,
        "password": share.password,
        "follows": share.follows,
        "recipient": share.recipient,
        "note": share.note,
        "created_by": share.created_by,
        "created_at": share.created_at.isoformat(),
        "expires": share.expires_at.isoformat(),
        "opens": share.opens,
        "max_opens": share.max_opens,
        "first_opened_at": _time(share.first_opened_at),
        "last_opened_at": _time(last_opened),
        "ended_at": _time(share.ended_at),
        "ended_by": share.ended_by,
        "erased_at": _time(share.erased_at),
        "documents": [
            {
                "document": file.document,
                "name": file.name,
                "version": file.version,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in files
        ],
    }


def story_json(story: Story) -> dict[str, object]:
    """Return a share link with what happened to it, the newest first, and the pages seen."""
    return share_json(story.share, story.files, story.last_opened) | {
        "pages_seen": {
            file.name: story.seen[file.number] for file in story.files if file.number in story.seen
        },
        "events": [
            {
                "at": each.at.isoformat(),
                "event": each.what,
                "by": each.by,
                "address": each.address,
                "agent": each.agent,
                "name": each.name,
                "page": each.page,
            }
            for each in story.happenings
        ],
    }


def request_json(request: FileRequest) -> dict[str, object]:
    """Return a request for files, without what opens it, which nobody knows any more."""
    return {
        "id": request.id,
        "state": request.state.value,
        "department": request.department,
        "recipient": request.recipient,
        "note": request.note,
        "created_by": request.created_by,
        "created_at": request.created_at.isoformat(),
        "expires": request.expires_at.isoformat(),
        "files": request.files,
        "max_files": request.max_files,
        "bytes": request.bytes,
        "max_bytes": request.max_bytes,
        "ended_at": _time(request.ended_at),
        "ended_by": request.ended_by,
    }


def asking_json(asking: Asking) -> dict[str, object]:
    """Return a request for files with what came by it and what happened, the newest first."""
    return request_json(asking.request) | {
        "received": [
            {
                "number": each.file.number,
                "name": each.file.name,
                "size": each.file.size,
                "sha256": each.file.sha256,
                "address": each.file.address,
                "received_at": each.file.received_at.isoformat(),
                "path": each.file.path if each.waits else None,
                "document": each.document.id if each.document else None,
            }
            for each in asking.received
        ],
        "events": [
            {
                "at": each.at.isoformat(),
                "event": each.what,
                "by": each.by,
                "address": each.address,
                "name": each.name,
            }
            for each in asking.steps
        ],
    }


def error_json(error: DocVaultError) -> dict[str, object]:
    """Return an error: `{"error": {"code", "message", …}}` with the fields it speaks of."""
    fields = {name: _plain(value) for name, value in error.fields.items()}
    return {"error": {**fields, "code": error.code, "message": str(error)}}


def _time(at: datetime.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _hit_json(hit: Hit) -> dict[str, object]:
    return {
        "document": hit.document.id,
        "name": hit.version.name,
        "version": hit.version.number,
        "path": hit.version.path,
        "score": round(hit.score, 4),
        "snippet": hit.snippet.text,
        "marks": {"name": hit.name.marks, "snippet": hit.snippet.marks},
    }


def _plain(value: object) -> object:
    if isinstance(value, Finding):
        return as_mapping(value, current_language())
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float | None) else str(value)
