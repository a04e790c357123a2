"""What a name is worth before anything is uploaded: right, or what is wrong, and what would do.

The one judge behind the upload page, the naming form and the inbox. It answers for one visitor: a
name that is right, in a department where the visitor may not check in, is told so.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from docvault.access import Actor, Right, Subject, decide, subject_of
from docvault.database import documents
from docvault.model.document import Document
from docvault.vault import Vault
from docvault.vault.naming import faults_of
from naming_rules.convention import Convention
from naming_rules.distinct import distinct
from naming_rules.draft import Draft, compliant, drafted
from naming_rules.language import Text
from naming_rules.name import DocumentName, VersionNumber
from naming_rules.scheme import Scheme, real_day
from naming_rules.suggest import suggest
from naming_rules.suggestion import Suggestion
from naming_rules.words import field_word

State = Literal["right", "wrong", "conflict", "not-allowed"]

_FIELDS = {
    "scheme": Text("命名方案", "Naming scheme"),
    "department": Text("部门", "Department"),
    "type": Text("文件类型", "Type"),
    "category": Text("分类", "Category"),
    "date": Text("日期", "Date"),
    "version": Text("版本号", "Version"),
    "title": Text("简称", "Title"),
    "extension": Text("扩展名", "Extension"),
}
_TO_FILL = Text("请填写{field}。", "Fill in: {field}.")
_NO_NAME = Text(
    "由这些内容得不出合规的名称；请改动简称或扩展名。",
    "These make no name that may stand; change the title or the extension.",
)
_NO_KIND = Text("不接受扩展名“{extension}”。", "Files of the kind “{extension}” are not taken.")
_HOLE = re.compile(r"\{(\w+)\}")
_VERSION = re.compile(r"[vV]?([0-9]{1,4})(?:\.([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A file about to be uploaded: what it is called, where it lies, its own date."""

    name: str
    folders: tuple[str, ...] = ()
    """The outermost first, as far as they are known."""
    modified: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a name, in the visitor's language."""

    rule: str
    message: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Existing:
    """The document that a name belongs to already."""

    id: str
    name: str
    current: str
    next: str
    """The name that its next version would have."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of one name."""

    name: str
    state: State
    problems: tuple[Problem, ...] = ()
    place: str | None = None
    """The folder it goes to."""
    suggestion: str | None = None
    """A whole name that is right; in a conflict the next version's."""
    why: str = ""
    """Where the suggestion has its parts from; where the visitor may not check in, why not."""
    document: Existing | None = None
    parts: Mapping[str, str] | None = None
    """What the naming form begins with."""


def field_name(field: str) -> Text:
    """Return what people call a part of a name."""
    return _FIELDS.get(field, Text(field, field))


def judge(
    vault: Vault, actor: Actor, asked: Sequence[Asked], *, guess: bool = True
) -> list[Judged]:
    """Judge names that come together; no two are suggested the same one.

    `guess`: what says nothing of a department is taken for the visitor's own.
    """
    faults = [faults_of(vault, one.name) for one in asked]
    defaults = _defaults(vault.convention, actor) if guess else {}
    wishes = [
        suggest(
            vault.convention,
            one.name,
            folders=one.folders,
            modified=one.modified,
            defaults=defaults,
        )
        if found
        else None
        for one, found in zip(asked, faults, strict=True)
    ]
    apart = _apart(vault, actor, asked, wishes)
    return [
        _wrong(
            one.name,
            [Problem(f.rule, str(f.message), f.part) for f in found],
            wish,
        )
        if found
        else judge_right(vault, actor, one.name)
        for one, found, wish in zip(asked, faults, apart, strict=True)
    ]


def judge_right(vault: Vault, actor: Actor, text: str) -> Judged:
    """Judge a name that breaks no rule: where it goes, whose it is already, whether one may."""
    name = vault.convention.parse(text)
    if name is None:
        return Judged(text, "wrong", (Problem("unparseable-name", str(_NO_NAME)),))
    found = _document(vault, name)
    existing = _existing(vault, actor, name, found)
    subject = subject_of(found, vault.settings) if found else Subject(name.department)
    decision = decide(actor, Right.CHECK_IN, subject)
    current = vault.convention.parse(existing.name) if existing else None
    conflict = current is not None and name.version <= current.version
    state: State = "conflict" if conflict else "right"
    return Judged(
        text,
        state if decision.allowed else "not-allowed",
        place="/".join(vault.convention.place(name)),
        suggestion=existing.next if existing and conflict else None,
        why="" if decision.allowed else str(decision.reason),
        document=existing,
        parts=parts_of(drafted(vault.convention, name)),
    )


def judge_parts(vault: Vault, actor: Actor, parts: Mapping[str, str]) -> Judged:
    """Make a name of the parts of the form, and judge it; what is missing is a problem."""
    convention = vault.convention
    draft = draft_of(convention, parts)
    fit = compliant(draft, convention)
    if fit is None:
        problem = Problem("unparseable-name", str(_NO_NAME), "title")
        if draft.extension and not convention.allows_extension(draft.extension):
            said = _NO_KIND.format(extension=draft.extension)
            problem = Problem("extension-not-allowed", str(said), "extension")
        return Judged(spoken(draft.text), "wrong", (problem,), parts=parts_of(draft))
    if fit.holes:
        problems = tuple(
            Problem("missing-part", str(_TO_FILL.format(field=field_name(hole))), hole)
            for hole in fit.holes
        )
        return Judged(spoken(fit.text), "wrong", problems, parts=parts_of(fit))
    return judge_right(vault, actor, fit.text)


