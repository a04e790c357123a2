from __future__ import annotations

from datetime import timedelta

import pytest

from docvault import users
from docvault.database import audit_trail, tables
from docvault.users import sessions
from docvault.users.secret import hash_of
from docvault.vault import Vault
from tests.docvault.conftest import SetClock


@pytest.fixture
def wang(vault: Vault) -> str:
    return users.add(vault, "王芳", actor="root").name


def begin(vault: Vault, name: str = "王芳") -> str:
    return sessions.begin(vault, name, method="password", address="10.0.0.7", agent="Firefox")


def later(vault: Vault, **time: float) -> None:
    assert isinstance(vault.now, SetClock)
    vault.now.at += timedelta(**time)


def test_who_is_signed_in_is_found_by_the_secret_alone(vault: Vault, wang: str) -> None:
    secret = begin(vault)
    found = sessions.find(vault, secret)
    assert found is not None
    user, session = found
    assert (user.name, session.user, session.method) == (wang, wang, "password")
    assert (session.address, session.agent) == ("10.0.0.7", "Firefox")
    for other in ("", secret[:-1], secret.swapcase(), session.id, "\udcff"):
        assert sessions.find(vault, other) is None


def test_the_database_holds_no_secret(vault: Vault, wang: str) -> None:
    assert wang
    secret = begin(vault)
    with vault.database.read() as connection:
        rows = connection.execute(tables.sessions.select()).all()
        trail = audit_trail.newest(connection)
    assert secret not in repr(rows) + repr(trail)
    assert hash_of(secret) in repr(rows)


def test_each_signing_in_is_a_session_of_its_own(vault: Vault, wang: str) -> None:
    first, second = begin(vault), begin(vault)
    assert first != second
    sessions.end(vault, first)
    assert sessions.find(vault, first) is None
    assert sessions.find(vault, second) is not None
    assert len(sessions.of(vault, wang)) == 1


def test_an_unused_session_ends_and_a_used_one_goes_on(vault: Vault, wang: str) -> None:
    used, unused = begin(vault), begin(vault)
    for _ in range(3):
        later(vault, hours=11)
        assert sessions.find(vault, used)
    assert sessions.find(vault, unused) is None
    assert len(sessions.of(vault, wang)) == 1


def test_no_session_lasts_longer_than_two_weeks(vault: Vault, wang: str) -> None:
    assert wang
    secret = begin(vault)
    for _ in range(14 * 4 - 1):
        later(vault, hours=5.5)
        assert sessions.find(vault, secret)
    later(vault, days=1.5)
    assert sessions.find(vault, secret) is None


def test_use_is_noted_once_a_minute(vault: Vault, wang: str) -> None:
    assert isinstance(vault.now, SetClock)
    secret = begin(vault)
    began = sessions.of(vault, wang)[0].seen_at
    vault.now.at = began - timedelta(seconds=30)  # asked, the clock says a minute more
    assert sessions.find(vault, secret)
    assert sessions.of(vault, wang)[0].seen_at == began
    vault.now.at = began
    assert sessions.find(vault, secret)
    assert sessions.of(vault, wang)[0].seen_at == began + timedelta(minutes=1)


def test_a_disabled_user_is_out_at_once(vault: Vault, wang: str) -> None:
    secret = begin(vault)
    users.disable(vault, wang, actor="root")
    assert sessions.find(vault, secret) is None


def test_all_others_can_be_ended_at_once(vault: Vault, wang: str) -> None:
    users.add(vault, "李雷", actor="root")
    mine, phone, other = begin(vault), begin(vault), begin(vault, "李雷")
    assert sessions.end_all(vault, wang, actor=wang, kept=hash_of(mine)) == 1
    assert sessions.find(vault, mine)
    assert sessions.find(vault, phone) is None
    assert sessions.end_all(vault, wang, actor="root") == 1
    assert sessions.find(vault, mine) is None
    assert sessions.find(vault, other)


def test_one_session_is_ended_by_its_owner_only(vault: Vault, wang: str) -> None:
    users.add(vault, "李雷", actor="root")
    secret = begin(vault)
    assert not sessions.end_one(vault, "李雷", hash_of(secret))
    assert sessions.end_one(vault, wang, hash_of(secret))
    assert not sessions.end_one(vault, wang, hash_of(secret))
    assert sessions.find(vault, secret) is None


def test_what_is_over_is_forgotten_at_the_next_signing_in(vault: Vault, wang: str) -> None:
    assert wang
    begin(vault)
    later(vault, days=1)
    begin(vault)
    with vault.database.read() as connection:
        assert len(connection.execute(tables.sessions.select()).all()) == 1


def test_coming_and_going_is_in_the_audit_trail(vault: Vault, wang: str) -> None:
    sessions.end(vault, begin(vault))
    sessions.end(vault, "no such")
    with vault.database.read() as connection:
        out, came, *_ = audit_trail.newest(connection)
    assert (came.actor, came.action) == (wang, "sign-in")
    assert (out.actor, out.action) == (wang, "sign-out")


def test_what_a_browser_says_of_itself_is_one_printable_line(vault: Vault, wang: str) -> None:
    sessions.begin(vault, wang, method="oidc", address="::1", agent="x\r\n\x00y" + "z" * 999)
    [session] = sessions.of(vault, wang)
    assert session.agent.startswith("xyz")
    assert len(session.agent) == 300
