"""Previews and comparison in the browser: words are found, nothing runs, keys do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from docvault import vault as vaults
from tests.browser.conftest import Open, Served
from tests.docvault.extract import files, office
from tests.web.conftest import REVISED

WIDTHS = (360, 1280)


def added(served: Served, path: Path) -> str:
    version = vaults.add(served.site.vault, path, actor="lin")
    return f"/documents/{version.document}/versions/V1.0/preview"


def made(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("nav.bar")).to_be_visible()  # while it is made, the page asks again


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [each["id"] for each in found if each["impact"] in {"serious", "critical"}]


@pytest.fixture
def pdf(served: Served, tmp_path: Path) -> str:
    pages = [f"第{number}页" for number in range(1, 31)]
    return added(served, files.pdf(tmp_path / "运营部-周报-20231012-V1.0-浏览.pdf", *pages))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_a_pdf_can_be_read_and_its_words_found(
    width: int, browser_page: Open, pdf: str
) -> None:
    page = browser_page("lin", width=width, theme="dark", language="zh")
    made(page, pdf)
    word = page.locator("#p1 svg.words text")
    expect(word).to_have_text("第1页")
    box, picture = word.bounding_box(), page.locator("#p1 img").bounding_box()
    assert box
    assert picture
    assert abs((box["x"] - picture["x"]) / picture["width"] - 56 / 595) < 0.01
    assert page.evaluate("document.querySelector('#p1 img').naturalWidth") == 1200
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert grave(page) == []


def test_pages_come_when_they_are_in_sight(browser_page: Open, pdf: str) -> None:
    page = browser_page("lin")
    made(page, pdf)
    expect(page.locator("#p1 svg.words")).to_be_attached()
    expect(page.locator("#p20 svg.words")).not_to_be_attached()
    page.locator("#p20").scroll_into_view_if_needed()
    expect(page.locator("#p20 svg.words text")).to_have_text("第20页")
    page.locator("[rel=next]").click()
    expect(page.locator("#p30")).to_be_attached()


def test_keys_turn_pages_and_change_the_size(browser_page: Open, pdf: str) -> None:
    page = browser_page("lin")
    made(page, pdf)
    page.keyboard.press("j")
    page.wait_for_function(
        "Math.abs(document.querySelector('#p2').getBoundingClientRect().top) < 90"
    )
    page.keyboard.press("k")
    page.wait_for_function(
        "Math.abs(document.querySelector('#p1').getBoundingClientRect().top) < 90"
    )
    width = page.locator("#p1").evaluate("each => each.offsetWidth")
    page.keyboard.press("+")
    assert page.locator("#p1").evaluate("each => each.offsetWidth") > width
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.locator("#p1").evaluate("each => each.offsetWidth") < width
    page.keyboard.press("0")
    assert page.locator("#p1").evaluate("each => each.offsetWidth") == width


def test_without_javascript_pages_are_there_all_the_same(browser_page: Open, pdf: str) -> None:
    page = browser_page("lin", javascript=False)
    page.goto(pdf)
    expect(page.locator("#p1 img")).to_be_visible()
    page.locator("[rel=next]").click()
    expect(page.locator("#p21 img")).to_be_visible()


@pytest.mark.parametrize("kind", [".html", ".md", ".svg"])
def test_what_is_in_a_document_never_runs(
    kind: str, served: Served, browser_page: Open, tmp_path: Path
) -> None:
    path = tmp_path / f"运营部-周报-20231012-V1.0-脚本{kind}"
    path.write_text("<script>top.ran = 1</script><img src=x onerror='top.ran = 1'> **字**\n")
    page = browser_page("lin")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    made(page, added(served, path))
    frame = page.frame_locator("iframe.markup")
    expect(frame.locator("body")).to_contain_text("字")
    assert page.evaluate("window.ran") is None
    assert not [url for url in asked if not url.startswith(served.url)]


def test_the_sandbox_has_its_style_and_no_origin(
    served: Served, browser_page: Open, tmp_path: Path
) -> None:
    path = office.workbook(tmp_path / "运营部-周报-20231012-V1.0-表.xlsx", {"表": [["字", 1]]})
    page = browser_page("lin", theme="dark")
    made(page, added(served, path))
    cell = page.frame_locator("iframe.markup").locator("td.n")
    expect(cell).to_have_text("1")
    expect(cell).to_have_css("text-align", "end")
    expect(cell).to_have_css("font-size", "14px")
    assert page.evaluate("document.querySelector('iframe.markup').contentDocument") is None


@pytest.mark.parametrize("width", WIDTHS)
def test_versions_stand_side_by_side_and_below_each_other_on_phones(
    width: int, served: Served, browser_page: Open
) -> None:
    document = served.site.vault.find(REVISED)
    page = browser_page("admin", width=width, theme="dark")
    page.goto(f"/documents/{document.id}/compare?from=V1.0&to=V4.0")
    expect(page.locator(".hunk").first).to_be_visible()
    old, new = (page.locator(f".added .{side}").first for side in ("old", "new"))
    assert old.is_visible() == (width > 1000)
    assert new.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert grave(page) == []


def test_n_and_p_go_from_difference_to_difference(
    served: Served, browser_page: Open, tmp_path: Path
) -> None:
    path = tmp_path / "运营部-周报-20231012-V1.0-比较.txt"
    lines = [f"第{number}条" for number in range(200)]
    path.write_text("\n".join(lines), "utf-8")
    version = vaults.add(served.site.vault, path, actor="lin")
    lines[50], lines[150] = "第50条改", "第150条改"
    path.write_text("\n".join(lines), "utf-8")
    vaults.revise(served.site.vault, version.document, path, actor="lin", note="改")
    page = browser_page("lin")
    page.goto(f"/documents/{version.document}/compare")
    for key, here in (("n", "d1"), ("n", "d2"), ("p", "d1")):
        page.keyboard.press(key)
        expect(page.locator(".hunk.here")).to_have_attribute("id", here)
        expect(page.locator(f"#{here}")).to_be_in_viewport()
    page.locator("summary", has_text="equal lines").first.click()
    expect(page.locator("details[open] tr").first).to_be_visible()
