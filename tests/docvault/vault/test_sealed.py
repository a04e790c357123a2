"""What is sealed takes no version from who is not named for it, whichever way the bytes come."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from docvault import vault as vaults
from docvault.archive import Action
from docvault.database import tables
from docvault.errors import ActorNotAllowed
from docvault.model.user import Role
from docvault.store.staging import stage
from docvault.users import registering
from docvault.vault import CheckIn, Incoming, Vault, check_in_many
from tests.docvault.conftest import WEEKLY, Write

NEXT = WEEKLY.replace("V1.0", "V2.0")


@pytest.fixture
def sealed(vault: Vault, write: Write) -> str:
    """A sealed document of 运营部, where 林涛 is a member; its id."""
    registering.add(vault, "林涛", actor="setup", role=Role.MEMBER, department="运营部")
    version = vaults.add(vault, write(WEEKLY, b"one"), actor="registrar")
    with vault.database.write() as connection:
        change = sa.update(tables.documents).where(tables.documents.c.id == version.document)
        connection.execute(change.values(level="秘密"))
    return version.document


@pytest.mark.parametrize("name", [WEEKLY, NEXT])
def test_nothing_is_added_to_it_by_its_name(
    vault: Vault, write: Write, sealed: str, name: str
) -> None:
    file = write(name, b"two")
    with pytest.raises(ActorNotAllowed):
        vaults.add(vault, file, actor="林涛")
    staged = stage(file, vault.staging)
    with pytest.raises(ActorNotAllowed):
        vaults.add_staged(vault, staged, actor="林涛", name=name)
    staged.discard()
    assert vault.find(sealed).current == "V1.0"


def test_it_is_neither_revised_nor_restored(vault: Vault, write: Write, sealed: str) -> None:
    file = write("new.xlsx", b"two")
    with pytest.raises(ActorNotAllowed):
        vaults.revise(vault, sealed, file, actor="林涛")
    with pytest.raises(ActorNotAllowed):
        vaults.restore(vault, sealed, "V1.0", actor="林涛")
    staged = stage(file, vault.staging)
    with pytest.raises(ActorNotAllowed):
        vaults.revise_staged(vault, sealed, staged, actor="林涛", file_name="new.xlsx")
    staged.discard()
    assert len(vault.history(vault.find(sealed))) == 1


def test_no_batch_adds_to_it(vault: Vault, write: Write, sealed: str) -> None:
    name = vault.convention.parse(NEXT)
    assert name
    incoming = Incoming(write(NEXT, b"two"), CheckIn(name, Action.IMPORT, "林涛"))
    with pytest.raises(ActorNotAllowed):
        list(check_in_many(vault, [incoming]))
    assert vault.find(sealed).current == "V1.0"
    assert not list(vault.staging.iterdir())


def test_who_may_do_everything_still_may(vault: Vault, write: Write, sealed: str) -> None:
    registering.add(vault, "陈静", actor="setup", role=Role.REGISTRAR)
    vaults.add(vault, write(NEXT, b"two"), actor="陈静")
    assert vault.find(sealed).current == "V2.0"
