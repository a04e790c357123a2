"""A partner sends files in a real browser; a member asks for them."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docvault import held
from docvault.model.file_request import FileRequest
from docvault.sharing.keys import Link
from docvault.sharing.requests import Asked, create, revoke
from tests.browser.conftest import Open, Served
from tests.browser.test_every_page import grave, keep

NOTE = "请发来 2023 年第四季度的报价单和营业执照。"
LOOKS = [("zh", "light", 1280), ("en", "dark", 1280), ("zh", "dark", 360), ("en", "light", 360)]


def asked(served: Served, **wanted: Any) -> tuple[FileRequest, Link]:
    vault = served.site.vault
    maker = vault.actor("lin")
    return create(vault, Asked("运营部", "杭州云帆科技 张敏", NOTE, **wanted), actor=maker)


def url(link: Link) -> str:
    return link.asking_at("")


def go_on(page: Page, link: Link) -> None:
    page.goto(url(link))
    page.locator("#open").click()
    expect(page.locator("#send")).to_be_visible()


def files(folder: Path, **contents: bytes) -> list[Path]:
    folder.mkdir(exist_ok=True)
    found = []
    for name, data in contents.items():
        (folder / f"{name}.bin").write_bytes(data)
        found.append(folder / f"{name}.bin")
    return found


def lying(served: Served) -> dict[str, bytes]:
    vault = served.site.vault
    return {each.name: (vault.root / each.path).read_bytes() for each in held.every(vault)[0]}


def said(page: Page, row: int) -> Any:
    return page.locator("#list .said").nth(row)


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_files_are_sent(
    browser_page: Open, served: Served, tmp_path: Path, language: str, theme: str, width: int
) -> None:
    _, link = asked(served, max_files=3)
    page = browser_page(language=language, theme=theme, width=width, height=800)
    look = f"{language}.{theme}.{width}"
    page.goto(url(link))
    expect(page.locator("#open")).to_be_visible()
    assert "#" not in page.url
    keep(page, f"request-start.{look}")
    assert grave(page) == []
    page.locator("#open").click()
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#note")).to_have_text(NOTE)
    expect(page.locator("#from")).to_have_text("Lin")
    # Sizes at and beside the end of a record of RFC 8188.
    contents = {"报价单": bytes(65_519), "第二份 报价": bytes(65_520) + b"x" * 200_000}
    page.locator("#chosen").set_input_files(files(tmp_path / "f", **contents))
    expect(page.locator("#list .digest:visible")).to_have_count(2)
    digest = hashlib.sha256(contents["报价单"]).hexdigest()
    expect(page.locator("#list .digest").first).to_have_text(f"SHA-256 {digest}")
    expect(page.locator("#left")).to_contain_text("500 MB")
    keep(page, f"request-sent.{look}")
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert lying(served) == {f"{name}.bin": data for name, data in contents.items()}


def test_nothing_travels_in_the_clear(browser_page: Open, served: Served, tmp_path: Path) -> None:
    _, link = asked(served)
    page = browser_page()
    bodies: list[bytes] = []

    def note(request: Any) -> None:
        if request.url.endswith("/files"):
            bodies.append(request.post_data_buffer or b"")

    page.on("request", note)
    go_on(page, link)
    page.locator("#chosen").set_input_files(files(tmp_path / "f", a=b"GEHEIMNIS" * 100))
    expect(said(page, 0)).to_contain_text("Received whole")
    assert lying(served) == {"a.bin": b"GEHEIMNIS" * 100}
    assert not any(b"GEHEIM" in body for body in bodies)
    assert link.token not in page.content()


def test_what_is_too_large_or_too_many_is_said(
    browser_page: Open, served: Served, tmp_path: Path
) -> None:
    _, link = asked(served, max_files=2, max_bytes=1000)
    page = browser_page()
    go_on(page, link)
    contents = {"a": bytes(1001), "b": b"", "c": bytes(1000), "d": b"d"}
    page.locator("#chosen").set_input_files(files(tmp_path / "f", **contents))
    expect(said(page, 0)).to_contain_text("Too large")
    expect(said(page, 1)).to_contain_text("Received whole")
    expect(said(page, 2)).to_contain_text("Received whole")
    expect(said(page, 3)).to_contain_text("No more files may be sent")
    expect(page.locator("#left")).to_have_text("No more files may be sent.")
    assert set(lying(served)) == {"b.bin", "c.bin"}


def test_what_no_browser_encrypts_goes_by_the_form(
    browser_page: Open, served: Served, tmp_path: Path
) -> None:
    _, link = asked(served)
    page = browser_page()
    go_on(page, link)
    huge = tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(400 << 20)
    page.locator("#chosen").set_input_files(huge)
    expect(said(page, 0)).to_contain_text("Too large to be encrypted")
    page.locator("#list .plainly").click()
    expect(page.locator(".note")).to_have_text(NOTE)
    page.locator("#files").set_input_files(huge)
    page.locator("form button").click()
    expect(page.locator("#came")).to_have_text("Received whole.", timeout=60_000)
    [data] = lying(served).values()
    assert len(data) == 400 << 20


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_request_that_is_over_says_so(
    browser_page: Open, served: Served, tmp_path: Path, end: str
) -> None:
    request, link = asked(served, days=1)
    page = browser_page()
    go_on(page, link)
    if end == "revoked":
        revoke(served.site.vault, request.id, actor=served.site.vault.actor("lin"))
        words = "was closed on"
    else:
        now = served.site.vault.now() + datetime.timedelta(days=2)
        served.site.vault.now = lambda: now
        words = "ended on"
    page.locator("#chosen").set_input_files(files(tmp_path / "f", a=b"a" * 3_000_000))
    expect(said(page, 0)).to_contain_text(words)
    late = browser_page()
    late.goto(url(link))
    late.locator("#open").click()
    expect(late.locator("#refused-said")).to_contain_text(words)
    keep(late, f"request-{end}")
    assert grave(late) == []
    assert lying(served) == {}


def test_a_broken_connection_is_told_and_tried_again(
    browser_page: Open, served: Served, tmp_path: Path
) -> None:
    _, link = asked(served)
    page = browser_page()
    go_on(page, link)
    page.route("**/files*", lambda route: route.abort())
    page.locator("#chosen").set_input_files(files(tmp_path / "f", a=b"a"))
    expect(said(page, 0)).to_contain_text("The connection broke")
    page.unroute("**/files*")
    page.locator("#list .retry").click()
    expect(said(page, 0)).to_contain_text("Received whole")
    assert lying(served) == {"a.bin": b"a"}


def test_one_is_stopped_and_the_next_goes_on(
    browser_page: Open, served: Served, tmp_path: Path
) -> None:
    _, link = asked(served)
    page = browser_page()
    go_on(page, link)
    page.route("**/files*", lambda route: None, times=1)  # never answered
    page.locator("#chosen").set_input_files(files(tmp_path / "f", a=b"a", b=b"b"))
    expect(said(page, 0)).to_contain_text("Being sent")
    page.locator("#list .cancel").first.focus()
    page.keyboard.press("Enter")
    expect(said(page, 0)).to_contain_text("Stopped")
    expect(said(page, 1)).to_contain_text("Received whole")
    assert lying(served) == {"b.bin": b"b"}


def test_files_are_dropped(browser_page: Open, served: Served) -> None:
    _, link = asked(served)
    page = browser_page()
    go_on(page, link)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["dropped"], "d.txt"));
          window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }"""
    )
    expect(said(page, 0)).to_contain_text("Received whole")
    assert lying(served) == {"d.txt": b"dropped"}


