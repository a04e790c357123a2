"""The smallest change that puts a name right: its own parts, each written as it should be.

This is for names whose parts are all there. What is put together from a name that does not follow
a scheme, its folder and its date is `suggest`'s to find.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from naming_rules.characters import DASHES, tidied
from naming_rules.clues import Clue, Source, find_code, title_from
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.draft import Draft, compliant
from naming_rules.fit import RIGHT, is_eight_digits
from naming_rules.found_dates import find_date
from naming_rules.found_versions import find_version
from naming_rules.judge import is_right
from naming_rules.name import DocumentName, SupersededName, VersionNumber
from naming_rules.reading import Reading
from naming_rules.scheme import CODES, Scheme, split_extension
from naming_rules.subject import Subject

_NUMBER: Final = re.compile(r"([0-9]{1,4})(?:[._\s]([0-9]{1,4}))?")
_SPELLINGS: Final = re.compile(r"[-\s_]+")
_PARTING: Final = re.compile(f"[:|/\\\\{''.join(sorted(DASHES))}]")
_ENDS: Final = " .,;:-_~+=|·、，；："


@dataclass(frozen=True, slots=True)
class Mended:
    """A name put right, and where the codes are from that it does not give itself."""

    draft: Draft
    clues: Mapping[str, Clue]


def mended(
    convention: Convention,
    name: str,
    *,
    latest: datetime.date,
    folders: Sequence[str] = (),
    defaults: Mapping[str, str] | None = None,
    subject: Subject | None = None,
) -> Mended | None:
    """Return a document's name as its own parts make it, None when they are not all there.

    A code that is in no list is taken from `folders`, from `defaults`, or left open; so is a day
    that does not exist or is after `latest`. `subject` is the name under judgement, if it is.
    """
    text = tidied(name)
    if subject is None or text != name:
        subject = Subject(convention, text, Context(today=latest))
    extension = subject.extension
    if subject.parsed:
        draft, clues = _of_parsed(convention, subject.parsed, extension), {}
    elif (reading := subject.reading) and _is_whole(reading) and not reading.superseded:
        clues = dict(_clues(convention, reading, folders, defaults or {}))
        draft = _of_reading(convention, reading, clues, extension)
        draft = replace(draft, date=_date_of(reading, latest))
    else:
        return None
    if draft.date and draft.date > latest:
        draft = replace(draft, date=None)
    fit = compliant(draft, convention)
    return Mended(fit, clues) if fit else None


def mended_superseded(convention: Convention, subject: Subject) -> str | None:
    """Return the right name of a superseded file, None when its parts are not all there."""
    scheme, parts = subject.superseded or (None, None)
    _, extension = split_extension(tidied(subject.name))
    reading = subject.reading
    if reading and reading.superseded and _is_whole(reading) and reading.date:
        scheme = reading.scheme
        version = _version(scheme, reading.parts["version"].text)
        mark = scheme.superseded_mark
        parts = SupersededName(mark, reading.date, version, _title_of(reading), extension)
    if scheme is None or parts is None or parts.date > subject.context.today:
        return None
    title = _tidy_title(parts.title or "")
    name = DocumentName(scheme.id, (), parts.date, parts.version, title, extension.casefold())
    text = scheme.superseded_name(name)
    return text if is_right(convention, text) else None


def _is_whole(reading: Reading) -> bool:
    return reading.is_sure and set(reading.missing) <= {"title"} and not reading.extra


def _of_parsed(convention: Convention, name: DocumentName, extension: str) -> Draft:
    entry = convention.types.get(name.type or "")
    return Draft(
        scheme=convention.scheme(name),
        parts=name.codes + name.extra,
        date=name.date,
        version=name.version,
        title=_tidy_title(name.title or ""),
        title_needed=bool(entry and entry.title),
        extension=extension.casefold() or None,
    )


def _of_reading(
    convention: Convention, reading: Reading, clues: Mapping[str, Clue], extension: str
) -> Draft:
    scheme = reading.scheme
    codes = {field: clue.code for field, clue in clues.items()}
    entry = convention.types.get(codes.get("type", ""))
    declared = {
        field: part.text
        for field, part in reading.parts.items()
        if field not in {*CODES, "date", "version", "title"} and part.cost == RIGHT
    }
    return Draft(
        scheme=scheme,
        parts=(*codes.items(), *declared.items()),
        date=None,
        version=_version(scheme, reading.parts["version"].text),
        title=_title_of(reading),
        title_needed="title" in reading.missing or bool(entry and entry.title),
        extension=extension.casefold() or None,
    )


def _date_of(reading: Reading, latest: datetime.date) -> datetime.date | None:
    """Return the day a part gives in any form; eight digits can only be meant in one."""
    text = reading.parts["date"].text
    if reading.date or is_eight_digits(text):
        return reading.date
    found = find_date(text, latest=latest)
    return found.date if found else None


def _clues(
    convention: Convention, reading: Reading, folders: Sequence[str], defaults: Mapping[str, str]
) -> Iterator[tuple[str, Clue]]:
    for field in (field for field in reading.scheme.fields if field in CODES):
        codes = convention.codes_of(field)
        text = reading.parts[field].text
        if entry := codes.find(text) or codes.find(_SPELLINGS.sub("-", text)):
            yield field, Clue(entry.code, Source.NAME)
        elif clue := find_code(codes, (), folders):
            yield field, clue
        elif (default := defaults.get(field)) in codes:
            yield field, Clue(str(default), Source.DEFAULT)


def _version(scheme: Scheme, text: str) -> VersionNumber:
    """Return the number a text gives in the scheme's form; `V1.0` where it gives none."""
    major, minor = 1, 0
    if found := find_version(text):
        major, minor = found.major, found.minor or 0
    elif match := _NUMBER.fullmatch(text):
        major, minor = int(match[1]), int(match[2] or 0)
    major = max(major, 1)
    return VersionNumber(major, minor if scheme.version_form == "major.minor" else None)


def _title_of(reading: Reading) -> str | None:
    part = reading.parts.get("title")
    return _tidy_title(part.text) if part else None


def _tidy_title(text: str) -> str | None:
    text = _PARTING.sub("-", tidied(text))
    return (title_from(text) if " " in text else text.strip(_ENDS)) or None
