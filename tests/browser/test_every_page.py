"""Every page as people see it: both languages, light and dark, from phone to desk.

Screenshots go to the folder that DOCVAULT_SCREENSHOTS names. On each page axe-core may find nothing
serious, nothing may stick out sideways, and nothing may be loaded that is missing.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Open, Served
from tests.web.conftest import REVISED

PAGES = {
    "home": "/",
    "browse": "/browse",
    "folder": "/browse/运营部/2023/10/周报",
    "document": "/documents/{revised}",
    "search": "/search?q=预算 部门:市场部 版本:全部",
    "search-none": "/search?q=运赢部",
    "search-unclear": "/search?q=预算 部闸:运营部",
    "search-start": "/search",
    "search-help": "/search/help",
    "compare": "/documents/{revised}/compare",
    "why": "/documents/{revised}/why",
    "upload": "/upload",
    "revise": "/documents/{revised}/revise",
    "inbox": "/inbox",
    "shares-none": "/shares",
    "share-new": "/shares/new?document={revised}",
    "account": "/account",
    "people": "/admin/people",
    "programs": "/api",
    "not-found": "/browse/没有这个文件夹",
}
GRAVE = {"serious", "critical"}
LOOKS = [
    ("zh", "light", 1280),
    ("en", "dark", 1280),
    ("zh", "dark", 360),
    ("en", "light", 360),
    ("zh", "light", 3840),
]


def address(served: Served, path: str) -> str:
    return path.format(revised=served.site.vault.find(REVISED).id)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("DOCVAULT_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_can_be_used_by_everybody(
    browser_page: Open, served: Served, language: str, theme: str, width: int
) -> None:
    page = browser_page("admin", language=language, theme=theme, width=width)
    missing: list[str] = []
    page.on("requestfailed", lambda request: missing.append(request.url))
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 500 else None)
    faults = []
    for name, path in PAGES.items():
        page.goto(address(served, path))
        page.wait_for_load_state("networkidle")
        keep(page, f"{name}.{language}.{theme}.{width}")
        faults += [f"{name}: {fault}" for fault in grave(page)]
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{name}: {sideways} px stick out sideways"] * (sideways > 0)
    assert faults == []
    assert missing == []
