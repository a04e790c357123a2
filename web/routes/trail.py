"""`/admin/trail`: who did what, when: filtered, page by page, and as a file."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from docvault.access import Right, require
from docvault.database import documents, trail_pages
from docvault.database.trail_pages import TrailFilter
from docvault.errors import BadArgument
from docvault.model.event import Line
from naming_rules.language import Text
from naming_rules.report.as_csv import safe_cell
from web.actions import action_name
from web.disposition import disposition
from web.pages import page
from web.site import Site
from web.trail_words import told
from web.visit import Member, TheSite

router = APIRouter(prefix="/admin/trail")
_ROWS = 100
_MOST = 2**62
_DAY = Text("形如 2023-10-11 的日期", "a day such as 2023-10-11")
_HEAD = ("seq", "at", "actor", "action", "document", "version", "detail", "hash")
# No database takes a NUL.
_Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line as the page shows it; `name` is what its document is called now."""

    line: Line
    at: datetime.datetime
    action: str
    detail: str
    name: str | None


@dataclass(frozen=True, slots=True)
class TrailPage:
    """The variables of admin_trail.html.

    `wanted` is the filter as it was typed, `actions` are codes and what they are called.
    """

    rows: Sequence[TrailRow]
    wanted: dict[str, str]
    actions: Sequence[tuple[str, str]]
    query: str
    next: str | None
    first: str | None


@router.get("")
def show(
    request: Request,
    site: TheSite,
    visit: Member,
    actor: _Word = "",
    action: _Word = "",
    document: _Word = "",
    since: _Word = "",
    until: _Word = "",
    before: Annotated[int | None, Query(ge=1, le=_MOST)] = None,
) -> Response:
    """Show a page of the trail, the newest line first."""
    require(visit.actor, Right.OVERSEE)
    wanted = {
        "actor": actor.strip(),
        "action": action,
        "document": document.strip(),
        "since": since,
        "until": until,
    }
    chosen = _filter(wanted)
    with site.vault.database.read() as connection:
        found = trail_pages.page(connection, chosen, before=before, limit=_ROWS + 1)
        actions = trail_pages.actions(connection)
    query = {name: value for name, value in wanted.items() if value}
    more = len(found) > _ROWS
    following = urlencode({**query, "before": found[_ROWS - 1].seq}) if more else None
    shown = TrailPage(
        _rows(site, found[:_ROWS]),
        wanted,
        [(action, action_name(action)) for action in actions],
        urlencode(query),
        f"?{following}" if following else None,
        f"?{urlencode(query)}" if before else None,
    )
    return page(request, visit, "admin_trail.html", shown)


@router.get("/export")
def exported(
    site: TheSite,
    visit: Member,
    form: Literal["csv", "json"],
    actor: _Word = "",
    action: _Word = "",
    document: _Word = "",
    since: _Word = "",
    until: _Word = "",
) -> Response:
    """Send the lines as a file, piece by piece."""
    require(visit.actor, Right.OVERSEE)
    chosen = _filter(
        {
            "actor": actor.strip(),
            "action": action,
            "document": document.strip(),
            "since": since,
            "until": until,
        }
    )
    pieces = (_as_csv if form == "csv" else _as_json)(site, chosen)
    media = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    headers = {"content-disposition": disposition(f"audit-trail.{form}")}
    return StreamingResponse(pieces, media_type=media, headers=headers)


def _filter(wanted: dict[str, str]) -> TrailFilter:
    until = _day("until", wanted["until"])
    return TrailFilter(
        wanted["actor"] or None,
        wanted["action"] or None,
        wanted["document"] or None,
        _day("since", wanted["since"]),
        until + datetime.timedelta(days=1) if until else None,
    )


def _day(name: str, text: str) -> datetime.datetime | None:
    """Return when a day begins here."""
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(text)
        return datetime.datetime(day.year, day.month, day.day).astimezone()
    except (ValueError, OverflowError) as exc:
        raise BadArgument(argument=name, value=text, allowed=_DAY) from exc


def _rows(site: Site, lines: Sequence[Line]) -> list[TrailRow]:
    names: dict[str, str | None] = {}
    with site.vault.database.read() as connection:
        for line in lines:
            if line.document and line.document not in names:
                found = documents.by_id(connection, line.document)
                names[line.document] = found.name if found else None
    return [
        TrailRow(
            line,
            datetime.datetime.fromisoformat(line.at),
            action_name(line.action),
            told(line.detail),
            names.get(line.document) if line.document else None,
        )
        for line in lines
    ]


def _as_csv(site: Site, chosen: TrailFilter) -> Iterator[str]:
    yield "\ufeff"
    for cells in _lines(site, chosen):
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(safe_cell(cell) for cell in cells)
        yield out.getvalue()


def _as_json(site: Site, chosen: TrailFilter) -> Iterator[str]:
    rows = _lines(site, chosen)
    head = next(rows)
    separator = "[\n"
    for cells in rows:
        line = dict(zip(head, cells, strict=True))
        value = {**line, "seq": int(line["seq"]), "detail": json.loads(line["detail"])}
        yield separator + json.dumps(value, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _lines(site: Site, chosen: TrailFilter) -> Iterator[tuple[str, ...]]:
    yield _HEAD
    before: int | None = None
    while True:
        # A page at a time: a slow reader must not hold a snapshot of the database.
        with site.vault.database.read() as connection:
            lines = trail_pages.page(connection, chosen, before=before, limit=1000)
        for line in lines:
            yield (
                str(line.seq),
                line.at,
                line.actor,
                line.action,
                line.document or "",
                line.version or "",
                line.detail,
                line.hash,
            )
        if not lines:
            return
        before = lines[-1].seq
