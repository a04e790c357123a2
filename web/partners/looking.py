"""The pages of a link that was opened here: how many, their pictures, made in turn with others."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Literal

from docvault.extract.kinds import kind_of
from docvault.extract.unread import Unread
from docvault.previews.stamped import Picture, Stamp, Stamped, page_of, pages_of
from docvault.sharing.opening import Viewing
from docvault.sharing.partner import laid_out, manifest_of
from docvault.vault import Vault
from web.partners.views import View
from web.site import Site

_PATIENCE = 45.0
"""Seconds that opening waits for the pages; behind a proxy an answer has a minute."""
_PAGE_PATIENCE = 20.0
_ONE_AT_ONCE = 3
"""Pages of one partner that are made at a time."""


def begun(site: Site, viewing: Viewing) -> View:
    """Remember an opening, and from whom it says it is."""
    told = manifest_of(viewing)
    now = site.vault.now()
    view = View(viewing, str(told["from"]), str(told["note"]), now, now)
    site.views.add(view)
    return view


async def counted(site: Site, view: View) -> int:
    """Return how many pages all documents have that are set out within the time there is."""
    numbers = range(len(view.viewing.files))
    found = await asyncio.gather(*(stamped(site, view, number, _PATIENCE) for number in numbers))
    return sum(each.count for each in found if isinstance(each, Stamped))


async def stamped(site: Site, view: View, number: int, seconds: float) -> Stamped | Unread | None:
    """Return how many pages a document has; None: it is still being set out."""
    make = partial(site.views.prepared, view, number, partial(_set_out, site.vault, view, number))
    key = ("shared", *view.file(number))
    return await site.making.made(key, make, seconds=seconds)


async def picture(
    site: Site, view: View, number: int, page: int, zoom: Literal[1, 2]
) -> Picture | Unread | None:
    """Return a page with its watermark; None: it is not ready yet. Raises PageNotFound."""
    secret = view.viewing.ticket
    async with site.turns.of(f"share {secret}", at_once=_ONE_AT_ONCE):
        known = await stamped(site, view, number, _PAGE_PATIENCE)
        if not isinstance(known, Stamped):
            return known
        make = partial(_drawn, site.vault, view, number, page, zoom, known)
        key = ("shared", secret, number, page, zoom)
        return await site.making.made(key, make, seconds=_PAGE_PATIENCE)


def _set_out(vault: Vault, view: View, number: int) -> Stamped | Unread:
    with laid_out(vault, view.viewing, number) as path:
        return pages_of(path, kind_of(view.viewing.files[number].name))


def _drawn(
    vault: Vault, view: View, number: int, page: int, zoom: Literal[1, 2], known: Stamped
) -> Picture | Unread:
    share = view.viewing.share
    stamp = Stamp(share.recipient, f"{view.opened_at.astimezone():%Y-%m-%d %H:%M}", share.id)
    kind = kind_of(view.viewing.files[number].name)
    if known.prepared:
        return page_of(known.prepared, kind, page, stamp, zoom=zoom)
    with laid_out(vault, view.viewing, number) as path:
        return page_of(path, kind, page, stamp, zoom=zoom)
