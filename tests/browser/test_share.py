"""A partner opens share links in a real browser: pages, downloads, and all that can go wrong."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docvault import vault as vaults
from docvault.model.share import Mode, Share
from docvault.sharing import ending
from docvault.sharing.keys import Link
from docvault.sharing.making import create
from docvault.sharing.rules import Wanted
from tests.browser.conftest import Open, Served
from tests.browser.test_every_page import grave, keep
from tests.docvault.extract import files
from tests.web.conftest import REVISED, WEEKLY

NAME = "运营部-内部通知-20231007-V1.0-国庆值班安排.pdf"
PASSWORD = "correct horse"

Shared = Callable[..., tuple[Share, Link]]


@pytest.fixture
def document(served: Served, tmp_path: Path) -> str:
    pages = [f"国庆值班安排 第{number}页" for number in range(1, 13)]
    path = files.pdf(tmp_path / NAME, *pages)
    return vaults.add(served.site.vault, path, actor="lin").document


@pytest.fixture
def shared(served: Served, document: str) -> Shared:
    def make(mode: Mode = Mode.VIEW, **wanted: Any) -> tuple[Share, Link]:
        vault = served.site.vault
        found = [vault.find(each) for each in wanted.pop("names", [document])]
        pairs = [(each, vault.version(each)) for each in found]
        wanted = {"recipient": "杭州云帆科技 张敏", "note": "请于周五前确认。", **wanted}
        return create(vault, Wanted(pairs, mode, **wanted), actor=vault.actor("registrar"))

    return make


def url(link: Link) -> str:
    return f"/s/{link.sid_text}#{link.token}"


def click_open(page: Page, link: Link) -> None:
    page.goto(url(link))
    page.locator("#open").click()


def saved(page: Page, row: int = 0) -> bytes:
    with page.expect_download() as begun:
        page.locator("#files-list .save").nth(row).click()
    return Path(begun.value.path()).read_bytes()


def drawn(page: Page, leaf: str) -> None:
    expect(page.locator(f"{leaf} img")).not_to_have_js_property("naturalWidth", 0)


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_nothing_is_asked_before_the_click(browser_page: Open, shared: Shared) -> None:
    _, link = shared()
    page = browser_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url(link))
    expect(page.locator("#open")).to_be_visible()
    assert "#" not in page.url
    assert [each for each in asked if "/s/" in each and not each.endswith(link.sid_text)] == [
        each for each in asked if each.partition("#")[2]
    ]
    assert page.title() == "Shared documents"


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("zh", "light", 1280), ("en", "dark", 1280), ("zh", "dark", 360), ("en", "light", 360)],
)
def test_pages_are_looked_at(
    browser_page: Open, shared: Shared, language: str, theme: str, width: int
) -> None:
    _, link = shared()
    page = browser_page(language=language, theme=theme, width=width, height=800)
    look = f"{language}.{theme}.{width}"
    page.goto(url(link))
    expect(page.locator("#open")).to_be_visible()
    keep(page, f"share-start.{look}")
    assert grave(page) == []
    page.locator("#open").click()
    page.wait_for_url("**/read*")
    first = page.locator("#p1 img")
    expect(first).to_have_js_property("complete", True)
    drawn(page, "#p1")
    expect(first).to_have_attribute(
        "alt", "第 1 页，共 12 页" if language == "zh" else "Page 1 of 12"
    )
    keep(page, f"share-read.{look}")
    assert grave(page) == []
    assert sideways(page) <= 0


def test_the_keys_move_through_the_pages(browser_page: Open, shared: Shared) -> None:
    _, link = shared()
    page = browser_page()
    click_open(page, link)
    page.wait_for_url("**/read*")
    number = page.locator(".goto input[name=at]")
    expect(number).to_have_value("1")
    for key, at in (("PageDown", "2"), ("ArrowRight", "3"), ("PageUp", "2"), ("Home", "1")):
        page.keyboard.press(key)
        expect(number).to_have_value(at)
    page.keyboard.press("End")
    expect(page.locator("#p12")).to_be_in_viewport()
    wide = page.locator("#p12").bounding_box()
    page.keyboard.press("+")
    larger = page.locator("#p12").bounding_box()
    assert wide
    assert larger
    assert larger["width"] > wide["width"]
    page.keyboard.press("0")
    number.fill("5")
    number.press("Enter")
    expect(page.locator("#p5")).to_be_in_viewport()
    page.locator(".pages-menu summary").click()
    page.locator(".page-numbers a").nth(7).click()
    expect(page.locator("#p8")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#p1 img")).to_be_attached()


def test_pages_are_made_when_they_come_into_sight(browser_page: Open, shared: Shared) -> None:
    _, link = shared()
    page = browser_page(height=600)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    click_open(page, link)
    page.wait_for_url("**/read*")
    page.wait_for_load_state("networkidle")
    assert not [each for each in asked if "/p/0/12" in each]
    page.keyboard.press("End")
    drawn(page, "#p12")


def test_several_documents_are_tabs(browser_page: Open, shared: Shared, document: str) -> None:
    _, link = shared(names=[document, REVISED])
    page = browser_page(language="zh")
    click_open(page, link)
    page.wait_for_url("**/read*")
    page.locator(".tabs a").nth(1).click()
    expect(page.locator("h1")).to_have_text(REVISED)
    drawn(page, "#p1")
    keep(page, "share-tabs.zh")


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_documents_are_decrypted_in_the_browser(
    browser_page: Open, shared: Shared, served: Served, document: str, language: str, width: int
) -> None:
    share, link = shared(Mode.DOWNLOAD, names=[document, WEEKLY])
    page = browser_page(language=language, width=width)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    click_open(page, link)
    expect(page.locator("#files-list li")).to_have_count(2)
    vault = served.site.vault
    for row, name in enumerate((document, WEEKLY)):
        wanted = vault.version(vault.find(name)).sha256
        assert hashlib.sha256(saved(page, row)).hexdigest() == wanted
    expect(page.locator(".said").first).to_contain_text("SHA-256")
    expect(page.locator("#files-from time")).to_contain_text("-")
    keep(page, f"share-files.{language}.{width}")
    assert grave(page) == []
    assert sideways(page) <= 0
    assert not [each for each in sent if link.token in each]
    with vault.database.read() as connection:
        from docvault.database import shares

        found = shares.by_id(connection, share.id)
    assert found
    assert found.opens == 1


def test_a_connection_that_breaks_is_taken_up_again(
    browser_page: Open, shared: Shared, served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "运营部-周报-20231013-V1.0-长.txt"
    path.write_bytes(b"0123456789abcdef" * 40_000)
    made = vaults.add(served.site.vault, path, actor="lin").document
    _, link = shared(Mode.DOWNLOAD, names=[made])
    page = browser_page()
    asked: list[str | None] = []

    def half(route: Any) -> None:
        asked.append(route.request.headers.get("range"))
        answer = route.fetch()
        if len(asked) == 1:
            body = answer.body()[:300_000]
            headers = {**answer.headers, "content-length": str(len(answer.body()))}
            route.fulfill(status=answer.status, headers=headers, body=body)
        else:
            route.fulfill(response=answer)

    page.route("**/b/0", half)
    click_open(page, link)
    assert saved(page) == path.read_bytes()
    assert asked[0] is None


@pytest.mark.parametrize("mode", Mode)
def test_a_password_is_asked_for(browser_page: Open, shared: Shared, mode: Mode) -> None:
    _, link = shared(mode, password=PASSWORD)
    page = browser_page(language="zh")
    click_open(page, link)
    page.locator("#password").fill("wrong password")
    keep(page, f"share-password.{mode}.zh")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-fault")).to_contain_text("密码不对")
    assert grave(page) == []
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    if mode is Mode.VIEW:
        page.wait_for_url("**/read*")
    else:
        expect(page.locator("#files-list li")).to_have_count(1, timeout=60_000)
        assert saved(page).startswith(b"%PDF")


def test_what_is_over_says_so_to_who_has_the_link(
    browser_page: Open, shared: Shared, served: Served
) -> None:
    vault = served.site.vault
    revoked_share, revoked = shared()
    ending.revoke(vault, revoked_share.id, actor=vault.actor("registrar"))
    _, once = shared(Mode.DOWNLOAD, max_opens=1)
    _, expired = shared(days=1)
    page = browser_page()
    click_open(page, revoked)
    expect(page.locator("#refused-said")).to_contain_text("revoked on")
    keep(page, "share-revoked.en")
    assert grave(page) == []
    click_open(page, once)
    expect(page.locator("#files-list li")).to_have_count(1)
    click_open(browser_again := browser_page(), once)
    expect(browser_again.locator("#refused-said")).to_contain_text("as often as it could")
    now = vault.now() + datetime.timedelta(days=2)
    vault.now = lambda: now
    click_open(page, expired)
    expect(page.locator("#refused-said")).to_contain_text("expired on")
    page.goto(url(Link(expired.sid, bytes(32))))
    page.locator("#open").click()
    expect(page.locator("#refused-said")).to_contain_text("does not open")


@pytest.mark.parametrize("cut", [1, 20, 47])
def test_a_link_that_was_cut_off_is_told_without_asking(
    browser_page: Open, shared: Shared, cut: int
) -> None:
    _, link = shared()
    page = browser_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto(url(link)[:-cut])
    expect(page.locator("#cut")).to_be_visible()
    keep(page, "share-cut.en")
    assert grave(page) == []
    assert "POST" not in asked
    page.locator("#link").fill(f"https://vault.example{url(link)}")
    page.locator("#paste button").click()
    expect(page.locator("#open")).to_be_visible()
    page.locator("#open").click()
    page.wait_for_url("**/read*")


def test_a_link_that_a_gateway_broke_opens(browser_page: Open, shared: Shared) -> None:
    _, link = shared()
    page = browser_page()
    page.goto(url(link).replace("#", "%23"))
    page.locator("#open").click()
    page.wait_for_url("**/read*")


def test_words_behind_a_link_do_no_harm(browser_page: Open, shared: Shared) -> None:
    _, link = shared()
    page = browser_page()
    page.goto(url(link) + "。")
    expect(page.locator("#open")).to_be_visible()


@pytest.mark.parametrize("mode", Mode)
def test_without_scripts(browser_page: Open, shared: Shared, mode: Mode) -> None:
    _, link = shared(mode, password=PASSWORD)
    page = browser_page(language="zh", javascript=False)
    page.goto(url(link))
    keep(page, "share-no-script.zh")
    page.locator("#link").fill(f"https://vault.example{url(link)}")
    page.locator("#paste-password").fill(PASSWORD)
    page.locator("#paste button").click()
    if mode is Mode.VIEW:
        expect(page.locator("#p12 img")).to_be_attached()
        keep(page, "share-no-script-read.zh")
    else:
        with page.expect_download() as begun:
            page.get_by_role("link", name="保存").click()
        assert Path(begun.value.path()).read_bytes().startswith(b"%PDF")


def test_another_language_keeps_the_link(browser_page: Open, shared: Shared) -> None:
    _, link = shared()
    page = browser_page()
    page.goto(url(link))
    page.locator("[data-language]").click()
    expect(page.locator("#open")).to_have_text("打开")
    page.locator("#open").click()
    page.wait_for_url("**/read*")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_what_is_too_large_for_the_browser_the_server_decrypts(
    browser_page: Open, shared: Shared, served: Served, document: str
) -> None:
    _, link = shared(Mode.DOWNLOAD)
    page = browser_page(language="zh")
    page.add_init_script(
        "Object.defineProperty(navigator, 'deviceMemory', { value: 0.000001 });"
        "delete window.showSaveFilePicker;"
    )
    click_open(page, link)
    expect(page.locator(".said").first).to_contain_text("文件太大")
    with page.expect_download() as begun:
        page.locator(".by-server").click()
    assert begun.value.suggested_filename == NAME
    vault = served.site.vault
    wanted = vault.version(vault.find(document)).sha256
    assert hashlib.sha256(Path(begun.value.path()).read_bytes()).hexdigest() == wanted


def test_where_the_browser_may_not_decrypt_the_server_is_asked(
    browser_page: Open, shared: Shared
) -> None:
    _, link = shared()
    page = browser_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined });")
    page.goto(url(link))
    expect(page.locator("#plain")).to_be_visible()
    keep(page, "share-plain.en")
    page.locator("#paste button").click()
    page.wait_for_url("**/read*")
    drawn(page, "#p1")
