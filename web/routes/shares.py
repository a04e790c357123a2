"""`/shares`: links for partners outside: making, listing, what became of them, ending.

The link itself is in one answer only: that of the form which made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from docvault.access import Right, decide, require
from docvault.database import share_news
from docvault.database.shares import ShareFilter
from docvault.errors import BadArgument, DocVaultError, MailNotSent, MailNotSet, StoreError
from docvault.mailing import is_set
from docvault.model.share import Share, ShareFile, State
from docvault.sharing import ending, making, sending, telling
from docvault.sharing.keys import Link
from docvault.sharing.telling import Happening, Row, Story
from docvault.sharing.words import MODES, STATES, told
from naming_rules.language import Text
from web.errors import status_of
from web.link_picture import picture_of
from web.pages import page, redirect
from web.sent import Sent
from web.share_form import ShareForm, chosen_of, draft_of, form_of, like, wanted_of
from web.site import Site
from web.visit import Member, TheSite, Visit

router = APIRouter(prefix="/shares")
_ROWS = 50
_ALL = "*"
_REVOKED = Text(
    "链接已撤销，谁也打不开了；密钥已销毁。", "The link is revoked; nobody can open it any more."
)
_EXTENDED = Text("有效期已延长。", "The link now opens for longer.")
_ALL_REVOKED = Text("已撤销 {name} 的 {count} 个链接。", "Revoked of {name}'s links: {count}.")
_NOTHING_CHOSEN = Text("请先勾选文件，再分享。", "Tick documents first, then share them.")
_MAILED = Text("邮件已发给 {to}。", "The mail to {to} was sent.")


@dataclass(frozen=True, slots=True)
class SharesPage:
    """The variables of shares.html. `next` is the address of the following rows, if there are.

    `of` is whose links these are: nobody's name for the visitor's own, `*` for everybody's;
    `makers` are those who ever made one. `new` are the ids of those opened since the last look.
    """

    rows: Sequence[Row]
    state: str
    of: str
    makers: Sequence[str]
    states: Sequence[tuple[str, Text]]
    new: frozenset[str]
    next: str | None


@dataclass(frozen=True, slots=True)
class SharePage:
    """The variables of share.html."""

    story: Story
    state: Text
    mode: Text
    events: Sequence[tuple[Happening, str, str]]
    """What happened, in words, and on which pages; pages seen one after another are one event."""
    days: int
    longest: int
    """How many days links open unless said otherwise, and at most."""
    pages: Sequence[tuple[ShareFile, str]]
    """Each document with its pages that were seen, as people write them."""


@dataclass(frozen=True, slots=True)
class NewSharePage:
    """The variables of share_new.html."""

    form: ShareForm
    fault: str = ""


@dataclass(frozen=True, slots=True)
class MadePage:
    """The variables of share_made.html: the one page with the link on it."""

    share: Share
    files: Sequence[ShareFile]
    mode: Text
    url: str
    password: str
    """As it was typed: to be told to the partner some other way than by mail."""
    picture: Markup
    """The link as a QR code."""
    mail: bool
    """Whether mail can be sent."""
    to: str = ""
    mailed: str = ""
    fault: str = ""


@router.get("")
def show_all(
    request: Request,
    site: TheSite,
    visit: Member,
    state: str = "",
    of: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
    before: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """List the visitor's links; to who oversees the vault, everybody's."""
    if of and of != visit.name:
        require(visit.actor, Right.OVERSEE)
    maker = None if of == _ALL else of or visit.name
    wanted = ShareFilter(maker, None, State(state) if state in set(State) else None)
    place = telling.place_of(before) if before else None
    rows = telling.listed(site.vault, visit.actor, wanted, before=place, limit=_ROWS + 1)
    new = frozenset(each.id for each in telling.newly_opened(site.vault, visit.name))
    shown = SharesPage(
        rows=rows[:_ROWS],
        state=state,
        of=of,
        makers=_makers(site, visit),
        states=[(each.value, STATES[each]) for each in State],
        new=new,
        next=_next(rows, state, of),
    )
    if new and maker == visit.name:
        telling.note_told(site.vault, visit.name)
    return page(request, visit, "shares.html", shown)


@router.get("/new")
def begin(
    request: Request,
    site: TheSite,
    visit: Member,
    document: Annotated[Sequence[str], Query()] = (),
    version: str = "",
    like_share: Annotated[str, Query(alias="like")] = "",
) -> Response:
    """Offer the form, for documents or for a link like another."""
    if like_share:
        found = telling.story(site.vault, like_share, actor=visit.actor)
        form = like(site, visit, found.share, [file.document for file in found.files])
        if form.documents:
            return page(request, visit, "share_new.html", NewSharePage(form))
    if not document:
        return _nothing_chosen(request)
    chosen = chosen_of(site, visit, document, version)
    return page(request, visit, "share_new.html", NewSharePage(form_of(site, chosen)))


@router.post("/new")
def begin_with(request: Request, site: TheSite, visit: Member, sent: Sent) -> Response:
    """Offer the form for the documents that were ticked in a list."""
    if not sent.all("document"):
        return _nothing_chosen(request)
    chosen = chosen_of(site, visit, sent.all("document"), "")
    return page(request, visit, "share_new.html", NewSharePage(form_of(site, chosen)))


@router.post("")
def create(request: Request, site: TheSite, visit: Member, sent: Sent) -> Response:
    """Make a link and show it, this once."""
    if not sent.all("document"):
        return _nothing_chosen(request)
    chosen = chosen_of(site, visit, sent.all("document"), sent.one("version"))
    draft = draft_of(sent)
    try:
        wanted = wanted_of(chosen, draft, sent.raw("password"))
        share, link = making.create(site.vault, wanted, actor=visit.actor)
    except StoreError:
        raise
    except DocVaultError as error:
        again = NewSharePage(form_of(site, chosen, draft), str(error))
        return page(request, visit, "share_new.html", again, status=status_of(error))
    files = telling.story(site.vault, share.id, actor=visit.actor).files
    shown = _made(request, site, share, files, link, wanted.password or "")
    return page(request, visit, "share_made.html", shown)


@router.post("/revoke-all")
def revoke_all(
    request: Request, site: TheSite, visit: Member, name: Annotated[str, Form()] = ""
) -> Response:
    """End all links of one person."""
    if name != visit.name:
        require(visit.actor, Right.OVERSEE)
    count = ending.revoke_all(site.vault, name, actor=visit.actor)
    url = f"/shares?{urlencode({'of': name})}"
    return redirect(request, url, notice=_ALL_REVOKED.format(name=name, count=count))


@router.get("/{share_id}")
def show(request: Request, site: TheSite, visit: Member, share_id: str) -> Response:
    """Show one link and what became of it."""
    found = telling.story(site.vault, share_id, actor=visit.actor)
    if found.share.created_by == visit.name and found.share.first_opened_at:
        telling.note_told(site.vault, visit.name, found.share.id)
    shown = SharePage(
        story=found,
        state=STATES[found.share.state],
        mode=MODES[found.share.mode],
        events=_events(found.happenings),
        days=site.vault.settings.sharing.days,
        longest=site.vault.settings.sharing.longest_days,
        pages=[(file, _spans(found.seen.get(file.number, []))) for file in found.files],
    )
    return page(request, visit, "share.html", shown)


@router.post("/{share_id}/extend")
def extend(
    request: Request,
    site: TheSite,
    visit: Member,
    share_id: str,
    days: Annotated[str, Form()] = "",
) -> Response:
    """Let a link open for longer."""
    try:
        number = int(days) if days.isascii() and days.isdigit() else 0
        ending.extend(site.vault, share_id, number, actor=visit.actor)
    except BadArgument as error:
        return redirect(request, f"/shares/{share_id}", notice=error.message, bad=True)
    return redirect(request, f"/shares/{share_id}", notice=_EXTENDED)


@router.post("/{share_id}/revoke")
def revoke(request: Request, site: TheSite, visit: Member, share_id: str) -> Response:
    """End a link now, for good."""
    ending.revoke(site.vault, share_id, actor=visit.actor)
    return redirect(request, f"/shares/{share_id}", notice=_REVOKED)


@router.post("/{share_id}/mail")
def mail(
    request: Request,
    site: TheSite,
    visit: Member,
    share_id: str,
    url: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Send a link that was just made to the partner; it comes with the form, nobody else has it."""
    story = telling.story(site.vault, share_id, actor=visit.actor)
    link = sending.link_in(site.vault, url, story.share)
    shown = _made(request, site, story.share, story.files, link, password)
    try:
        sending.send(site.vault, story, shown.url, to.strip(), actor=visit.actor)
    except (MailNotSet, MailNotSent) as error:
        shown = replace(shown, to=to, fault=str(error))
        return page(request, visit, "share_made.html", shown, status=status_of(error))
    shown = replace(shown, mailed=str(_MAILED.format(to=to.strip())))
    return page(request, visit, "share_made.html", shown)


