"""Who asks, in which language, and how forms know that they were sent from our own pages."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from docvault.access import Actor, Right, Subject, decide, subject_of
from docvault.database import documents
from docvault.errors import DocumentNotFound, FormRefused
from docvault.model.document import Document
from docvault.model.user import User
from docvault.users import sessions
from naming_rules.language import Language, Text, current_language
from web.errors import Elsewhere
from web.incoming import takes_pieces
from web.site import Site

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A form of codes has some fields for each; the size of a body is bounded anyway.
_MOST_FIELDS = 20_000
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_STALE = Text(
    "这个表单已失效（登录状态变了），没有改动任何东西。请返回刷新页面后再试。",
    "This form is stale (you signed in or out since); nothing was changed. Go back, reload, retry.",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's visitor."""

    actor: Actor
    language: Language
    csrf: str
    """What every form of this visitor carries."""
    theme: str = ""
    """`light`, `dark`, or as the browser has it."""
    secret: str | None = None
    """The secret of the session, which the cookie carries."""

    @property
    def user(self) -> User | None:
        """The user who is signed in."""
        return self.actor.user

    @property
    def name(self) -> str:
        """The name that check-ins and the audit trail say."""
        return self.actor.name

    def may(self, right: str) -> bool:
        """Tell whether the visitor has a right for the whole vault; for what pages offer."""
        return decide(self.actor, Right(right)).allowed

    @property
    def shares(self) -> bool:
        """Whether there is anything that the visitor may share; for what pages offer."""
        places = {self.user.department if self.user else None}
        places |= {grant.department for grant in self.actor.grants}
        return any(decide(self.actor, Right.SHARE, Subject(each)).allowed for each in places)

    def check(self, token: str | None) -> None:
        """Raise FormRefused unless `token` is what this visitor's forms carry."""
        if not token or not hmac.compare_digest(token.encode(), self.csrf.encode()):
            raise FormRefused(reason=_STALE)


def site_of(request: Request) -> Site:
    """Return the site that is served."""
    site: Site = request.app.state.site
    return site


def session_cookie(site: Site) -> str:
    """Return the cookie's name; by HTTPS one that no other host or path can set (RFC 6265bis)."""
    return "__Host-docvault" if site.secure else "docvault"


def visit_cookie(site: Site) -> str:
    """Return the name of the cookie of somebody who is not signed in."""
    return "__Host-docvault-visit" if site.secure else "docvault-visit"


def visit_of(request: Request) -> Visit:
    """Return who asks; once per request."""
    known: Visit | None = getattr(request.state, "visit", None)
    if known is None:
        known = request.state.visit = _look_up(request)
    return known


def _look_up(request: Request) -> Visit:
    site = site_of(request)
    language = current_language()
    if not request.state.entrance.cookies:
        return Visit(Actor(""), language, site.sign("csrf", request.state.new_visit))
    secret = request.cookies.get(session_cookie(site))
    found = sessions.find(site.vault, secret) if secret else None
    theme = request.cookies.get("docvault-theme", "")
    theme = theme if theme in {"light", "dark"} else ""
    if found and secret:
        actor = sessions.actor_of(site.vault, found[0])
        return Visit(actor, language, site.sign("csrf", secret), theme, secret)
    anonymous = request.cookies.get(visit_cookie(site)) or request.state.new_visit
    return Visit(Actor(""), language, site.sign("csrf", anonymous), theme)


async def guarded(request: Request, visit: Annotated[Visit, Depends(visit_of)]) -> None:
    """Refuse what changes something and was not sent from a page of ours.

    The header, or the field `csrf` of an urlencoded form. A multipart form is read piece by piece
    by whoever takes it, who calls `visit.check`. That no other site sent it has been checked
    already (`security.Doors`).
    """
    if request.method in SAFE:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    token = request.headers.get("x-csrf-token")
    received = request.method == "POST" and takes_pieces(request.url.path)
    if token is None and kind == _MULTIPART and received:
        return
    if token is None and kind == _FORM:
        field = (await request.form(max_fields=_MOST_FIELDS)).get("csrf")
        token = field if isinstance(field, str) else None
    visit.check(token)


def signed_in(request: Request, visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """Return the visit of somebody who is signed in; send others to sign in first."""
    if visit.user is None:
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        wanted = there if request.method in SAFE else "/"
        raise Elsewhere(url=f"/sign-in?next={quote(wanted, safe='/')}")
    return visit


Guest = Annotated[Visit, Depends(visit_of)]
Member = Annotated[Visit, Depends(signed_in)]
TheSite = Annotated[Site, Depends(site_of)]


def document_of(site: Site, visit: Visit, reference: str) -> Document:
    """Return the document of this id, if the visitor may read it.

    Raises DocumentNotFound, also for what is there and not for this visitor to know of.
    """
    with site.vault.database.read() as connection:
        found = documents.by_id(connection, reference)
    if found is None or not may_read(site, visit, found):
        raise DocumentNotFound(document=reference)
    return found


def may_read(site: Site, visit: Visit, document: Document) -> bool:
    """Tell whether the visitor may read a document."""
    return decide(visit.actor, Right.READ, subject_of(document, site.vault.settings)).allowed
