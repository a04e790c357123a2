"""`GET /audit`: the whole audit, now, as it goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from docvault import auditing
from docvault.access import Right, require
from docvault.errors import BadArgument, StoreLocked
from naming_rules.checker import Tally
from naming_rules.finding import Finding
from naming_rules.language import Text, current_language
from naming_rules.report.as_json import as_mapping
from naming_rules.report.visible import dumps
from web.api.described import errors
from web.api.models import Findings
from web.by_token import Caller
from web.closing import ClosingResponse
from web.visit import TheSite

router = APIRouter(tags=["audit"])
_INSIDE = Text("文件库中的路径，如 运营部/2023", "a path in the vault, such as 运营部/2023")
# An audit reads every file: one after another, whoever asks.
_one_at_a_time = threading.Lock()


@router.get(
    "/audit",
    response_model=Findings,
    responses=errors(403, 404),
)
def audit(
    site: TheSite,
    caller: Caller,
    path: Annotated[str | None, Query(description="Only this folder or file.")] = None,
) -> Response:
    """Answer what `docvault audit --json` prints: names, places, versions, register, content.

    Every file is read, so it takes its time on a large vault; findings are sent as they are found,
    one a line. For registrars and administrators. A break in the middle means that it failed.
    """
    require(caller.actor, Right.OVERSEE)
    vault = site.vault
    inside = vault.root / _relative(path) if path else None
    if not _one_at_a_time.acquire(blocking=False):
        raise StoreLocked(what="audit", seconds=0)
    try:
        tally = Tally()
        found = (each for each in auditing.audit(vault, inside, tally=tally))
        first = list(islice(found, 1))  # a wrong path is told before the status is sent
    except BaseException:
        _one_at_a_time.release()
        raise

    def close() -> None:
        found.close()
        _one_at_a_time.release()

    headers = {"Content-Type": "application/json"}
    return ClosingResponse(_lines(chain(first, found), tally), close, headers=headers)


def _relative(path: str) -> str:
    """Return a path below the vault as it was given; one that leads out of it is none."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in path:
        raise BadArgument(argument="path", value=path, allowed=_INSIDE)
    return "/".join(parts)


def _lines(findings: Iterable[Finding], tally: Tally) -> Iterator[str]:
    language = current_language()
    yield '{"findings": ['
    separator = "\n"
    for finding in findings:
        yield separator + dumps(as_mapping(finding, language))
        separator = ",\n"
    yield f'\n], "checked": {tally.checked}}}\n'
