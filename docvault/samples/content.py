"""What a sample document says, whatever kind of file it becomes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of a revision record: which version, what changed, by whom, when."""

    version: str
    change: str
    author: str
    day: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole document. `facts` are its label-value lines; an empty `revisions` means no record."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    table: tuple[tuple[str, ...], ...]
    revisions: tuple[Revision, ...] = ()


RECORD_TITLE = "修订记录"
RECORD_COLUMNS = ("版本", "修改内容", "修改人", "修改日期")


def record_rows(content: Content) -> list[tuple[str, ...]]:
    """Return the table of the revision record, headed; empty where there is none."""
    rows = [(line.version, line.change, line.author, line.day) for line in content.revisions]
    return [RECORD_COLUMNS, *rows] if rows else []


def lines(content: Content) -> list[str]:
    """Return the document as plain lines, for the kinds that have nothing else."""
    text = [content.title, ""]
    text += [f"{label}：{value}" for label, value in content.facts]
    for section in content.sections:
        text += ["", section.heading, *section.paragraphs]
    text += ["", *("　".join(row) for row in content.table)]
    if rows := record_rows(content):
        text += ["", RECORD_TITLE, *("　".join(row) for row in rows)]
    return text
