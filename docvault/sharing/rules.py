"""What links may be made: by the settings, by the documents' levels, by who makes them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docvault.access import Actor, Right, require, subject_of
from docvault.errors import BadArgument, ShareNotAllowed
from docvault.extract.kinds import kind_of
from docvault.extract.preview.views import manners
from docvault.model.document import Document
from docvault.model.share import Mode, Share
from docvault.model.version import Version
from docvault.settings import Settings
from docvault.settings.model import Reach
from naming_rules.language import Text

SHORTEST_PASSWORD = 6
LONGEST_PASSWORD = 256
MOST_OPENS = 100_000
LONGEST_RECIPIENT, LONGEST_NOTE = 100, 1000

_LEVEL = Text("密级“{level}”的文件不能{mode}", "documents of level “{level}” may not be {mode}")
_MODES = {
    Mode.VIEW: Text("对外查看", "shown outside"),
    Mode.DOWNLOAD: Text("对外下载", "downloaded outside"),
}
_PASSWORD = Text(
    "密级“{level}”的文件须设密码", "links to documents of level “{level}” need a password"
)
_UNSEEN = Text(
    "这种文件无法显示为页面，只能给下载链接",
    "this kind of file cannot be shown as pages; make a link to download it",
)
_FOLLOW_SEALED = Text(
    "加密存放的文件只能分享确定的版本", "of a sealed document only one version can be shared"
)
_FOLLOW_OLD = Text("始终分享当前版本时不能指定旧版", "it is not the current version")


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """A link as its maker wants it. `days`: the settings' where it is None."""

    documents: Sequence[tuple[Document, Version]]
    mode: Mode = Mode.VIEW
    days: int | None = None
    password: str | None = None
    max_opens: int | None = None
    recipient: str = ""
    note: str = ""
    follows: bool = False
    """Whether the link always opens the current version."""


@dataclass(frozen=True, slots=True)
class Possible:
    """What links the settings allow for some documents.

    `modes`: empty where they may not be shared at all, which `reason` then says. `password`:
    whether one is needed. `follows`: whether a link may always open their current versions.
    """

    modes: tuple[Mode, ...]
    password: bool
    follows: bool
    reason: Text | None = None


def possible(settings: Settings, documents: Sequence[tuple[Document, Version]]) -> Possible:
    """Return what links may be made to these documents, for who may share them."""

    def against(wanted: Wanted) -> Text | None:
        found = (_objections(settings, wanted, *each) for each in documents)
        return next((reason for reasons in found for reason in reasons), None)

    anything = "•" * SHORTEST_PASSWORD
    reasons = {mode: against(Wanted(documents, mode, password=anything)) for mode in Mode}
    modes = tuple(mode for mode, reason in reasons.items() if reason is None)
    if not modes:
        return Possible((), password=False, follows=False, reason=reasons[Mode.VIEW])
    password = against(Wanted(documents, modes[0])) is not None
    following = Wanted(documents, modes[0], password=anything, follows=True)
    return Possible(modes, password, against(following) is None)


def ensure_allowed(settings: Settings, actor: Actor, wanted: Wanted) -> None:
    """Raise ActorNotAllowed, ShareNotAllowed or BadArgument unless such a link may be made."""
    most = settings.sharing.most_files
    _ensure("documents", len(wanted.documents), 1 <= len(wanted.documents) <= most, f"1 … {most}")
    ids = [document.id for document, _ in wanted.documents]
    _ensure("documents", len(ids), len(set(ids)) == len(ids), "each once")
    for document, _ in wanted.documents:
        require(actor, Right.SHARE, subject_of(document, settings))
    ensure_days(settings, wanted.days)
    if wanted.max_opens is not None:
        ensure_whole("max_opens", wanted.max_opens, MOST_OPENS)
    ensure_text("recipient", wanted.recipient, LONGEST_RECIPIENT)
    ensure_text("note", wanted.note, LONGEST_NOTE)
    if wanted.password is not None:
        long = SHORTEST_PASSWORD <= len(wanted.password) <= LONGEST_PASSWORD
        _ensure("password", "•••", long, f"{SHORTEST_PASSWORD} … {LONGEST_PASSWORD}")
    for document, version in wanted.documents:
        for reason in _objections(settings, wanted, document, version):
            raise ShareNotAllowed(name=version.name, reason=reason)


def ensure_still_allowed(
    settings: Settings,
    actor: Actor,
    share: Share,
    documents: Sequence[tuple[Document, Version]],
) -> None:
    """Raise ActorNotAllowed or ShareNotAllowed unless such a link might be made today."""
    password = "•" * SHORTEST_PASSWORD if share.password else None
    wanted = Wanted(documents, share.mode, password=password, follows=share.follows)
    for document, version in documents:
        require(actor, Right.SHARE, subject_of(document, settings))
        for reason in _objections(settings, wanted, document, version):
            raise ShareNotAllowed(name=version.name, reason=reason)


def is_own(actor: Actor, maker: str) -> bool:
    """Tell whether the actor made it; a disabled user has nothing of his own any more."""
    known = actor.accepted or (actor.user is not None and not actor.user.disabled)
    return known and maker == actor.name


def ensure_days(settings: Settings, days: int | None) -> int:
    """Return how many days a link is to hold. Raises BadArgument: none, or too many."""
    if days is None:
        return settings.sharing.days
    ensure_whole("days", days, settings.sharing.longest_days)
    return int(days)


def ensure_whole(argument: str, value: float, most: int) -> None:
    """Raise BadArgument unless it is a whole number from 1 to `most`."""
    _ensure(argument, value, _is_whole(value) and 1 <= value <= most, f"1 … {most}")


def ensure_text(argument: str, value: str, longest: int) -> None:
    """Raise BadArgument for text that is too long or holds what cannot be seen."""
    plain = all(character.isprintable() or character == "\n" for character in value)
    _ensure(argument, value[:40], plain and len(value) <= longest, f"≤ {longest}")


def _objections(
    settings: Settings, wanted: Wanted, document: Document, version: Version
) -> Iterator[Text]:
    level = settings.shared_level(document.level)
    if wanted.mode.value not in level.modes:
        doing = _MODES[wanted.mode]
        yield Text(
            _LEVEL.zh.format(level=document.level, mode=doing.zh),
            _LEVEL.en.format(level=document.level, mode=doing.en),
        )
    if level.password and wanted.password is None:
        yield _PASSWORD.format(level=document.level)
    if wanted.mode is Mode.VIEW and not manners(kind_of(version.name)):
        yield _UNSEEN
    if wanted.follows and settings.levels.reach(document.level) is Reach.NAMED:
        yield _FOLLOW_SEALED
    if wanted.follows and version.number != document.current:
        yield _FOLLOW_OLD


def _is_whole(value: float) -> bool:
    return not isinstance(value, bool) and math.isfinite(value) and value == int(value)


def _ensure(argument: str, value: object, right: bool, allowed: str) -> None:
    if not right:
        raise BadArgument(argument=argument, value=value, allowed=allowed)
