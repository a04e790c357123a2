"""The form that makes a share link: what it offers, what was sent, what is asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from docvault.access import Right, require, subject_of
from docvault.errors import DocumentNotFound
from docvault.model.document import Document
from docvault.model.share import Mode, Share
from docvault.model.version import Version
from docvault.sharing.rules import Possible, Wanted, possible
from web.sent import Fields
from web.site import Site
from web.visit import Visit, document_of

Chosen = Sequence[tuple[Document, Version]]


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """The form as it was sent, to be mended; the password is typed again."""

    mode: str
    days: str
    max_opens: str = ""
    recipient: str = ""
    note: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class ShareForm:
    """The variables of share_form.html.

    `version` is the one that is shared, where it is not the current one.
    """

    documents: Chosen
    possible: Possible
    draft: ShareDraft
    longest: int
    """Days."""
    version: str = ""


def chosen_of(site: Site, visit: Visit, documents: Sequence[str], version: str) -> Chosen:
    """Return the chosen documents with the version to be shared: the current one unless named.

    A version is named for one document only. Raises DocumentNotFound, VersionNotFound,
    ActorNotAllowed: the visitor may not share one of them.
    """
    found = [document_of(site, visit, each) for each in dict.fromkeys(documents)]
    for each in found:
        require(visit.actor, Right.SHARE, subject_of(each, site.vault.settings))
    number = version if version and len(found) == 1 else None
    return [(each, site.vault.version(each, number)) for each in found]


def form_of(site: Site, chosen: Chosen, draft: ShareDraft | None = None) -> ShareForm:
    """Return the form for these documents, as it was sent or as it begins."""
    settings = site.vault.settings
    allowed = possible(settings, chosen)
    if draft is None:
        mode = allowed.modes[0] if allowed.modes else Mode.VIEW
        draft = ShareDraft(mode.value, str(settings.sharing.days))
    older = [version.number for document, version in chosen if version.number != document.current]
    return ShareForm(
        chosen, allowed, draft, settings.sharing.longest_days, older[0] if older else ""
    )


def like(site: Site, visit: Visit, share: Share, documents: Sequence[str]) -> ShareForm:
    """Return the form for a link like one there was, of those documents that still can be."""
    chosen: list[tuple[Document, Version]] = []
    for document in documents:
        with contextlib.suppress(DocumentNotFound):
            chosen += chosen_of(site, visit, [document], "")
    days = max(1, (share.expires_at - share.created_at).days)
    draft = ShareDraft(
        share.mode.value,
        str(min(days, site.vault.settings.sharing.longest_days)),
        str(share.max_opens or ""),
        share.recipient,
        share.note,
        share.follows,
    )
    return form_of(site, chosen, draft)


def draft_of(sent: Fields) -> ShareDraft:
    """Return what was typed."""
    return ShareDraft(
        sent.one("mode"),
        sent.one("days"),
        sent.one("max_opens"),
        sent.one("recipient"),
        sent.one("note").replace("\r\n", "\n"),
        sent.one("follows") == "yes",
    )


def wanted_of(chosen: Chosen, draft: ShareDraft, password: str) -> Wanted:
    """Return the link that the form asks for; what is no number goes as what no rule allows."""
    return Wanted(
        chosen,
        Mode(draft.mode) if draft.mode in set(Mode) else Mode.VIEW,
        _whole(draft.days),
        password or None,
        _whole(draft.max_opens),
        draft.recipient,
        draft.note,
        draft.follows,
    )


def _whole(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004
