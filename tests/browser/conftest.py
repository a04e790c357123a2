"""A site that is really served, and Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from docvault.search.keeping import catch_up
from docvault.users import sessions
from tests.web.conftest import _sample_vault, site, template
from web.app import create_site
from web.serve import listen
from web.site import Site
from web.visit import session_cookie

__all__ = ["_sample_vault", "site", "template"]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SECONDS = 20_000


@dataclass(frozen=True, slots=True)
class Served:
    """A site and where it is."""

    site: Site
    url: str


Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives the browser; one process at a time has it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium; skips where it is not installed, unless it has to be."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("DOCVAULT_REQUIRE_CHROMIUM"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    """The sample company's site on a port of its own, everything searchable."""
    catch_up(site.vault)
    with listen("127.0.0.1", 0) as listening:
        config = uvicorn.Config(create_site(site), log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Served(site, f"http://127.0.0.1:{listening.getsockname()[1]}")
        server.should_exit = True
        server.force_exit = True
        thread.join()


@pytest.fixture
def browser_page(chromium: Browser, served: Served) -> Iterator[Open]:
    """Opens a window: of a user who is signed in, or of nobody for the empty name.

    `language` zh or en, `theme` light or dark, `width` and `height` in pixels, `javascript`. What
    goes wrong in the page's scripts fails the test.
    """
    contexts = []
    wrong: list[str] = []

    def opened(
        name: str = "",
        *,
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
    ) -> Page:
        context = chromium.new_context(
            base_url=served.url,
            locale="zh-CN" if language == "zh" else "en-GB",
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(_SECONDS)
        if name:
            secret = sessions.begin(
                served.site.vault, name, method="password", address="127.0.0.1", agent="test"
            )
            cookie = {"name": session_cookie(served.site), "value": secret, "url": served.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
