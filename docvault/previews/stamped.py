"""Every document as pictures of its pages, each with a watermark: for looking, not for taking.

The watermark is in the picture before it leaves the confined child; this process never decodes one.
First `pages_of` tells how many pages there are, then `page_of` gives them one by one.

PDFs and pictures are drawn from their own bytes. Any other file has to be set out on pages first,
which takes seconds: `pages_of` then returns what came of it as `Stamped.prepared`. Whoever keeps
that, in memory, hands it to `page_of` instead of the original and pays the seconds once; it is as
secret as the document.
"""

from __future__ import annotations

import contextlib
import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from docvault.errors import PageNotFound
from docvault.extract import limited
from docvault.extract.fonts import fonts
from docvault.extract.preview import asking
from docvault.extract.preview.views import MAKERS, Manner, manners
from docvault.extract.programs import Program
from docvault.extract.unread import Trouble, Unread
from docvault.store.memory_files import memory_file

_JOBS = "docvault.extract.paper.pages"
_PDF, _SET = ".pdf", ".pages"
_PICTURES = MAKERS[".png"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the watermark says: for whom, when, through which link, as people read it."""

    recipient: str
    moment: str
    link: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document set out on pages, to be kept in memory and handed in instead of the original."""

    kind: str
    """`.pdf`, as LibreOffice prints it, or `.pages`, as DocVault sets it."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Stamped:
    """How many pages there are.

    `sizes`: width and height at zoom 1, of the first 2,000. `cut`: something at the end is left
    out, because it is too long. `prepared`: None where pages are drawn from the file itself.
    """

    count: int
    sizes: tuple[tuple[int, int], ...]
    cut: bool = False
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A page with its watermark: WebP, with nothing but the points in it."""

    data: bytes
    width: int
    height: int


def is_shown(kind: str) -> bool:
    """Say whether files of a kind (".docx") can be shown as pages here, now."""
    return bool(manners(kind))


def pages_of(source: Path | Prepared, kind: str) -> Stamped | Unread:
    """Return how many pages a file of a kind has; up to 60 seconds where it has to be set out.

    Raises OSError where the file cannot be opened.
    """
    prepared = source if isinstance(source, Prepared) else None
    cut = False
    if isinstance(source, Path) and not _is_drawn(kind):
        made = _prepared(source, kind)
        if isinstance(made, Unread):
            return made
        prepared, cut = made
    with _file(prepared or source, kind) as (path, read_as):
        answer = limited.look(f"{_JOBS}:count", path, read_as)
    if isinstance(answer, Unread):
        return answer
    found = cast("dict[str, Any]", answer)
    sizes = tuple((width, height) for width, height in found["sizes"])
    return Stamped(found["count"], sizes, cut or found["cut"], prepared)


def page_of(
    source: Path | Prepared, kind: str, number: int, stamp: Stamp, *, zoom: Literal[1, 2] = 1
) -> Picture | Unread:
    """Return one page, from 1 on, with its watermark; at zoom 2 of twice the width.

    `source`: the file, or what `pages_of` prepared of it. Raises PageNotFound; OSError where the
    file cannot be opened.
    """
    if isinstance(source, Path) and not _is_drawn(kind):
        made = _prepared(source, kind)
        if isinstance(made, Unread):
            return made
        source = made[0]
    lines = [line for line in (stamp.recipient, f"{stamp.moment}  {stamp.link}".strip()) if line]
    options = (str(number), json.dumps(fonts().facts()), json.dumps(lines), str(zoom))
    with _file(source, kind) as (path, read_as):
        answer = limited.look(f"{_JOBS}:page", path, read_as, *options)
    if isinstance(answer, Unread):
        return answer
    found = cast("dict[str, Any]", answer)
    if "count" in found:
        raise PageNotFound(page=number, name=kind, count=found["count"])
    return Picture(b64decode(found["image"]), found["width"], found["height"])


def _is_drawn(kind: str) -> bool:
    """Say whether pages are drawn from the file itself."""
    return kind == _PDF or MAKERS.get(kind) == _PICTURES


def _prepared(source: Path, kind: str) -> tuple[Prepared, bool] | Unread:
    """Return a document set out, and whether something was left out: printed, if it can be."""
    found = fonts()
    if found.chinese and Manner.PRINTED in manners(kind):  # without, Chinese is printed as boxes
        printed = asking.printed(source, kind)
        if not isinstance(printed, Unread):
            return Prepared(_PDF, printed), False
        # Not what is hostile; but what LibreOffice is too slow for, or cannot read, may be read.
        if printed.trouble is Trouble.HOSTILE or kind not in MAKERS:
            return printed
    if not is_shown(kind):
        return Unread(Trouble.MISSING, _lacking(kind))
    program = Program.OFFICE if kind in Program.OFFICE.makes else None
    options = json.dumps(found.facts())
    answer = limited.look(f"{_JOBS}:set_out", source, kind, options, program=program)
    if isinstance(answer, Unread):
        return answer
    set_out = cast("dict[str, Any]", answer)
    return Prepared(_SET, "\n".join(set_out["pages"]).encode()), bool(set_out["cut"])


def _lacking(kind: str) -> str:
    office = kind in Program.OFFICE.makes
    return f"{Program.OFFICE.title} is not installed" if office else f"nothing shows {kind}"


@contextlib.contextmanager
def _file(source: Path | Prepared, kind: str) -> Iterator[tuple[Path, str]]:
    """Give a file for as long as a reader needs it, and the kind to read it as."""
    if isinstance(source, Path):
        yield source, kind
        return
    with memory_file((source.data,), len(source.data)) as path:
        yield path, source.kind
