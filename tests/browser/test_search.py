"""Searching as people do it: with words, with a few letters, by keys, without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Served


def search(page: Page, text: str) -> None:
    box = page.get_by_role("searchbox").or_(page.get_by_role("combobox", name="Search"))
    box.fill(text)
    box.press("Enter")
    page.wait_for_url("**/search?**")


def total(page: Page) -> int:
    found = re.search(r"\d+", page.locator("h1 [role=status]").inner_text())
    assert found
    return int(found[0])


def test_what_is_found_is_marked_narrowed_saved_and_opened_again(
    served: Served, browser_page: Open
) -> None:
    page = browser_page("registrar")
    page.goto("/")
    search(page, "預算")  # traditional: the documents are simplified
    expect(page.locator(".hit mark").first).to_have_text("预算")
    everything = total(page)
    page.get_by_role("complementary").get_by_role("link", name=re.compile("市场部")).click()
    page.wait_for_url("**department**")
    assert 0 < total(page) < everything
    page.get_by_text("Save search").click()
    page.get_by_label("Name of the search").fill("市场部的预算")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “市场部的预算”")).to_be_visible()
    page.locator(".chips a").click()
    page.wait_for_url(lambda url: "department" not in url)
    assert total(page) == everything
    page.goto("/")
    page.get_by_role("link", name="市场部的预算").click()
    page.wait_for_url("**department**")
    page.locator(".hit a.name").first.click()
    page.wait_for_url("**/documents/*")


def test_keys_alone_are_enough(served: Served, browser_page: Open) -> None:
    page = browser_page("registrar")
    page.goto("/search")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    page.keyboard.type("yyb")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("运营部")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("yyb")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/browse/**")
    page.keyboard.press("/")
    page.keyboard.type("yyb zb")
    page.keyboard.press("Enter")  # nothing is chosen: the words are searched for
    page.wait_for_url("**/search?**")
    expect(page.locator(".hit").first).to_contain_text("运营部-周报")


def test_a_slip_is_asked_about_and_help_is_at_hand(served: Served, browser_page: Open) -> None:
    page = browser_page("registrar", width=360)
    page.goto("/search")
    search(page, "运赢部")
    page.get_by_role("link", name="运营部").click()
    page.wait_for_url(lambda url: "%E8%B5%A2" not in url)
    assert total(page) > 0
    help_ = page.locator("#query-help")
    expect(help_).to_be_hidden()
    page.get_by_role("link", name="How to search").click()
    expect(help_).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    search(page, '预算 "没有完')
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("combobox", name="Search")).to_have_value('预算 "没有完')


def test_the_next_hits_are_added_below(served: Served, browser_page: Open) -> None:
    page = browser_page("registrar")
    page.goto("/search?q=部")
    expect(page.locator(".hit")).to_have_count(20)
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".hit").nth(20).locator("a.name")).to_be_focused()
    hits = page.locator(".hit a.name").evaluate_all("all => all.map((one) => one.href)")
    assert len(hits) == len(set(hits)) > 20


def test_without_javascript_everything_is_found_too(served: Served, browser_page: Open) -> None:
    page = browser_page("registrar", javascript=False)
    page.goto("/")
    search(page, "部")
    expect(page.locator("#query-help")).to_be_hidden()
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("**cursor**")
    expect(page.locator(".hit").first).to_be_visible()
    page.get_by_role("link", name="First page").click()
    page.get_by_role("link", name="How to search").click()
    page.wait_for_url("**/search/help")
    page.goto("/search?q=预算")
    page.get_by_text("Save search").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as “预算”")).to_be_visible()
