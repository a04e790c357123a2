"""Uploading as people do it: dropping, mending, a broken connection, a new version."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, Served
from tests.web.conftest import WEEKLY

RIGHT = "运营部-周报-20231106-V1.0-第一周.xlsx"
WRONG = "运营部 周报 2023.11.13 第二周.xlsx"
MENDED = "运营部-周报-20231113-V1.0-第二周.xlsx"
NOTHING = "IMG_0001.pdf"


def drop(page: Page, *names: str, on: str = "body", data: str = "dropped ") -> None:
    """Drop files on the page, as a browser tells it."""
    transfer = page.evaluate_handle(
        """([names, data]) => {
          const transfer = new DataTransfer();
          for (const name of names)
            transfer.items.add(new File([data + name], name, {lastModified: 1.7e12}));
          return transfer;
        }""",
        [list(names), data],
    )
    page.dispatch_event(on, "dragenter", {"dataTransfer": transfer})
    page.dispatch_event(on, "drop", {"dataTransfer": transfer})


def row(page: Page, name: str) -> Any:
    return page.locator(".tray-row").filter(has_text=name)


def found(served: Served, name: str) -> Any:
    return served.site.vault.find(name)


def test_three_files_are_dropped_and_the_wrong_one_is_mended(
    served: Served, browser_page: Open
) -> None:
    page = browser_page("lin")
    page.goto("/browse")
    drop(page, RIGHT, WRONG, WEEKLY)
    expect(row(page, RIGHT)).to_contain_text("Goes to 运营部/2023/11/周报/")
    expect(row(page, WEEKLY)).to_contain_text("There is V1.0 already")
    page.get_by_role("button", name=f"Use {MENDED}").click()
    page.get_by_role("button", name="Use " + WEEKLY.replace("V1.0", "V2.0")).click()
    page.get_by_label("Note for all of them").fill("拖入三个")
    page.get_by_role("button", name="Check in 3").click()
    expect(page.locator("[data-summary]")).to_have_text("3 of 3 checked in")
    for name in (RIGHT, MENDED):
        assert found(served, name).created_by == "lin"
    version = served.site.vault.version(found(served, WEEKLY))
    assert (version.number, version.note) == ("V2.0", "拖入三个")
    page.get_by_role("link", name=MENDED).click()
    page.wait_for_url("**/documents/*")


def test_a_name_is_built_by_the_form(served: Served, browser_page: Open) -> None:
    page = browser_page("lin")
    page.goto("/upload")
    drop(page, NOTHING)
    page.get_by_role("button", name="Name it").click()
    page.get_by_label("Type").select_option("周报")
    page.get_by_label("Date").fill("2023-11-20")
    page.get_by_label("Title").fill("现场: 照片?")
    expect(page.locator("dialog [data-name]")).to_have_text(
        "运营部-周报-20231120-V1.0-现场照片.pdf"
    )
    expect(page.locator("dialog [data-place]")).to_have_text("运营部/2023/11/周报/")
    page.get_by_role("button", name="Use this name").click()
    page.get_by_role("button", name="Check in 1").click()
    expect(page.locator("[data-summary]")).to_have_text("1 of 1 checked in")
    assert found(served, "运营部-周报-20231120-V1.0-现场照片.pdf")


def test_the_same_content_is_said_with_a_link(served: Served, browser_page: Open) -> None:
    page = browser_page("lin")
    page.goto("/upload")
    drop(page, RIGHT, data="same")
    page.get_by_role("button", name="Check in 1").click()
    expect(page.locator("[data-summary]")).to_have_text("1 of 1 checked in")
    page.goto("/upload")
    again = RIGHT.replace("1106", "1107")
    page.evaluate(
        """async ([name, content]) => {
          const { take } = await import("/static/tray.js");
          await take([{ file: new File([content], name), folders: [] }]);
        }""",
        [again, f"same{RIGHT}"],
    )
    expect(row(page, again)).to_contain_text("The same content is in")
    expect(row(page, again).get_by_role("link", name=RIGHT)).to_be_visible()
    page.get_by_role("button", name="Check it in anyway").click()
    page.get_by_role("button", name="Check in 1").click()
    expect(page.locator("[data-summary]")).to_have_text("1 of 1 checked in")


def big(tmp_path: Path, name: str = RIGHT) -> Path:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * (20 << 12))  # 20 MiB: three pieces
    return path


def test_a_broken_connection_is_taken_up_again(
    served: Served, browser_page: Open, tmp_path: Path
) -> None:
    page = browser_page("lin")
    page.goto("/upload")
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if route.request.method == "PATCH" and len(broken) < 2:
            broken.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*", break_once)
    page.set_input_files("#upload-files", big(tmp_path))
    page.get_by_role("button", name="Check in 1").click()
    expect(page.locator("[data-summary]")).to_have_text("1 of 1 checked in", timeout=30_000)
    assert len(broken) == 2
    document = found(served, RIGHT)
    assert (served.site.vault.root / document.path).read_bytes() == big(tmp_path).read_bytes()


def test_after_a_reload_it_goes_on_where_it_stopped(
    served: Served, browser_page: Open, tmp_path: Path
) -> None:
    page = browser_page("lin")
    page.goto("/upload")
    file = big(tmp_path)
    offsets: list[str] = []

    def break_later(route: Route) -> None:
        offset = route.request.headers.get("upload-offset", "0")
        if route.request.method == "PATCH" and offset != "0":
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*", break_later)
    page.set_input_files("#upload-files", file)
    expect(row(page, RIGHT)).to_contain_text("Connection lost")
    page.unroute("**/uploads/*")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/upload")
    expect(row(page, RIGHT)).to_contain_text("Interrupted")
    page.on(
        "request",
        lambda sent: (
            offsets.append(sent.headers["upload-offset"]) if sent.method == "PATCH" else None
        ),
    )
    page.set_input_files("#upload-files", file)
    page.get_by_role("button", name="Check in 1").click()
    expect(page.locator("[data-summary]")).to_have_text("1 of 1 checked in", timeout=30_000)
    assert "0" not in offsets
    assert found(served, RIGHT)


def test_two_hundred_files_stay_usable(served: Served, browser_page: Open) -> None:
    page = browser_page("lin")
    page.goto("/upload")
    names = [f"运营部 周报 202311{day:02} 第{n}份.xlsx" for day in range(1, 21) for n in range(10)]
    begun = time.monotonic()
    drop(page, *names)
    expect(page.locator(".tray-row")).to_have_count(200)
    page.get_by_role("button", name="Take all suggestions").click()
    page.get_by_role("button", name="Check in 200").click()
    expect(page.locator("[data-summary]")).to_have_text("200 of 200 checked in", timeout=90_000)
    print(f"200 files: {time.monotonic() - begun:.1f} s")
    assert found(served, "运营部-周报-20231120-V1.0-第9份.xlsx")


def test_a_document_is_revised_twice(served: Served, browser_page: Open) -> None:
    document = found(served, WEEKLY)
    page = browser_page("lin")
    for number, step in (("V1.1", "A small correction: V1.1"), ("V2.0", "A new version")):
        page.goto(f"/documents/{document.id}/revise")
        page.get_by_label(step).check()
        drop(page, "随便.xlsx", on="form[data-revise]", data=number)
        expect(page.locator("[data-said]")).to_contain_text(WEEKLY.replace("V1.0", number))
        page.get_by_label("What was changed").fill(f"改到 {number}")
        page.get_by_role("button", name="Check in").click()
        page.wait_for_url(f"**/documents/{document.id}")
        expect(page.get_by_text(f"{number} was checked in")).to_be_visible()
    assert [v.note for v in served.site.vault.history(document)][:2] == ["改到 V2.0", "改到 V1.1"]


def test_unchanged_bytes_are_told_before_a_version_is_made(
    served: Served, browser_page: Open, tmp_path: Path
) -> None:
    document = found(served, WEEKLY)
    same = tmp_path / "same.xlsx"
    same.write_bytes((served.site.vault.root / document.path).read_bytes())
    page = browser_page("lin")
    page.goto(f"/documents/{document.id}/revise")
    page.set_input_files("#revise-file", same)
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("[data-said]")).to_contain_text("exactly that of")
    page.get_by_label("Make a version although nothing changed").check()
    page.get_by_role("button", name="Check in").click()
    page.wait_for_url(f"**/documents/{document.id}")
    assert found(served, WEEKLY).current == "V2.0"


def test_without_javascript_files_go_up_and_are_named(
    served: Served, browser_page: Open, tmp_path: Path
) -> None:
    page = browser_page("lin", javascript=False)
    page.goto("/upload")
    (tmp_path / NOTHING).write_bytes(b"%PDF-1.4")
    page.set_input_files("#upload-files", tmp_path / NOTHING)
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Type").select_option("周报")
    page.get_by_label("Date").fill("2023-11-20")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-name]")).to_contain_text("运营部-周报-20231120-V1.0")
    page.get_by_label("Title").fill("现场")
    page.get_by_role("button", name="Check in").click()
    page.wait_for_url("**/documents/*")
    assert found(served, "运营部-周报-20231120-V1.0-现场.pdf")
