"""Whether the site says that it is well when it is, and what is wrong when it is not."""

from __future__ import annotations

import os
import time

import pytest

from tests.web.api.conftest import Program, program, token  # noqa: F401 - fixtures
from tests.web.conftest import Client
from web.site import Site


def test_a_site_that_is_well_says_so_to_everybody(client: Client) -> None:
    answer = client("").get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert client("").head("/healthz").status_code == 200


def test_a_database_that_is_gone_is_named(client: Client, site: Site) -> None:
    site.vault.database.close()
    for name in ("vault.db", "vault.db-wal", "vault.db-shm"):
        (site.vault.own / name).unlink(missing_ok=True)
    answer = client("").get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["failing"]["database"]
    assert str(site.vault.root) not in answer.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_disk_that_takes_nothing_is_named(client: Client, site: Site) -> None:
    site.vault.staging.chmod(0o500)
    answer = client("").get("/healthz")
    site.vault.staging.chmod(0o700)
    assert answer.json()["failing"] == {"disk": "store-unwritable"}


def test_a_folder_that_is_gone_is_named_and_it_recovers(client: Client, site: Site) -> None:
    one = client("")
    site.vault.staging.rename(site.vault.own / "elsewhere")
    assert one.get("/healthz").json()["failing"] == {"disk": "store-unwritable"}
    (site.vault.own / "elsewhere").rename(site.vault.staging)
    time.sleep(1.1)
    assert one.get("/healthz").status_code == 200


def test_figures_are_for_those_who_oversee(client: Client, program: Program) -> None:  # noqa: F811
    assert client("").get("/metrics").status_code == 401
    assert client("admin").get("/metrics").status_code == 401
    assert program("lin").get("/metrics").status_code == 403
    assert program("registrar").get("/metrics").status_code == 200


def test_requests_are_counted_by_route_and_never_by_path(program: Program) -> None:  # noqa: F811
    admin = program("admin")
    admin.get("/api/v1/documents/secret-name")
    admin.get("/api/v1/me")
    admin.request("BREW", "/nothing/secret-name")
    figures = admin.get("/metrics").text
    assert "secret-name" not in figures
    assert 'route="/api/v1/documents/{document_id}",status="404"' in figures
    assert 'route="/api/v1/me",status="200"' in figures
    assert "BREW" not in figures
    for name in ("docvault_documents", "docvault_index_waiting", "docvault_holdings"):
        assert f"\n{name} " in figures
    assert "process_resident_memory_bytes" in figures
