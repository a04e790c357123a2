"""A site to knock at: a vault of sample documents, and somebody of each role."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import State
from starlette.testclient import TestClient

from docvault import vault as vaults
from docvault.importing import plan_import, run_import
from docvault.model.user import Role
from docvault.samples import write_samples
from docvault.search.keeping import catch_up
from docvault.users import registering, sessions
from docvault.vault import Vault
from web.app import create_app
from web.security import Doors
from web.site import Site
from web.visit import session_cookie

PEOPLE = {
    # name: role, department
    "lin": (Role.MEMBER, "运营部"),
    "other": (Role.MEMBER, "财务部"),
    "head": (Role.HEAD, "运营部"),
    "vice": (Role.VICE_PRESIDENT, None),
    "manager": (Role.GENERAL_MANAGER, None),
    "registrar": (Role.REGISTRAR, None),
    "admin": (Role.ADMINISTRATOR, None),
    "gone": (Role.MEMBER, "运营部"),
}
WEEKLY = "运营部-周报-20231011-V1.0-工作总结.xlsx"
"""A document of 运营部 that every site of these tests has."""
REVISED = "市场部-活动方案-20231008-V4.0-双十一执行方案.docx"
"""One that has four versions."""

Client = Callable[[str], TestClient]


@pytest.fixture(scope="session")
def _sample_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault made once, to be copied: its documents, its people."""
    folder = tmp_path_factory.mktemp("site")
    samples = write_samples(folder / "samples")
    with Vault.make(folder / "vault") as vault:
        for name, (role, department) in PEOPLE.items():
            registering.add(
                vault,
                name,
                actor="setup",
                display_name=name.title(),
                role=role,
                department=department,
                email=f"{name}@example.com",
            )
        registering.disable(vault, "gone", actor="setup")
        run_import(vault, plan_import(vault, samples.tidy[0].parents[4]), actor="registrar")
        for file in samples.revisions:
            vaults.add(vault, file, actor="registrar", note="按意见修订")
    return folder / "vault"


@pytest.fixture(scope="session")
def _indexed_vault(_sample_vault: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its index of what is in the documents: made once, it reads every file."""
    root = tmp_path_factory.mktemp("indexed") / "vault"
    shutil.copytree(_sample_vault, root, symlinks=True)
    with Vault.open(root) as vault:
        catch_up(vault)
    return root


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Path:
    """The vault that `site` is a copy of."""
    name = "_indexed_vault" if "indexed" in request.fixturenames else "_sample_vault"
    return Path(request.getfixturevalue(name))


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Iterator[Site]:
    """The site of a vault of one's own."""
    shutil.copytree(template, tmp_path / "vault", symlinks=True)
    with Vault.open(tmp_path / "vault") as vault:
        site = Site.of(vault)
        yield site
        site.jobs.close()


@pytest.fixture
def indexed(site: Site) -> Site:
    """The same site, with its index."""
    assert catch_up(site.vault) == 0
    return site


@pytest.fixture(scope="session")
def _application() -> list[FastAPI]:
    """The application, made once: a third of a second that each test would wait for otherwise."""
    return []


@pytest.fixture
def application(site: Site, _application: list[FastAPI]) -> Doors:
    """The application, serving this site."""
    if not _application:
        _application.append(create_app(site))
    (app,) = _application
    app.state = State({"site": site, "measures": app.state.measures})
    return Doors(app, site)


@pytest.fixture
def client(site: Site, application: Doors) -> Iterator[Client]:
    """Clients: of a user by name, already signed in; of nobody for the empty name."""
    opened: list[TestClient] = []

    def made(name: str = "", **headers: str) -> TestClient:
        one = TestClient(
            application,
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"accept-language": "en", **headers},
        )
        if name:
            secret = sessions.begin(
                site.vault, name, method="password", address="127.0.0.1", agent="test"
            )
            one.cookies.set(session_cookie(site), secret)
        opened.append(one)
        return one

    yield made
    for one in opened:
        one.close()


def token_of(client: TestClient, page: str = "/jobs/none") -> str:
    """Return what this client's forms carry, from a page that it may see."""
    found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', client.get(page).text)
    assert found, client.get(page).text
    return found[1]


def post(client: TestClient, url: str, data: dict[str, Any] | None = None) -> httpx.Response:
    """Send a form as our own page would."""
    return client.post(url, data={**(data or {}), "csrf": token_of(client)})
