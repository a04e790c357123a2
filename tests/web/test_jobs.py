"""Long work: of one person so much at a time."""

from __future__ import annotations

from threading import Event

import pytest
from starlette.exceptions import HTTPException

from naming_rules.language import Text
from web.jobs import MOST_OF_ONE, Job, Jobs, Outcome


def test_one_person_has_so_many_jobs_and_others_theirs() -> None:
    go_on = Event()

    def work(_: Job) -> Outcome:
        assert go_on.wait(30)
        return Outcome("/", Text("好", "done"))

    jobs, label = Jobs(), Text("做", "work")
    try:
        for _ in range(MOST_OF_ONE):
            jobs.start("lin", label, work)
        with pytest.raises(HTTPException) as told:
            jobs.start("lin", label, work)
        assert told.value.status_code == 429
        assert jobs.start("head", label, work).owner == "head"
    finally:
        go_on.set()
        jobs.close()