def draft_of(convention: Convention, parts: Mapping[str, str]) -> Draft:
    """Return the parts of the form as a name in the making; what cannot be meant is a hole."""
    scheme = next((s for s in convention.schemes if s.id == parts.get("scheme")), None)
    scheme = scheme or convention.schemes[0]
    known = [
        (field, parts[field].strip())
        for field in scheme.fields
        if field not in {"date", "version", "title"} and parts.get(field, "").strip()
    ]
    title = parts.get("title", "").strip() or None
    return Draft(
        scheme=scheme,
        parts=tuple(known),
        date=real_day(re.sub(r"\D", "", parts.get("date", ""))),
        version=version_in(scheme, parts.get("version", "")),
        title=title if "title" in scheme.fields else None,
        title_needed=_title_needed(convention, scheme, parts),
        extension=parts.get("extension", "").strip().lstrip(".") or None,
    )


def parts_of(draft: Draft) -> dict[str, str]:
    """Return a name in the making as the form's parts."""
    return {
        "scheme": draft.scheme.id,
        **dict(draft.parts),
        "date": f"{draft.date:%Y-%m-%d}" if draft.date else "",
        "version": str(draft.version),
        "title": draft.title or "",
        "extension": draft.extension or "",
    }


def spoken(text: str) -> str:
    """Return a text with its `{field}` marks in the words of whoever reads it: `[部门]`."""
    return _HOLE.sub(lambda match: f"[{field_name(match[1])}]", text)


def in_words(pattern: str) -> str:
    """Return a scheme's pattern in the words of whoever reads it: `部门-文件类型-日期`."""
    return _HOLE.sub(lambda match: str(field_word(match[1])), pattern)


def departments_of(vault: Vault, actor: Actor) -> list[str]:
    """Return the departments where somebody may check in, in the order of the settings."""
    codes = vault.convention.departments.codes
    return [code for code in codes if decide(actor, Right.CHECK_IN, Subject(code)).allowed]


def _defaults(convention: Convention, actor: Actor) -> dict[str, str]:
    department = actor.user.department if actor.user else None
    return {"department": department} if department and department in convention.departments else {}


def version_in(scheme: Scheme, text: str) -> VersionNumber:
    """Return the version somebody wrote, in the form of the scheme; the first one for nonsense."""
    match = _VERSION.fullmatch(text.strip())
    major, minor = (int(match[1]), int(match[2] or 0)) if match else (1, 0)
    with_minor = scheme.version_form == "major.minor"
    return VersionNumber(max(major, 1), minor if with_minor else None)


def _title_needed(convention: Convention, scheme: Scheme, parts: Mapping[str, str]) -> bool:
    if "title" not in scheme.fields:
        return False
    known = convention.types.get(parts.get("type", ""))
    return not scheme.title_optional or bool(known and known.title)


def _wrong(name: str, problems: Sequence[Problem], wish: Suggestion | None) -> Judged:
    if wish is None:
        return Judged(name, "wrong", tuple(problems))
    whole = None if wish.placeholders else wish.name
    parts = parts_of(wish.draft) if wish.draft else None
    return Judged(
        name, "wrong", tuple(problems), suggestion=whole, why=spoken(str(wish.why)), parts=parts
    )


def _apart(
    vault: Vault, actor: Actor, asked: Sequence[Asked], wishes: Sequence[Suggestion | None]
) -> list[Suggestion | None]:
    """Let suggestions follow the documents there are, and keep them apart from each other."""
    right = [one.name for one, wish in zip(asked, wishes, strict=True) if wish is None]
    known = [
        ("/".join((*one.folders, one.name)), _following(vault, actor, wish))
        for one, wish in zip(asked, wishes, strict=True)
        if wish and not wish.placeholders
    ]
    made = iter(distinct(vault.convention, known, right))
    return [next(made) if wish and not wish.placeholders else wish for wish in wishes]


def _following(vault: Vault, actor: Actor, wish: Suggestion) -> Suggestion:
    """Return the suggestion with a version that follows, where its document is there already."""
    name = vault.convention.parse(wish.name)
    found = _document(vault, name) if name else None
    if name is None or found is None or wish.draft is None:
        return wish
    existing = _existing(vault, actor, name, found)
    following = vault.convention.parse(existing.next) if existing else None
    if following is None or following.version <= name.version:
        return wish
    draft = replace(wish.draft, version=following.version)
    return replace(wish, name=draft.text, draft=draft)


def _document(vault: Vault, name: DocumentName) -> Document | None:
    archive = vault.convention.place(name)[0]
    with vault.database.read() as connection:
        return documents.by_key(connection, archive, vault.convention.identity(name))


def _existing(
    vault: Vault, actor: Actor, name: DocumentName, found: Document | None
) -> Existing | None:
    """Return what is told of a document; nothing to whom it may not be known to be there."""
    current = vault.convention.parse(found.name) if found else None
    if found is None or current is None:
        return None
    if not decide(actor, Right.READ, subject_of(found, vault.settings)).allowed:
        return None
    following = replace(name, version=current.version.next())
    return Existing(found.id, found.name, found.current, vault.convention.format(following))
