"""The program of the helper process: one forked, confined child per job.

Started by `process`, spoken to over its standard input (a `process.Request` as JSON, one a line)
and output (`pipes.HEAD`, then the job's JSON value, or words for the log).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docvault.extract.child import in_child
from docvault.extract.confine import confine
from docvault.extract.converting import Workshop
from docvault.extract.kinds import CONTAINERS, READERS
from docvault.extract.pipes import HEAD, write_all
from docvault.extract.preview.views import MAKERS
from docvault.extract.process import Limits, Request
from docvault.extract.programs import Program, program_for
from docvault.extract.refusal import Refusal
from docvault.extract.unread import Trouble

# Loaded once, here, so that no child pays for it.
_PARSERS = (
    "docvault.extract.contents",
    "docvault.extract.paper.pages",
    "docvault.extract.picture",
    "docvault.extract.revision_record",
    "docvault.extract.preview.passing",
    *{reader.partition(":")[0] for reader in READERS.values()},
    *set(MAKERS.values()),
)


def serve(limits: dict[str, int], room: str) -> None:
    """Answer jobs until standard input ends; foreign programs work in the folder `room`."""
    bounds = Limits(**limits)
    workshop = Workshop(Path(room), bounds)
    for parser in _PARSERS:
        importlib.import_module(parser)
    python = _places_of_packages()
    gc.freeze()
    write_all(1, HEAD.pack(b"", 0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)  # what parsers print is nobody's answer
    try:
        for line in iter(sys.stdin.buffer.readline, b""):
            trouble, answer = _answer(Request(**json.loads(line)), bounds, workshop, python)
            write_all(1, HEAD.pack((trouble or "").encode(), len(answer)) + answer)
    except (EOFError, BrokenPipeError):
        pass  # the caller is gone, and nobody waits for the answer
    finally:
        workshop.close()


def _places_of_packages() -> list[str]:
    """Return the folders that the parsers came from; they load some of their modules later."""
    packages = [module for name, module in sys.modules.items() if "." not in name]
    paths = (path for package in packages for path in getattr(package, "__path__", ()))
    return sorted({os.path.dirname(path) for path in paths})  # noqa: PTH120 - import's own strings


def _answer(
    request: Request, limits: Limits, workshop: Workshop, python: list[str]
) -> tuple[Trouble | None, bytes]:
    deadline = time.monotonic() + limits.seconds

    def read(
        job: str, *arguments: str, options: Sequence[str] = ()
    ) -> tuple[Trouble | None, bytes]:
        def work() -> bytes:
            readable = [*python, *arguments]
            confine(memory=limits.memory, seconds=limits.seconds, readable=readable)
            return json.dumps(_function(job)(*arguments, *options)).encode()

        return in_child(work, deadline=deadline, most=limits.answer)

    if request.program is None:
        return read(request.job, *request.arguments, options=request.options)
    path, kind = request.arguments
    if check := _check_before(kind):
        trouble, answer = read(check, path, kind)
        if trouble is not None:
            return trouble, answer
    try:
        with workshop.converted(request.program, path, kind, deadline, request.makes) as made:
            return read(request.job, str(made), made.suffix, options=request.options)
    except Refusal as refusal:
        return refusal.trouble, str(refusal).encode()
    except OSError as error:  # no room for what the program writes
        return Trouble.CRASHED, str(error).encode()


def _check_before(kind: str) -> str | None:
    """Return the job that says whether a program may have a file of this kind at all."""
    if program_for(kind) is Program.OCR:
        return "docvault.extract.picture:check"
    return "docvault.extract.container:check" if kind in CONTAINERS else None


def _function(job: str) -> Any:
    module, name = job.split(":")
    return getattr(importlib.import_module(module), name)
