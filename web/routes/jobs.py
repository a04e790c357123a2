"""`/jobs/{id}`: how far some long work is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from web.jobs import Job
from web.pages import page, redirect
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/jobs")
_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class JobPage:
    """The variables of job.html: `percent` is None while nobody knows how much there is to do."""

    id: str
    label: str
    done: int
    total: int | None
    percent: int | None
    ended: bool
    error: str | None


@router.get("/{job_id}")
def show(request: Request, site: TheSite, visit: Member, job_id: str) -> Response:
    """Show how far it is; when it is done, go to what it came to."""
    job = _job(site, visit, job_id)
    if job.outcome:
        return redirect(request, job.outcome.url, notice=job.outcome.notice)
    return page(request, visit, "job.html", _shown(job))


@router.get("/{job_id}/events")
async def events(site: TheSite, visit: Member, job_id: str) -> StreamingResponse:
    """Tell how far it is as server-sent events, until it ends."""
    job = _job(site, visit, job_id)
    return StreamingResponse(_events(job), media_type="text/event-stream")


@router.post("/{job_id}/stop")
def stop(site: TheSite, visit: Member, job_id: str) -> JSONResponse:
    """Ask it to stop; what is half done is taken back by whoever does it."""
    _job(site, visit, job_id).stopped.set()
    return JSONResponse({"stopping": True})


async def _events(job: Job) -> AsyncIterator[str]:
    told = ""
    while True:
        shown = _shown(job)
        state = json.dumps({"percent": shown.percent, "done": shown.done, "ended": shown.ended})
        if state != told:
            told = state
            yield f"data: {state}\n\n"
        if shown.ended:
            return
        await asyncio.sleep(_LOOK_SECONDS)


def _shown(job: Job) -> JobPage:
    percent = min(100, 100 * job.done // job.total) if job.total else None
    ended = job.ended is not None
    error = str(job.error) if job.error else None
    return JobPage(job.id, str(job.label), job.done, job.total, percent, ended, error)


def _job(site: Site, visit: Visit, job_id: str) -> Job:
    job = site.jobs.find(job_id, visit.name)
    if job is None:
        raise HTTPException(404)
    return job
