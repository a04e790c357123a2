"""The sharer's side in a browser: a link is made, copied, opened by a partner, revoked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docvault.model.share import Share
from docvault.sharing.keys import Link
from docvault.sharing.making import create
from docvault.sharing.opening import Claim, open_to_view
from docvault.sharing.rules import Wanted
from docvault.sharing.trail import Visitor
from tests.browser.conftest import Open, Served
from tests.browser.test_every_page import LOOKS, grave, keep
from tests.web.conftest import REVISED, WEEKLY
from web.site import Site

PARTNER = Visitor("203.0.113.7", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101")
SUGGESTED = re.compile(r"([a-z2-9]{4}-){3}[a-z2-9]{4}")


def made(site: Site, **more: Any) -> tuple[Share, Link]:
    pairs = [(each, site.vault.version(each)) for each in map(site.vault.find, (WEEKLY, REVISED))]
    return create(site.vault, Wanted(pairs, **more), actor=site.vault.actor("admin"))


def test_a_link_is_made_copied_and_revoked(browser_page: Open, served: Served) -> None:
    page = browser_page("lin")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/documents/{served.site.vault.find(WEEKLY).id}")
    page.get_by_role("link", name="Share outside").click()
    page.get_by_label("For whom").fill("Acme")
    page.get_by_role("button", name="Suggest one").click()
    password = page.get_by_label("Password", exact=True).input_value()
    assert SUGGESTED.fullmatch(password)
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link", exact=True).last.input_value()
    expect(page.get_by_label("Password", exact=True)).to_have_value(password)
    expect(page.get_by_text("It is shown this once.")).to_be_visible()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_text("QR code", exact=True).click()
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    assert "#" not in page.url
    sid, _, token = link.rpartition("/")[2].partition("#")
    opened = Link.parse(sid, token)
    claim = Claim(opened.auth, password, opened.link_key)
    open_to_view(served.site.vault, opened.sid, claim, PARTNER)
    page.goto("/")
    page.get_by_role("link", name="Links opened for the first time: 1").click()
    page.get_by_role("link", name=WEEKLY).click()
    expect(page.get_by_text("203.0.113.7")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.get_by_text("revoked", exact=True)).to_be_visible()
    assert token not in page.content()


def test_several_are_ticked_and_shared_without_scripts(browser_page: Open, served: Served) -> None:
    page = browser_page("lin", javascript=False)
    page.goto("/browse/运营部/2023/10/周报")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Share outside").click()
    expect(page.get_by_role("button", name="Suggest one")).to_be_hidden()
    page.get_by_label("Download it").check()
    page.get_by_role("button", name="Make the link").click()
    assert "/s/" in page.get_by_label("Link", exact=True).last.input_value()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_links_pages_can_be_used_by_everybody(
    browser_page: Open, served: Served, language: str, theme: str, width: int
) -> None:
    share, link = made(served.site, recipient="Acme 国际贸易", max_opens=5, note="请在周五前确认。")
    made(served.site)
    open_to_view(served.site.vault, link.sid, Claim(link.auth, None, link.link_key), PARTNER)
    page = browser_page("admin", language=language, theme=theme, width=width)
    faults: list[str] = []

    def looked(name: str) -> None:
        page.wait_for_load_state("networkidle")
        keep(page, f"{name}.{language}.{theme}.{width}")
        faults.extend(f"{name}: {fault}" for fault in grave(page))
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults.extend([f"{name}: {sideways} px stick out sideways"] * (sideways > 0))

    page.goto("/shares?of=*")
    looked("shares")
    page.goto("/shares")
    page.goto(f"/shares/{share.id}")
    looked("share")
    page.goto(f"/documents/{served.site.vault.find(REVISED).id}")
    looked("document-with-links")
    page.goto("/admin/people/person?name=admin")
    looked("person-with-links")
    page.goto("/admin/settings")
    looked("settings-of-sharing")
    page.goto(f"/shares/new?like={share.id}")
    looked("share-form")
    make_another(page, share)
    looked("share-made")
    assert faults == []


def make_another(page: Page, share: Share) -> None:
    page.goto(f"/shares/new?like={share.id}")
    page.locator("#share-password").fill("correct horse")
    page.locator('form[action="/shares"] button.primary').click()
