"""From a messy name to the nearest compliant one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from naming_rules.clues import (
    Clue,
    Reading,
    Source,
    agrees,
    find_code,
    guess_code,
    joined,
    legible,
    levels_in,
    read_name,
    split_leading,
)
from naming_rules.context import today
from naming_rules.convention import Convention
from naming_rules.distinct import distinct
from naming_rules.draft import Draft, compliant, drafted
from naming_rules.judge import is_right
from naming_rules.language import Text
from naming_rules.mend import mended
from naming_rules.name import VersionNumber
from naming_rules.scheme import CODES, Scheme, split_extension
from naming_rules.subject import Subject
from naming_rules.suggestion import Suggestion

__all__ = ["Suggestion", "distinct", "suggest"]

_NOT_KNOWN: Final = 10
_NOTHING: Final = Text("", "")
_FIELDS: Final = {
    "department": Text("部门", "department"),
    "type": Text("文件类型", "type"),
    "category": Text("分类", "category"),
    "date": Text("日期", "date"),
}
_SOURCES: Final = {
    Source.FOLDER: Text("{field}取自文件夹", "{field} from the folder"),
    Source.OWNER: Text("{field}按文件类型推定", "{field} from the type's owner"),
    Source.IN_NAME: Text("{field}按名称中的字词推定", "{field} guessed from words in the name"),
    Source.DEFAULT: Text("{field}取默认值", "{field} by default"),
    Source.IN_FOLDER: Text(
        "{field}按文件夹中的字词推定", "{field} guessed from words in the folder"
    ),
}
_FILE_DATE: Final = Text("日期取自文件的修改日期", "date from the file's own date")
_FILL_IN: Final = Text("{fields}需要填写", "fill in {fields}")


def suggest(
    convention: Convention,
    name: str,
    *,
    folders: Sequence[str] = (),
    modified: datetime.date | None = None,
    defaults: Mapping[str, str] | None = None,
    subject: Subject | None = None,
) -> Suggestion | None:
    """Return the nearest compliant name, None when there is none (an extension not allowed).

    `folders` are the names of the folders the file lies in, the outermost first; `modified` is
    the file's own date, which serves when nothing else says one; `defaults` are codes for
    fields that nothing speaks of. `subject` is the name under judgement, if it is: what was found
    out of it need not be found out again.
    """
    parsed = convention.parse(name)
    if (parsed or convention.parse_superseded(name)) and is_right(convention, name):
        draft = drafted(convention, parsed) if parsed else None
        return Suggestion(name, (), _NOTHING, draft)
    stem, extension = _split(name)
    if extension and not convention.allows_extension(extension):
        return None
    latest = today()
    if own := mended(
        convention, name, latest=latest, folders=folders, defaults=defaults, subject=subject
    ):
        why = _why(own.clues, own.draft, by_file=False)
        return Suggestion(own.draft.text, own.draft.holes, why, own.draft)
    reading = read_name(stem, latest=latest, folders=folders, modified=modified)
    if modified and (modified > latest or not agrees(modified, folders)):
        modified = None
    asked = _Asked(convention, reading, tuple(folders), defaults or {}, extension, modified)
    tries = [_Try(asked, scheme) for scheme in convention.schemes]
    for made in sorted(tries, key=lambda made: made.doubt):
        if fit := compliant(made.draft(), convention):
            return Suggestion(fit.text, fit.holes, made.why(fit), fit)
    return None


def _split(name: str) -> tuple[str, str | None]:
    """Return (stem, extension in lower case); None where the name has none."""
    stem, extension = split_extension(legible(name).strip(" ."))
    while extension and stem.casefold().endswith(f".{extension.casefold()}"):
        stem = stem[: -len(extension) - 1].rstrip(" .")
    return stem.lstrip(" .-"), extension.casefold() or None


def _why(clues: Mapping[str, Clue], draft: Draft, *, by_file: bool) -> Text:
    said = [
        _SOURCES[clue.source].format(field=_FIELDS[field])
        for field, clue in clues.items()
        if clue.source in _SOURCES
    ]
    if by_file:
        said.append(_FILE_DATE)
    if draft.holes:
        said.append(_FILL_IN.format(fields=", ".join(f"{{{hole}}}" for hole in draft.holes)))
    return Text("；".join(text.zh for text in said), "; ".join(text.en for text in said))


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that is known of one name."""

    convention: Convention
    reading: Reading
    folders: tuple[str, ...]
    defaults: Mapping[str, str]
    extension: str | None
    modified: datetime.date | None


