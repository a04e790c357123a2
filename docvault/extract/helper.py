"""The program of the helper process: one forked, confined child per job.

Started by `process`, spoken to over its standard input (a JSON list a line: "module:function",
arguments) and output (`pipes.HEAD`, then the job's JSON value, or words for the log).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from typing import Any

from docvault.extract.child import in_child
from docvault.extract.confine import confine
from docvault.extract.kinds import READERS
from docvault.extract.pipes import HEAD, write_all
from docvault.extract.process import Limits
from docvault.extract.unread import Trouble

# Loaded once, here, so that no child pays for it.
_PARSERS = (
    "docvault.extract.contents",
    "docvault.extract.revision_record",
    "docvault.extract.text",
    *{reader.partition(":")[0] for reader in READERS.values()},
)


def serve(limits: dict[str, int]) -> None:
    """Answer jobs until standard input ends."""
    bounds = Limits(**limits)
    for parser in _PARSERS:
        importlib.import_module(parser)
    gc.freeze()
    write_all(1, HEAD.pack(b"", 0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)  # what parsers print is nobody's answer
    try:
        for request in iter(sys.stdin.buffer.readline, b""):
            trouble, answer = _answer(request, bounds)
            write_all(1, HEAD.pack((trouble or "").encode(), len(answer)) + answer)
    except (EOFError, BrokenPipeError):
        pass  # the caller is gone, and nobody waits for the answer


def _answer(request: bytes, limits: Limits) -> tuple[Trouble | None, bytes]:
    def work() -> bytes:
        confine(memory=limits.memory, seconds=limits.seconds)
        job, *arguments = json.loads(request)
        return json.dumps(_function(job)(*arguments)).encode()

    deadline = time.monotonic() + limits.seconds
    return in_child(work, deadline=deadline, most=limits.answer)


def _function(job: str) -> Any:
    module, name = job.split(":")
    return getattr(importlib.import_module(module), name)
