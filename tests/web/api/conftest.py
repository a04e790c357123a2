"""Programs at the door: clients with a token instead of a cookie."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from docvault.users import tokens
from tests.web.conftest import Client
from web.site import Site

Program = Callable[[str], TestClient]
API = "/api/v1"


@pytest.fixture
def token(site: Site) -> Callable[[str], str]:
    """Makes a token of a user."""

    def made(name: str) -> str:
        return tokens.create(site.vault, name, "test", actor=name)[1]

    return made


@pytest.fixture
def program(client: Client, token: Callable[[str], str]) -> Program:
    """Clients that carry a token of the user of that name."""
    return lambda name: client("", authorization=f"Bearer {token(name)}")