class _Try:
    """One name put into one scheme."""

    def __init__(self, asked: _Asked, scheme: Scheme) -> None:
        self.asked, self.convention, self.scheme = asked, asked.convention, scheme
        self.words = asked.reading.words
        if "department" in scheme.fields:
            self.words = split_leading(self.convention.departments, self.words)
        self.clues = dict(self._clues())

    @property
    def doubt(self) -> float:
        """How far from sure the codes are on the whole; a code not known counts most."""
        fields = [field for field in self.scheme.fields if field in CODES]
        known = [self.clues[field].source for field in fields if field in self.clues]
        return sum(known, start=_NOT_KNOWN * (len(fields) - len(known))) / max(len(fields), 1)

    def draft(self) -> Draft:
        """Return the name as far as it is known."""
        major, minor = self.asked.reading.version or (1, 0)
        major = max(major, 1)
        with_minor = self.scheme.version_form == "major.minor"
        title = self._title()
        parts = {field: clue.code for field, clue in self.clues.items()}
        if title and (other := self._other_text()):
            parts[other] = title
        return Draft(
            scheme=self.scheme,
            parts=tuple(parts.items()),
            date=self.asked.reading.date or self.asked.modified,
            version=VersionNumber(major, minor or 0) if with_minor else VersionNumber(major),
            title=title or None if "title" in self.scheme.fields else None,
            title_needed=self._title_needed(),
            extension=self.asked.extension,
        )

    def why(self, draft: Draft) -> Text:
        """Say where each part is from that the name itself did not give."""
        by_file = self.asked.reading.date is None and draft.date is not None
        return _why(self.clues, draft, by_file=by_file)

    def _clues(self) -> Iterator[tuple[str, Clue]]:
        owner = None
        for field in sorted(set(self.scheme.fields) & set(CODES), reverse=True):  # type first
            clue = self._clue(field, owner)
            if clue:
                yield field, clue
            if clue and field == "type":
                entry = self.convention.types.get(clue.code)
                owner = entry.owner if entry else None

    def _clue(self, field: str, owner: str | None) -> Clue | None:
        codes = self.convention.codes_of(field)
        if field == "category":
            levels = {entry.levels: entry.code for entry in self.convention.categories}
            if clue := levels_in(self.asked.folders, levels):
                return clue
        if clue := find_code(codes, self.words, self.asked.folders):
            return clue
        if field == "department" and owner:
            return Clue(owner, Source.OWNER)
        guessed = guess_code(codes, self.words, self.asked.folders, certain=field == "department")
        default = self.asked.defaults.get(field)
        if default in codes and not (guessed and guessed.source is Source.IN_NAME):
            return Clue(str(default), Source.DEFAULT)
        return guessed

    def _title(self) -> str:
        said = {number for clue in self.clues.values() for number in range(*clue.words)}
        rest = joined(word for number, word in enumerate(self.words) if number not in said)
        return rest or (joined(self.words) if self._title_needed() else "")

    def _other_text(self) -> str | None:
        """Return the declared free-text field that stands where others have the title."""
        texts = (piece.text for piece in self.scheme.pieces if piece.kind == "text")
        return next((text for text in texts if text != "title"), None)

    def _title_needed(self) -> bool:
        if "title" not in self.scheme.fields:
            return False
        if not self.scheme.title_optional:
            return True
        clue = self.clues.get("type")
        types = self.convention.types
        known = types.get(clue.code) if clue else None
        if known:
            return known.title
        return "type" in self.scheme.fields and any(entry.title for entry in types)