def test_a_link_that_was_cut_or_pasted(browser_page: Open, served: Served) -> None:
    _, link = asked(served)
    page = browser_page()
    page.goto(url(link)[:-5])
    expect(page.locator("#cut")).to_be_visible()
    page.locator("#link").fill(f"https://vault.example/r/{link.sid_text}%23{link.token}")
    page.locator("#paste button").click()
    page.locator("#open").click()
    expect(page.locator("#send")).to_be_visible()


def test_without_scripts(browser_page: Open, served: Served, tmp_path: Path) -> None:
    _, link = asked(served, max_files=2)
    page = browser_page(javascript=False, width=360)
    page.goto(url(link))
    keep(page, "request-paste.en.light.360")
    page.locator("#link").fill(served.url + url(link))
    page.locator("#paste button").click()
    expect(page.locator(".note")).to_have_text(NOTE)
    contents = {"甲": b"1" * 100_000, "乙": b"2"}
    page.locator("#files").set_input_files(files(tmp_path / "f", **contents))
    keep(page, "request-form.en.light.360")
    page.locator("form button").click()
    expect(page.locator("#came")).to_have_text("Received whole.")
    expect(page.locator(".digest")).to_have_count(2)
    expect(page.get_by_text("No more files may be sent.")).to_be_visible()
    keep(page, "request-received.en.light.360")
    assert lying(served) == {f"{name}.bin": data for name, data in contents.items()}


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_a_member_asks_and_sees_what_came(
    browser_page: Open, served: Served, tmp_path: Path, language: str, theme: str, width: int
) -> None:
    page = browser_page("lin", language=language, theme=theme, width=width)
    look = f"{language}.{theme}.{width}"
    faults: list[str] = []

    def seen(name: str) -> None:
        keep(page, f"requests-{name}.{look}")
        faults.extend(f"{name}: {fault}" for fault in grave(page))
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults.extend([f"{name}: {sideways} px stick out sideways"] * (sideways > 0))

    page.goto("/requests")
    seen("none")
    page.locator('main a[href="/requests/new"]').first.click()
    page.locator("#recipient").fill("杭州云帆科技 张敏")
    page.locator("#note").fill(NOTE)
    seen("new")
    page.locator("main form button.primary").click()
    link = page.locator("#request-link").input_value()
    seen("made")
    partner = browser_page(language=language)
    partner.goto(link)
    partner.locator("#open").click()
    expect(partner.locator("#send")).to_be_visible()
    partner.locator("#chosen").set_input_files(files(tmp_path / "f", 报价单=b"offer" * 1000))
    expect(partner.locator("#list .digest:visible")).to_have_count(1)
    page.locator(".toolbar a.primary").click()
    expect(page.get_by_text("报价单.bin").first).to_be_visible()
    seen("one")
    page.goto("/requests")
    seen("list")
    page.goto("/inbox")
    seen("inbox")
    page.locator(".inbox .name").click()
    seen("file")
    assert faults == []
