from __future__ import annotations

import shutil
from datetime import timedelta

import pyotp
import pytest

from docvault import users
from docvault.database import audit_trail, tables
from docvault.errors import (
    ActorNotAllowed,
    CodeRefused,
    SecondFactorExists,
    StoreCorrupt,
    TooManyAttempts,
)
from docvault.users import second_factor
from docvault.vault import Vault
from tests.docvault.users.still import StillClock, stopped


@pytest.fixture
def wang(vault: Vault) -> str:
    users.add(vault, "李雷", actor="root")
    return users.add(vault, "王芳", actor="root").name


@pytest.fixture(autouse=True)
def clock(vault: Vault) -> StillClock:
    return stopped(vault)


def present(vault: Vault, secret: str, *, steps: int = 0) -> str:
    """Return the app's code for now, or steps away from it."""
    return pyotp.TOTP(secret).at(vault.now(), counter_offset=steps)


def turned_on(vault: Vault, name: str) -> tuple[str, list[str]]:
    """Turn it on a while ago; return the secret and the recovery codes."""
    assert isinstance(vault.now, StillClock)
    secret = second_factor.begin(vault, name).secret
    codes = second_factor.confirm(vault, name, present(vault, secret))
    vault.now.at += timedelta(minutes=5)
    return secret, list(codes)


def test_it_is_asked_for_only_once_a_code_was_right(vault: Vault, wang: str) -> None:
    enrolment = second_factor.begin(vault, wang)
    assert enrolment.uri.startswith("otpauth://totp/")
    assert enrolment.secret in enrolment.uri
    assert second_factor.begun(vault, wang) == enrolment
    assert not second_factor.is_on(vault, wang)
    with pytest.raises(CodeRefused):
        second_factor.check(vault, wang, present(vault, enrolment.secret))
    with pytest.raises(CodeRefused):
        second_factor.confirm(vault, wang, "000000")
    assert not second_factor.is_on(vault, wang)
    second_factor.confirm(vault, wang, present(vault, enrolment.secret))
    assert second_factor.is_on(vault, wang)
    assert second_factor.begun(vault, wang) is None


def test_neighbouring_codes_are_right_and_others_are_not(
    vault: Vault, clock: StillClock, wang: str
) -> None:
    secret, _ = turned_on(vault, wang)
    for steps in (-1, 0, 1):
        second_factor.check(vault, wang, present(vault, secret, steps=steps))
        clock.at += timedelta(minutes=2)
    for steps in (-3, 3):
        with pytest.raises(CodeRefused):
            second_factor.check(vault, wang, present(vault, secret, steps=steps))


def test_a_code_opens_once(vault: Vault, clock: StillClock, wang: str) -> None:
    secret, _ = turned_on(vault, wang)
    given = present(vault, secret)
    second_factor.check(vault, wang, f" {given[:3]} {given[3:]} ")
    for _ in range(2):
        with pytest.raises(CodeRefused):
            second_factor.check(vault, wang, given)
        clock.at += timedelta(seconds=30)


def test_the_code_that_turned_it_on_does_not_open(vault: Vault, wang: str) -> None:
    secret = second_factor.begin(vault, wang).secret
    given = present(vault, secret)
    second_factor.confirm(vault, wang, given)
    with pytest.raises(CodeRefused):
        second_factor.check(vault, wang, given)


def test_a_recovery_code_opens_once_each(vault: Vault, wang: str) -> None:
    _, codes = turned_on(vault, wang)
    assert len(set(codes)) == 10
    assert all(len(each.replace("-", "")) == 16 for each in codes)
    second_factor.check(vault, wang, codes[0].lower())
    second_factor.check(vault, wang, codes[9].replace("-", ""))
    with pytest.raises(CodeRefused):
        second_factor.check(vault, wang, codes[0])
    with vault.database.read() as connection:
        actions = [line.action for line in audit_trail.newest(connection)]
    assert actions.count("recovery-code-used") == 2


def test_codes_are_each_ones_own(vault: Vault, wang: str) -> None:
    secret, codes = turned_on(vault, wang)
    turned_on(vault, "李雷")
    for given in (codes[0], present(vault, secret)):
        with pytest.raises(CodeRefused):
            second_factor.check(vault, "李雷", given)


@pytest.mark.parametrize("given", ["", "x", "１２３４５６", "\udcff", "0" * 10_000, "-", "123 456"])
def test_nonsense_is_a_wrong_code(vault: Vault, wang: str, given: str) -> None:
    turned_on(vault, wang)
    with pytest.raises(CodeRefused):
        second_factor.check(vault, wang, given)


def test_codes_are_guessed_slowly(vault: Vault, clock: StillClock, wang: str) -> None:
    _, codes = turned_on(vault, wang)
    for _ in range(6):
        with pytest.raises((CodeRefused, TooManyAttempts)):
            second_factor.check(vault, wang, "000000")
    with pytest.raises(TooManyAttempts):
        second_factor.check(vault, wang, codes[0])
    clock.at += timedelta(minutes=5)
    second_factor.check(vault, wang, codes[0])


def test_a_confirmed_one_is_not_replaced_but_turned_off(vault: Vault, wang: str) -> None:
    turned_on(vault, wang)
    with pytest.raises(SecondFactorExists):
        second_factor.begin(vault, wang)
    with pytest.raises(SecondFactorExists):
        second_factor.confirm(vault, wang, "000000")
    with pytest.raises(ActorNotAllowed):
        second_factor.turn_off(vault, wang, actor="李雷")
    assert second_factor.turn_off(vault, wang, actor=wang)
    assert not second_factor.turn_off(vault, wang, actor="root")
    assert not second_factor.is_on(vault, wang)


def test_the_database_alone_gives_no_codes(vault: Vault, wang: str) -> None:
    secret, codes = turned_on(vault, wang)
    with vault.database.read() as connection:
        rows = repr(connection.execute(tables.second_factors.select()).all())
    assert secret not in rows
    assert not any(each.replace("-", "") in rows for each in codes)
    key = vault.own / "keys" / "people"
    assert key.stat().st_mode & 0o077 == 0
    shutil.move(key, key.with_name("lost"))
    with pytest.raises(StoreCorrupt, match="not sealed with this vault's key"):
        second_factor.check(vault, wang, "000000")