def _nothing_chosen(request: Request) -> Response:
    return redirect(request, "/browse", notice=_NOTHING_CHOSEN, bad=True)


def _made(
    request: Request,
    site: Site,
    share: Share,
    files: Sequence[ShareFile],
    link: Link,
    password: str,
) -> MadePage:
    url = link.at(site.vault.settings.web.url or str(request.base_url))
    return MadePage(
        share,
        files,
        MODES[share.mode],
        url,
        password,
        picture_of(url),
        is_set(site.vault.settings.mail),
    )


def _makers(site: Site, visit: Visit) -> list[str]:
    if not decide(visit.actor, Right.OVERSEE).allowed:
        return []
    with site.vault.database.read() as connection:
        return share_news.makers(connection)


def _next(rows: Sequence[Row], state: str, of: str) -> str | None:
    if len(rows) <= _ROWS:
        return None
    asked = {"state": state, "of": of, "before": telling.cursor_of(rows[_ROWS - 1])}
    return f"/shares?{urlencode({key: value for key, value in asked.items() if value})}"


def _events(happenings: Sequence[Happening]) -> list[tuple[Happening, str, str]]:
    def alike(each: Happening) -> object:
        return (each.what, each.name, each.address) if each.page else each

    events = []
    for _, group in groupby(happenings, alike):
        found = list(group)
        pages = _spans(sorted({each.page for each in found if each.page}))
        events.append((found[0], told(found[0]), pages))
    return events


def _spans(pages: Sequence[int]) -> str:
    """Return numbers as people write them: 1–3, 7."""
    spans: list[tuple[int, int]] = []
    for number in pages:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
