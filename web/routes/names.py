"""`/names`: a name is checked as a file is chosen, and built by the form."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from web.asked import JsonBody
from web.naming import Asked, judge, judge_parts
from web.naming_form import naming_form
from web.pages import page
from web.visit import Member, TheSite

router = APIRouter()

_Name = Annotated[str, Field(max_length=1000)]
_Part = Annotated[str, Field(max_length=255)]


class AskedName(BaseModel):
    """One file: its name as it is, or the parts that the form has."""

    name: _Name = ""
    folders: Annotated[list[_Part], Field(max_length=32)] = []
    modified: int | None = None
    """Milliseconds since 1970, as browsers say it."""
    parts: dict[_Part, _Name] | None = None


class AskedNames(JsonBody):
    """The files dropped together."""

    files: Annotated[list[AskedName], Field(max_length=1000)]


@router.post("/names/check")
def check_names(site: TheSite, visit: Member, asked: AskedNames) -> dict[str, object]:
    """Say of each name whether it is right and where it goes, or what is wrong and would do."""
    vault, actor = site.vault, visit.actor
    named = [
        Asked(one.name, tuple(one.folders), day_of(one.modified))
        for one in asked.files
        if one.parts is None
    ]
    judged = iter(judge(vault, actor, named))
    answers = [
        next(judged) if one.parts is None else judge_parts(vault, actor, one.parts)
        for one in asked.files
    ]
    return {"files": [asdict(answer) for answer in answers]}


@router.get("/names/form")
def form(
    request: Request,
    site: TheSite,
    visit: Member,
    name: Annotated[str, Query(max_length=1000)] = "",
    folder: Annotated[str, Query(max_length=2000)] = "",
    modified: int | None = None,
) -> Response:
    """Give the form that builds a name, filled in as far as a file's own name tells."""
    asked = Asked(name, tuple(filter(None, folder.split("/"))), day_of(modified))
    (judged,) = judge(site.vault, visit.actor, [asked])
    made = naming_form(site.vault, visit.actor, begun(judged.parts, name))
    return page(request, visit, "naming_form.html", made)


def begun(parts: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """Return what the form begins with: the parts found, else the extension at least."""
    if parts:
        return dict(parts)
    stem, dot, extension = name.rpartition(".")
    return {"extension": extension if stem and dot else "", "title": stem or name}


def day_of(milliseconds: int | None) -> datetime.date | None:
    """Return the day of a file's modification; None for none, and for what is no time."""
    if milliseconds is None:
        return None
    try:
        at = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at.astimezone().date()
