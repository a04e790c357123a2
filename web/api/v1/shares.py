"""`/shares`: links for partners outside."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from docvault.access import Right, require
from docvault.database.shares import ShareFilter
from docvault.model import share as model
from docvault.shapes import share_json, story_json
from docvault.sharing import ending, making, telling
from docvault.sharing.rules import Wanted
from web.api.described import errors
from web.api.share_models import (
    DaysAsked,
    MadeShare,
    Share,
    ShareAsked,
    Shares,
    State,
    WholeShare,
)
from web.by_token import Caller
from web.idempotency import Body, Key, once
from web.share_form import chosen_of
from web.visit import TheSite

router = APIRouter(tags=["shares"])
_MOST = 500
_ALL = "*"
ShareId = Annotated[str, Path(description="The link's id.", pattern=r"^[^\x00]*$")]


@router.get("/shares", response_model=Shares, responses=errors(403))
def list_shares(
    site: TheSite,
    caller: Caller,
    by: Annotated[
        str | None, Query(description="Whose: a user's, or * for all.", pattern=r"^[^\x00]*$")
    ] = None,
    document: Annotated[
        str | None, Query(description="Only links to this.", pattern=r"^[^\x00]*$")
    ] = None,
    state: Annotated[State | None, Query(description="Only links of this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 100,
    cursor: Annotated[str | None, Query(description="Of the page before.")] = None,
) -> dict[str, object]:
    """List the user's own links, the newest first; for who oversees the vault those of others."""
    if by and by != caller.name:
        require(caller.actor, Right.OVERSEE)
    maker = None if by == _ALL else by or caller.name
    wanted = ShareFilter(maker, document, model.State(state) if state else None)
    place = telling.place_of(cursor) if cursor else None
    rows = telling.listed(site.vault, caller.actor, wanted, before=place, limit=limit + 1)
    return {
        "shares": [share_json(row.share, row.files, row.last_opened) for row in rows[:limit]],
        "cursor": telling.cursor_of(rows[limit - 1]) if len(rows) > limit else None,
    }


@router.post(
    "/shares",
    status_code=201,
    response_model=MadeShare,
    responses=errors(403, 404, 409, 413, 422, 507),
)
def create(
    request: Request, site: TheSite, caller: Caller, asked: ShareAsked, key: Key = None
) -> Response:
    """Make a link. The answer holds it, this once.

    What is kept for a request that is sent again has no link in it: it would lie in the database.
    Nor is the password part of what tells two requests apart.
    """
    vault = site.vault
    told: list[str] = []

    def work() -> Body:
        chosen = chosen_of(site, caller, asked.documents, asked.version or "")
        wanted = Wanted(
            chosen,
            model.Mode(asked.mode),
            asked.days,
            asked.password.get_secret_value() if asked.password else None,
            asked.max_opens,
            asked.recipient,
            asked.note,
            asked.follows,
        )
        share, link = making.create(vault, wanted, actor=caller.actor)
        told.append(link.at(vault.settings.web.url or str(request.base_url)))
        story = telling.story(vault, share.id, actor=caller.actor)
        return share_json(share, story.files, None)

    without = asked.model_dump(exclude={"password"}) | {"protected": asked.password is not None}
    done = once(vault, key, user=caller.name, asked=["share", without], work=work)
    body = {**done.body, "url": told[0] if told else None}
    place = f"/api/v1/shares/{done.body['id']}"
    return JSONResponse(body, 201, {"Location": place, **done.headers})


@router.get("/shares/{share_id}", response_model=WholeShare, responses=errors(404))
def show(site: TheSite, caller: Caller, share_id: ShareId) -> dict[str, object]:
    """Show a link with what became of it."""
    return story_json(telling.story(site.vault, share_id, actor=caller.actor))


@router.post(
    "/shares/{share_id}/extend", response_model=Share, responses=errors(404, 409, 413, 422)
)
def extend(site: TheSite, caller: Caller, share_id: ShareId, asked: DaysAsked) -> dict[str, object]:
    """Let a link open for so many days from now."""
    ending.extend(site.vault, share_id, asked.days, actor=caller.actor)
    return _shown(site, caller, share_id)


@router.delete("/shares/{share_id}", response_model=Share, responses=errors(404))
def revoke(site: TheSite, caller: Caller, share_id: ShareId) -> dict[str, object]:
    """End a link now, for good. One that is over stays as it is."""
    ending.revoke(site.vault, share_id, actor=caller.actor)
    return _shown(site, caller, share_id)


def _shown(site: TheSite, caller: Caller, share_id: str) -> dict[str, object]:
    story = telling.story(site.vault, share_id, actor=caller.actor)
    return share_json(story.share, story.files, story.last_opened)
