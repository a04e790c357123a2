"""The long way: every rule is asked, and what it finds becomes findings with suggestions."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.documents import documents_of
from naming_rules.finding import Finding
from naming_rules.judge import Judgement, as_findings, judge, judge_folder
from naming_rules.listing import Oddity
from naming_rules.mend import mended_superseded
from naming_rules.rule import Fault
from naming_rules.rules import all_rules, folder_rules, git_name
from naming_rules.subject import Subject
from naming_rules.suggest import suggest

_ORDER: Final = {rule.code: number for number, rule in enumerate(all_rules)}
_RULES: Final = {rule.code: rule for rule in all_rules}
_OF_PLACE: Final = frozenset({"path-too-long", "wrong-folder"})
"""Rules that another name would not content."""


def name_findings(
    convention: Convention,
    name: str,
    context: Context,
    *,
    path: str | None = None,
    file: Path | None = None,
    top: str = "",
) -> list[Finding]:
    """Return what is wrong with a name, each finding with the nearest right name if there is one.

    `path` is what findings are about (the name itself, if not given). The date of `file` serves
    where the name gives none, and the name of the root folder `top` as those below it do.
    """
    subject = Subject(convention, name, context)
    folder = "/".join(context.folder or ())
    findings = list(as_findings(convention, judge(subject), folder, path or name))
    open_ = [f for f in findings if f.suggestion is None and f.rule not in _OF_PLACE]
    if not open_:
        return findings
    folders = (top, *(context.folder or ()))
    text, holes = _suggested(convention, subject, folders, file)
    if text is None or text == name:
        return findings
    return [
        replace(each, suggestion=text, placeholders=holes) if each in open_ else each
        for each in findings
    ]


def _suggested(
    convention: Convention, subject: Subject, folders: Sequence[str], file: Path | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the nearest right name, a superseded file's where one is meant, and its holes."""
    if text := mended_superseded(convention, subject):
        return text, ()
    if subject.superseded or (subject.reading and "mark" in subject.reading.parts):
        return None, ()
    modified = modified_on(file) if file else None
    found = suggest(convention, subject.name, folders=folders, modified=modified, subject=subject)
    if found is None or not subject.context.history:
        return (found.name, found.placeholders) if found else (None, ())
    parsed = convention.parse(found.name)
    return (convention.superseded_name(parsed) if parsed else None), ()


def modified_on(file: Path) -> datetime.date | None:
    """Return the local day a file was last changed; None when it is gone or the day is no day."""
    with contextlib.suppress(OSError, ValueError, OverflowError):  # the year 40,000 is none
        time = file.lstat().st_mtime
        return datetime.datetime.fromtimestamp(time, datetime.UTC).astimezone().date()
    return None


@dataclass(frozen=True)
class Thorough:
    """Judges the parts of a folder that are not right at a glance."""

    convention: Convention
    root: Path | None
    today: datetime.date
    strict_places: bool

    @cached_property
    def top(self) -> str:
        """The name of the root folder, which speaks for its files as the folders in it do."""
        return self.root.resolve().name if self.root else ""

    def names(self, folder: str, names: Iterable[str], *, history: bool) -> Iterator[Finding]:
        """Yield what is wrong with the names of files in a folder."""
        parts = tuple(folder.split("/")) if folder else ()
        context = Context(self.today, parts, history, self.strict_places)
        for name in names:
            path = f"{folder}/{name}" if folder else name
            file = self.root / path if self.root else None
            yield from name_findings(
                self.convention, name, context, path=path, file=file, top=self.top
            )

    def folder_names(self, folder: str, names: Iterable[str]) -> Iterator[Finding]:
        """Yield what makes the names of folders unsafe."""
        parts = tuple(folder.split("/")) if folder else ()
        for name in names:
            subject = Subject(self.convention, name, Context(self.today, parts))
            path = f"{folder}/{name}" if folder else name
            yield from as_findings(self.convention, judge_folder(subject), folder, path)

    def versions(
        self,
        folder: str,
        files: Sequence[str],
        superseded: Sequence[str],
        *,
        folders: Sequence[str] = (),
        history: bool = False,
    ) -> Iterator[Finding]:
        """Yield what is wrong with the files of a folder and its history folder, taken together.

        `history` tells that the folder itself is a history folder.
        """
        documents = documents_of(
            self.convention, folder, files, superseded, folders=folders, history=history
        )
        for rule in folder_rules:
            for placed in rule.check(documents):
                path = f"{folder}/{placed.name}" if folder else placed.name
                judged = [Judgement(rule, placed.fault)]
                yield from as_findings(self.convention, judged, path.rpartition("/")[0], path)

    def oddities(self, folder: str, found: Iterable[Oddity]) -> Iterator[Finding]:
        """Yield what is no file, or cannot be read."""
        for each in found:
            judged = [Judgement(_RULES[each.rule], Fault(each.message))]
            yield from as_findings(self.convention, judged, folder, each.path)

    def is_git_name(self, name: str) -> bool:
        """Tell whether a folder's name is git's own, in any spelling."""
        return any(git_name.rule.check(Subject(self.convention, name, Context(self.today))))

    def in_order(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings by path, those on one path in the order of the rules."""
        return sorted(findings, key=lambda finding: (finding.path, _ORDER[finding.rule]))
