"""`/documents/{id}/compare`: what was changed from one version to another, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from docvault.comparing import Change, Comparison, Row, Same, Stretch, compare
from docvault.extract.kinds import kind_of
from docvault.extract.programs import program_for
from docvault.extract.unread import Unread
from docvault.looking import seen
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.texts import text_of
from naming_rules.language import Text
from web.pages import page
from web.site import Site
from web.visit import Member, TheSite, Visit, document_of

router = APIRouter(prefix="/documents/{document_id}/compare")
_PATIENCE = 6.0
_AROUND = 3
"""Equal lines that are shown around a difference."""
_FOLDED = 200
"""Equal lines that are at hand behind a fold; of a longer stretch only their number is told."""
_DIFFERENCES = 2000
"""Lines that differ, on one page."""
_NO_TEXT = Text(
    "{number}：这种文件没有可比较的文字。", "{number}: there is no text to compare in it."
)
_NO_PROGRAM = Text(
    "{number}：本机未安装 {title}，无法读取{reads}。",
    "{number}: {title}, which reads {reads}, is not installed here.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page: a number and words on each side; no number where that side has none."""

    change: Change | None
    """None: the same on both sides."""
    old_number: int | None
    old: Sequence[Stretch]
    new_number: int | None
    new: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other: equal ones behind a fold, or a difference with some around.

    `difference` counts the differences, from 1; 0 for a fold. `hidden`: how many equal lines are
    behind the fold; `lines` has them where they are few.
    """

    lines: Sequence[Line]
    difference: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The variables of compare.html. `found` is None where there is nothing to compare, or yet."""

    document: Document
    versions: Sequence[Version]
    """Newest first."""
    old: Version
    new: Version
    waiting: bool = False
    reason: Text | None = None
    """Why there is nothing to compare."""
    found: Comparison | None = None
    blocks: Sequence[Block] = ()
    differences: int = 0
    more: int = 0
    """Lines that differ and are not on the page."""

    @property
    def same_bytes(self) -> bool:
        """Whether both versions are the same file, byte for byte."""
        return self.old.sha256 == self.new.sha256


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of a document that the visitor may see, and is seeing."""

    site: Site
    visit: Visit
    document: Document
    versions: Sequence[Version]
    old: Version
    new: Version


def pair_of(
    site: TheSite,
    visit: Member,
    document_id: str,
    old: Annotated[str | None, Query(alias="from")] = None,
    new: Annotated[str | None, Query(alias="to")] = None,
) -> Pair:
    """Return the versions that are asked for: without, the current one and the one before it."""
    document = document_of(site, visit, document_id)
    versions = site.vault.history(document)
    to = site.vault.version(document, new)
    before = [each for each in versions if each.sequence < to.sequence] or [to]
    start = site.vault.version(document, old) if old else before[0]
    for version in (start, to):
        seen(site.vault, document, version, visit.name)
    return Pair(site, visit, document, versions, start, to)


@router.get("")
async def show(request: Request, pair: Annotated[Pair, Depends(pair_of)]) -> Response:
    """Show the difference; while the texts are being read, a page that asks again by itself."""
    key = ("compare", pair.document.id, pair.old.number, pair.new.number)
    found = await pair.site.making.made(key, partial(_compared, pair), seconds=_PATIENCE)
    shown = ComparePage(pair.document, pair.versions, pair.old, pair.new)
    if found is None:
        shown = ComparePage(pair.document, pair.versions, pair.old, pair.new, waiting=True)
    elif isinstance(found, Text):
        shown = ComparePage(pair.document, pair.versions, pair.old, pair.new, reason=found)
    else:
        shown = _compare_page(pair, found)
    return page(request, pair.visit, "compare.html", shown, status=202 if found is None else 200)


def _compare_page(pair: Pair, found: Comparison) -> ComparePage:
    blocks = list(_blocks(found.parts))
    told = sum(line.change is not None for block in blocks for line in block.lines)
    return ComparePage(
        pair.document,
        pair.versions,
        pair.old,
        pair.new,
        found=found,
        blocks=blocks,
        differences=max((block.difference for block in blocks), default=0),
        more=found.changed + found.added + found.removed - told,
    )


def _compared(pair: Pair) -> Comparison | Text:
    texts: list[Sequence[str]] = []
    for version in (pair.old, pair.new):
        said = text_of(pair.site.vault, pair.document, version)
        if isinstance(said, Unread):
            return Text(
                f"{version.number}：{said.message.zh}", f"{version.number}: {said.message.en}"
            )
        if said is None:
            return _why_none(version)
        texts.append(said.lines)
    return compare(*texts)


def _why_none(version: Version) -> Text:
    program = program_for(kind_of(version.name))
    if program is None or program.place() is not None:
        return _NO_TEXT.format(number=version.number)
    zh = _NO_PROGRAM.zh.format(number=version.number, title=program.title, reads=program.reads.zh)
    en = _NO_PROGRAM.en.format(number=version.number, title=program.title, reads=program.reads.en)
    return Text(zh, en)


def _blocks(parts: Sequence[Same | Row]) -> Iterator[Block]:
    """Yield folds and differences; equal lines beside a difference belong to it."""
    around: list[Line] = []
    difference, told = 0, 0
    for number, part in enumerate(parts):
        if isinstance(part, Row):
            if not around or around[-1].change is None:
                difference += 1
            around.append(Line(part.change, part.old_number, part.old, part.new_number, part.new))
            told += 1
            if told == _DIFFERENCES:
                break
            continue
        equal = list(_equal(part))
        after = equal[:_AROUND] if number else []
        before = equal[len(after) :][-_AROUND:] if number + 1 < len(parts) else []
        hidden = equal[len(after) : len(equal) - len(before)]
        if not hidden or (len(hidden) == 1 and around):
            around += equal
            continue
        if around:
            yield Block([*around, *after], difference)
        yield Block(hidden if len(hidden) <= _FOLDED else [], hidden=len(hidden))
        around = before
    if around:
        yield Block(around, difference)


def _equal(part: Same) -> Iterator[Line]:
    for place, text in enumerate(part.lines):
        words = (Stretch(text),)
        yield Line(None, part.old_number + place, words, part.new_number + place, words)
