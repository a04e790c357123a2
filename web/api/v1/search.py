"""`GET /search`: documents by what is in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from docvault.search.ranking import Sort
from docvault.search.searching import MOST_HITS, search
from docvault.shapes import answer_json
from web.api.described import errors
from web.api.models import Found
from web.by_token import Caller
from web.visit import TheSite

router = APIRouter(tags=["search"])


@router.get("/search", response_model=Found, responses=errors())
def search_documents(
    site: TheSite,
    caller: Caller,
    q: Annotated[str, Query(description="In the query language of the search page.")],
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 20,
    sort: Sort = Sort.RELEVANCE,
    cursor: Annotated[str | None, Query(description="Of the page before.")] = None,
) -> dict[str, object]:
    """Full text. What the user may not see is neither found nor counted."""
    answer = search(site.vault, q, actor=caller.actor, limit=limit, sort=sort, cursor=cursor)
    return answer_json(answer)
