"""What sharers are told of their links: opened by whom, when, from where; which pages were seen."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docvault.access import Actor, Right, decide
from docvault.database import share_news, share_tickets, share_trail, shares
from docvault.database.columns import utc_moment, utc_text
from docvault.database.shares import ShareFilter
from docvault.errors import BadArgument
from docvault.model.event import Line
from docvault.model.share import Share, ShareFile, State
from docvault.sharing.ending import find
from docvault.vault import Vault
from naming_rules.language import Text

_MOST_LINES = 1000
_MOST_NEWS = 100
_PARTNER = "share:"
_FOREIGN = "share-"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a link, once for all of its documents."""

    at: datetime.datetime
    what: str
    """As the audit trail has it, without `share-`: `created`, `opened`, `wrong-password` …"""
    by: str | None
    """Who did it; None is the partner."""
    address: str
    agent: str
    name: str
    """The document, where it happened to one."""
    page: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A link in a list."""

    share: Share
    files: Sequence[ShareFile]
    last_opened: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A link with all that is known of it. `seen`: by file, the pages that were looked at."""

    share: Share
    files: Sequence[ShareFile]
    happenings: Sequence[Happening]
    """The newest first."""
    seen: dict[int, list[int]]

    @property
    def last_opened(self) -> datetime.datetime | None:
        """When it was opened last."""
        return next((each.at for each in self.happenings if each.what == "opened"), None)


def listed(
    vault: Vault,
    actor: Actor,
    wanted: ShareFilter,
    *,
    before: tuple[datetime.datetime, str] | None = None,
    limit: int,
) -> list[Row]:
    """Return links, the newest first; of others only to who oversees the vault."""
    if not decide(actor, Right.OVERSEE).allowed:
        wanted = replace(wanted, created_by=actor.name)
    with vault.database.read() as connection:
        found = shares.page(connection, wanted, before=before, limit=limit)
        ids = [share.id for share in found]
        files = shares.files_of_each(connection, ids)
        opened = share_trail.last_opened(connection, ids)
    return [Row(each, files.get(each.id, []), opened.get(each.id)) for each in found]


def count_live(vault: Vault, maker: str) -> int:
    """Return how many of somebody's links live."""
    with vault.database.read() as connection:
        return share_news.count_live(connection, maker)


def cursor_of(row: Row) -> str:
    """Return the cursor of a list that goes on behind this link."""
    return f"{utc_text(row.share.created_at)}~{row.share.id}"


def place_of(cursor: str) -> tuple[datetime.datetime, str]:
    """Return where a list goes on, to be given as `before`. Raises BadArgument."""
    at, _, share_id = cursor.partition("~")
    try:
        return utc_moment(at), share_id.replace("\0", "")
    except ValueError as exc:
        allowed = Text("上一页给出的 cursor", "the cursor that the page before gave")
        raise BadArgument(argument="cursor", value=cursor[:80], allowed=allowed) from exc


def of_document(vault: Vault, document: str, actor: Actor, *, limit: int) -> list[Row]:
    """Return the links to a document that live, as the actor may know of them."""
    wanted = ShareFilter(document=document, state=State.ACTIVE)
    return listed(vault, actor, wanted, limit=limit)


def story(vault: Vault, share_id: str, *, actor: Actor) -> Story:
    """Return what is known of a link. Raises ShareNotFound."""
    share = find(vault, share_id, actor=actor)
    with vault.database.read() as connection:
        files = shares.files_of(connection, share.id)
        documents = {file.document for file in files}
        lines = share_trail.about(connection, share.id, documents, _MOST_LINES)
        pages = share_tickets.pages_seen(connection, share.id)
    seen: dict[int, list[int]] = {}
    for number, page in sorted(set(pages)):
        seen.setdefault(number, []).append(page)
    return Story(share, files, _happenings(lines), seen)


def newly_opened(vault: Vault, maker: str) -> list[Share]:
    """Return somebody's links that were opened and of which they have not been told yet."""
    with vault.database.read() as connection:
        return shares.page(connection, ShareFilter(maker, news=True), limit=_MOST_NEWS)


def note_told(vault: Vault, maker: str, share_id: str | None = None) -> None:
    """Note that somebody has seen that their links were opened: all of them, or one."""
    with vault.database.write() as connection:
        share_news.note_told(connection, maker, vault.now(), share_id)


def _happenings(lines: Iterable[Line]) -> list[Happening]:
    """Return what the lines tell; what happened to all documents at once is told once."""
    told: dict[tuple[object, ...], Happening] = {}
    for line in lines:
        detail = json.loads(line.detail)
        page = detail.get("page")
        partner = line.actor.startswith(_PARTNER)
        one = partner and line.action != "share-opened"
        happening = Happening(
            at=utc_moment(line.at),
            what=line.action.removeprefix(_FOREIGN),
            by=None if partner else line.actor,
            address=str(detail.get("address", "")),
            agent=str(detail.get("agent", "")),
            name=str(detail.get("name", "")) if one else "",
            page=page if isinstance(page, int) else None,
        )
        key = (line.at, line.action, line.actor, happening.name, page)
        told.setdefault(key, happening)
    return list(told.values())
