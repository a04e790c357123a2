"""Health: what waits, what was checked, and how that came out."""

from __future__ import annotations

import pytest

from docvault import vault as vaults
from docvault.database import audit_trail
from docvault.extract import fonts
from docvault.health import check_trail, health, verify
from docvault.search.keeping import catch_up
from docvault.vault import Vault
from tests.docvault.conftest import PLACE, WEEKLY, Write, put


def test_a_new_vault_is_well(vault: Vault) -> None:
    found = health(vault)
    assert (found.documents, found.index_waiting, found.inbox, found.holding) == (0, 0, 0, 0)
    assert found.index_made is None
    assert found.verified is None
    assert 0 < found.disk_free <= found.disk_size


def test_what_waits_is_counted(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(WEEKLY, b"x"), actor="a")
    put(vault.inbox, **{"a.txt": b"1", "待更正/b.txt": b"2", "待更正/b.txt.原因.txt": b"why"})
    found = health(vault)
    assert (found.documents, found.archives, found.index_waiting) == (1, 1, 1)
    assert (found.inbox, found.holding) == (1, 1)
    assert found.waiting_since is not None
    catch_up(vault)
    found = health(vault)
    assert (found.index_waiting, found.waiting_since) == (0, None)
    assert found.index_made is not None
    assert found.index_size > 0


def test_the_last_check_is_kept_with_what_it_found(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(WEEKLY, b"x"), actor="a")
    assert verify(vault, actor="a").problems == 0
    (vault.root / PLACE / WEEKLY).write_bytes(b"changed")
    check = verify(vault, actor="b")
    assert check.problems == 1
    assert check.detail[0].startswith("file-differs: ")
    assert health(vault).verified == check
    with vault.database.read() as connection:
        assert audit_trail.newest(connection, 1)[0].action == "check-verify"


def test_the_chain_of_the_trail_is_followed(vault: Vault, write: Write) -> None:
    vaults.add(vault, write(WEEKLY, b"x"), actor="a")
    check = check_trail(vault, actor="a")
    assert (check.checked, check.problems) == (1, 0)
    assert health(vault).trail_checked == check


def test_wrong_settings_are_told(vault: Vault) -> None:
    (vault.root / "docvault.toml").write_text("[vault\n")
    vault.refresh_settings(now=True)
    assert health(vault).settings_error is not None


def test_what_this_machine_lacks_is_named(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", [])
    monkeypatch.setenv("PATH", "")
    told = " ".join(lacking.en for lacking in health(vault).missing)
    assert "Install fonts-noto-cjk" in told
    assert "LibreOffice is not installed" in told
