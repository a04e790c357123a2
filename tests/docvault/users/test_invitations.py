from __future__ import annotations

from datetime import timedelta

import pytest

from docvault import users
from docvault.database import tables
from docvault.errors import (
    ActorNotAllowed,
    InvitationOver,
    PasswordRefused,
    UserExists,
    UserNameRefused,
    UserNotFound,
)
from docvault.model.invitation import Purpose
from docvault.model.user import Role
from docvault.users import invitations, passwords, sessions
from docvault.vault import Vault
from tests.docvault.conftest import SetClock

GOOD = "四只猫在 spreadsheet 里睡觉"
OTHER = "tKq9-vLm2-xyp0-Rdf"


def test_the_first_link_makes_the_first_administrator(vault: Vault) -> None:
    assert invitations.needs_first_run(vault)
    secret = invitations.first_run(vault)
    assert secret is not None
    assert invitations.look(vault, secret).purpose is Purpose.FIRST_RUN
    user = invitations.accept_first(vault, secret, "陈静", GOOD)
    assert (user.role, user.name) == (Role.ADMINISTRATOR, "陈静")
    assert passwords.check(vault, "陈静", GOOD, address="::1") == user
    assert not invitations.needs_first_run(vault)
    assert invitations.first_run(vault) is None
    with pytest.raises(InvitationOver):
        invitations.accept_first(vault, secret, "mallory", GOOD)


def test_only_the_newest_first_link_holds(vault: Vault) -> None:
    before, now = invitations.first_run(vault), invitations.first_run(vault)
    assert before is not None
    assert now is not None
    with pytest.raises(InvitationOver):
        invitations.look(vault, before)
    invitations.look(vault, now)


def test_a_first_link_is_void_once_there_is_an_administrator(vault: Vault) -> None:
    secret = invitations.first_run(vault)
    assert secret is not None
    users.add(vault, "admin", actor="root", role=Role.ADMINISTRATOR)
    with pytest.raises(InvitationOver):
        invitations.accept_first(vault, secret, "mallory", GOOD)
    assert [user.name for user in users.every(vault)] == ["admin"]


def test_what_is_refused_leaves_the_link_as_it_was(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    secret = invitations.first_run(vault)
    assert secret is not None
    with pytest.raises(PasswordRefused):
        invitations.accept_first(vault, secret, "chen", "password1234")
    with pytest.raises(UserNameRefused):
        invitations.accept_first(vault, secret, "-f", GOOD)
    with pytest.raises(UserExists):
        invitations.accept_first(vault, secret, "WANG", GOOD)
    assert invitations.accept_first(vault, secret, "chen", GOOD)


def test_a_newcomer_sets_the_first_password(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    invitation, secret = invitations.invite(vault, "wang", actor="root")
    assert invitation.purpose is Purpose.JOIN
    assert list(invitations.pending(vault)) == ["wang"]
    assert invitations.accept(vault, secret, GOOD).name == "wang"
    assert passwords.check(vault, "wang", GOOD, address="::1")
    with pytest.raises(InvitationOver):
        invitations.accept(vault, secret, OTHER)
    assert invitations.pending(vault) == {}


def test_a_forgotten_password_is_set_anew_and_ends_all_sessions(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    passwords.set_by_administrator(vault, "wang", GOOD, actor="root")
    session = sessions.begin(vault, "wang", method="password", address="::1", agent="x")
    invitation, secret = invitations.invite(vault, "wang", actor="root")
    assert invitation.purpose is Purpose.RESET
    assert sessions.find(vault, session)
    invitations.accept(vault, secret, OTHER)
    assert sessions.find(vault, session) is None
    assert passwords.check(vault, "wang", OTHER, address="::1")


def test_a_new_link_makes_the_one_before_void(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    _, before = invitations.invite(vault, "wang", actor="root")
    invitations.invite(vault, "wang", actor="root")
    with pytest.raises(InvitationOver):
        invitations.accept(vault, before, GOOD)


def test_a_link_grows_old(vault: Vault) -> None:
    assert isinstance(vault.now, SetClock)
    users.add(vault, "wang", actor="root")
    _, secret = invitations.invite(vault, "wang", actor="root")
    vault.now.at += timedelta(days=7)
    with pytest.raises(InvitationOver):
        invitations.look(vault, secret)


def test_a_disabled_user_has_no_link(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    _, secret = invitations.invite(vault, "wang", actor="root")
    users.disable(vault, "wang", actor="root")
    with pytest.raises(InvitationOver):
        invitations.accept(vault, secret, GOOD)
    with pytest.raises(UserNotFound):
        invitations.invite(vault, "wang", actor="root")
    users.enable(vault, "wang", actor="root")
    with pytest.raises(InvitationOver):
        invitations.accept(vault, secret, GOOD)


def test_an_ordinary_link_makes_no_administrator(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    _, secret = invitations.invite(vault, "wang", actor="root")
    with pytest.raises(InvitationOver):
        invitations.accept_first(vault, secret, "mallory", GOOD)
    first = invitations.first_run(vault)
    assert first is not None
    with pytest.raises(InvitationOver):
        invitations.accept(vault, first, GOOD)


def test_only_administrators_invite(vault: Vault) -> None:
    users.add(vault, "wang", actor="root", role=Role.REGISTRAR)
    with pytest.raises(ActorNotAllowed):
        invitations.invite(vault, "wang", actor="wang")


@pytest.mark.parametrize("secret", ["", "x", "\udcff"])
def test_what_is_no_link_is_over(vault: Vault, secret: str) -> None:
    with pytest.raises(InvitationOver):
        invitations.look(vault, secret)


def test_the_database_holds_no_link(vault: Vault) -> None:
    users.add(vault, "wang", actor="root")
    _, secret = invitations.invite(vault, "wang", actor="root")
    with vault.database.read() as connection:
        for table in (tables.invitations, tables.audit_events):
            assert secret not in repr(connection.execute(table.select()).all())
