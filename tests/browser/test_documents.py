"""A document in the browser: an old version comes back; many are chosen with one key."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open, Served
from tests.web.conftest import REVISED


def test_an_old_version_is_restored_after_a_question(browser_page: Open, served: Served) -> None:
    document = served.site.vault.find(REVISED)
    page = browser_page("registrar")
    page.goto(f"/documents/{document.id}")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Restore V2.0").click()
    assert served.site.vault.find(document.id).current == "V4.0"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Restore V2.0").click()
    expect(page.locator("p.notice")).to_contain_text("V2.0 is current again, as V5.0")
    assert served.site.vault.find(document.id).current == "V5.0"


def test_many_are_chosen_and_taken_together(browser_page: Open, served: Served) -> None:
    page = browser_page("lin")
    page.goto("/browse/运营部/2023/10/周报")
    boxes = page.locator('input[name="document"]')
    boxes.first.click()
    boxes.last.click(modifiers=["Shift"])
    expect(page.locator("[data-count]")).to_have_text(f"{boxes.count()} / {boxes.count()}")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Download as zip").click()
    assert waited.value.suggested_filename == "周报.zip"
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="What was checked")).to_be_visible()
    assert served.site.vault.root.exists()
