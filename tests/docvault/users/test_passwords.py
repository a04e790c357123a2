from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median

import pytest
from argon2 import PasswordHasher, extract_parameters

from docvault import users
from docvault.database import audit_trail, passwords, tables
from docvault.errors import (
    ActorNotAllowed,
    PasswordRefused,
    SignInRefused,
    TooManyAttempts,
    UserNotFound,
)
from docvault.model.user import User
from docvault.users import passwords as door
from docvault.users import sessions, throttling
from docvault.users.password_rules import LONGEST, SHORTEST, ensure_good, guesses
from docvault.vault import Vault
from tests.docvault.users.still import StillClock, stopped

GOOD = "四只猫在 spreadsheet 里睡觉"
OTHER = "tKq9-vLm2-xyp0-Rdf"
HOME, AWAY = "10.0.0.7", "203.0.113.9"


@pytest.fixture
def clock(vault: Vault) -> StillClock:
    return stopped(vault)


@pytest.fixture
def wang(vault: Vault) -> User:
    user = users.add(vault, "Wang", actor="root", email="wang@example.com")
    door.set_by_administrator(vault, "Wang", GOOD, actor="root")
    return user


def wrong(vault: Vault, count: int, *, address: str = AWAY, name: str = "Wang") -> None:
    """Guess wrong, with no time between."""
    for _ in range(count):
        with pytest.raises(SignInRefused):
            door.check(vault, name, "wrong", address=address)


# ---- which are taken


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        OTHER,
        "correct horse battery staple",
        "我们公司的猫会写年度总结报告",
        "            x yz Q            ",
        "x" * 3 + "Ω≈ç√∫˜µ≤≥÷" + "k",
        "7429 1850 3396 0214",
    ],
)
def test_any_characters_will_do(password: str) -> None:
    ensure_good(password)


@pytest.mark.parametrize("password", ["", "x", OTHER[: SHORTEST - 1], "猫" * 11])
def test_a_short_one_is_refused_with_advice(password: str) -> None:
    with pytest.raises(PasswordRefused, match=r"at least 12.*a few unrelated words"):
        ensure_good(password)


def test_a_very_long_one_is_taken_whole(vault: Vault, wang: User) -> None:
    long = (OTHER * 20)[:LONGEST]
    door.set_by_administrator(vault, wang.name, long, actor="root")
    assert door.check(vault, "Wang", long, address=HOME)
    for other in (long[:-1], long[:-1] + "!", long + "x"):
        with pytest.raises(SignInRefused):
            door.check(vault, "Wang", other, address=HOME)
    with pytest.raises(PasswordRefused, match="at most 256"):
        ensure_good(long + "x")


GUESSED = """
password1234 passwordpassword Password123! P@ssw0rd2024! qwertyuiop12 qwertyuiop[] 1q2w3e4r5t6y
123456789012 111111111111 abcabcabcabc 1234567890qwerty iloveyou2023!! letmein12345 admin1234567
administrator trustno1trustno1 qazwsxedcrfv 1qaz2wsx3edc zaq12wsxcde3 asdfghjkl123 Summer2024!!!
woaini1314520 woaiwojia1314 5201314woaini zhangwei1988 a123456789012 aa1234567890 qq1234567890
19900101zhang 2023-10-11-2023 20231011199901 abcd12345678 1234qwerasdf Admin@123456 mima12345678
Welcome12345 football12345 superman12345 我爱你我爱你我爱你我爱你 密码123456789012
"""


@pytest.mark.parametrize("password", GUESSED.split())
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused, match="guessed too easily"):
        ensure_good(password)


@pytest.mark.parametrize(
    "password", ["wangfang-2023!", "Wang.Fang.Wang1", "Acme Ltd 2024!!", "运营部1234567890"]
)
def test_names_that_everybody_knows_count_little(password: str) -> None:
    known = ("Wang.Fang", "wangfang", "ACME Ltd", "运营部")
    with pytest.raises(PasswordRefused):
        ensure_good(password, known)


def test_judging_takes_no_time_whatever_is_sent() -> None:
    began = time.perf_counter()
    for password in ("ab" * 128, "1qaz2wsx" * 32, "x7!kQ" * 51, "password" * 32, "\u0301" * 256):
        guesses(password, ["wang" * 16])
    assert time.perf_counter() - began < 1


# ---- checking


def test_the_right_password_opens_in_any_spelling_of_the_name(vault: Vault, wang: User) -> None:
    assert door.check(vault, "Wang", GOOD, address=HOME) == wang
    assert door.check(vault, "WANG", GOOD, address=HOME) == wang


def test_composed_characters_are_one_whatever_the_keyboard(vault: Vault, wang: User) -> None:
    door.set_by_administrator(vault, wang.name, "café crème brûlée", actor="root")
    assert door.check(vault, "Wang", "cafe\u0301 cre\u0300me bru\u0302le\u0301e", address=HOME)


def test_every_refusal_is_the_same(vault: Vault, wang: User) -> None:
    users.add(vault, "nopassword", actor="root")
    users.add(vault, "gone", actor="root")
    door.set_by_administrator(vault, "gone", GOOD, actor="root")
    users.disable(vault, "gone", actor="root")
    told = set()
    for name, password in (
        (wang.name, OTHER),
        ("nobody", GOOD),
        ("nopassword", ""),
        ("gone", GOOD),
        ("\udcff", GOOD),
        ("x" * 5000, "x" * 100_000),
        (wang.name, "\udcff" * 12),
    ):
        with pytest.raises(SignInRefused) as refused:
            door.check(vault, name, password, address=HOME)
        told.add((str(refused.value), *refused.value.fields))
    assert len(told) == 1


def test_an_unknown_name_takes_as_long_as_a_wrong_password(vault: Vault, wang: User) -> None:
    def seconds(name: str) -> float:
        began = time.thread_time()
        with pytest.raises(SignInRefused):
            door.check(vault, name, OTHER, address=HOME)
        return time.thread_time() - began

    seconds("nobody")
    pairs = [(seconds(wang.name), seconds("nobody")) for _ in range(5)]
    known, unknown = (median(each) for each in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_what_is_kept_is_argon2id_above_what_owasp_asks_for(vault: Vault, wang: User) -> None:
    with vault.database.read() as connection:
        kept = passwords.hash_of(connection, wang.name)
        trail = repr(audit_trail.newest(connection))
    assert kept is not None
    parameters = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert parameters.memory_cost >= 46 * 1024
    assert parameters.time_cost >= 1
    assert GOOD not in trail
    assert kept not in trail


def test_a_hash_of_older_parameters_is_made_anew_at_the_next_sign_in(
    vault: Vault, wang: User
) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    with vault.database.write() as connection:
        passwords.put(connection, wang.name, old, vault.now())
    assert door.check(vault, wang.name, GOOD, address=HOME)
    with vault.database.read() as connection:
        kept = passwords.hash_of(connection, wang.name)
    assert kept is not None
    assert extract_parameters(kept).memory_cost == 46 * 1024
    assert door.check(vault, wang.name, GOOD, address=HOME)


def test_a_damaged_hash_opens_nothing(vault: Vault, wang: User) -> None:
    with vault.database.write() as connection:
        passwords.put(connection, wang.name, "$argon2id$garbage", vault.now())
    with pytest.raises(SignInRefused):
        door.check(vault, wang.name, GOOD, address=HOME)


# ---- changing


def test_changing_needs_the_old_one_and_ends_the_other_sessions(vault: Vault, wang: User) -> None:
    mine, other = (
        sessions.begin(vault, "Wang", method="password", address=HOME, agent="x") for _ in range(2)
    )
    found = sessions.find(vault, mine)
    assert found is not None
    with pytest.raises(SignInRefused):
        door.change(vault, wang, OTHER, OTHER, address=HOME)
    with pytest.raises(PasswordRefused):
        door.change(vault, wang, GOOD, "wang@example.com", address=HOME)
    door.change(vault, wang, GOOD, OTHER, address=HOME, kept_session=found[1].id)
    assert sessions.find(vault, mine)
    assert sessions.find(vault, other) is None
    assert door.check(vault, "Wang", OTHER, address=HOME)
    with pytest.raises(SignInRefused):
        door.check(vault, "Wang", GOOD, address=HOME)


def test_an_administrator_may_set_one(vault: Vault, wang: User) -> None:
    users.add(vault, "li", actor="root")
    with pytest.raises(ActorNotAllowed):
        door.set_by_administrator(vault, wang.name, OTHER, actor="li")
    with pytest.raises(UserNotFound):
        door.set_by_administrator(vault, "nobody", OTHER, actor="root")
    with vault.database.read() as connection:
        [line, *_] = audit_trail.newest(connection, 1)
    assert (line.action, line.actor) == ("user-add", "root")


# ---- guessing


def test_guessing_is_slowed_down_and_nobody_is_locked_out(
    vault: Vault, clock: StillClock, wang: User
) -> None:
    wrong(vault, 5)
    waits = []
    for _ in range(8):
        with pytest.raises(TooManyAttempts) as refused:
            door.check(vault, "wang", GOOD, address=AWAY)
        seconds = refused.value.fields["seconds"]
        assert isinstance(seconds, int)
        waits.append(seconds)
        clock.at += timedelta(seconds=seconds)
        wrong(vault, 1)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    clock.at += timedelta(seconds=60)
    assert door.check(vault, wang.name, GOOD, address=AWAY) == wang


def test_an_attempt_during_the_wait_does_not_make_it_longer(
    vault: Vault, clock: StillClock, wang: User
) -> None:
    wrong(vault, 5)
    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            door.check(vault, "Wang", GOOD, address=AWAY)
    clock.at += timedelta(seconds=60)
    assert door.check(vault, "Wang", GOOD, address=AWAY) == wang


def test_others_guesses_do_not_keep_out_who_is_signed_in_there(
    vault: Vault, clock: StillClock, wang: User
) -> None:
    sessions.begin(vault, "Wang", method="password", address=HOME, agent="x")
    wrong(vault, 5)
    assert door.check(vault, "Wang", GOOD, address=HOME) == wang


def test_a_name_nobody_has_is_slowed_down_alike(vault: Vault, clock: StillClock) -> None:
    wrong(vault, 5, name="nobody")
    with pytest.raises(TooManyAttempts):
        door.check(vault, "nobody", GOOD, address=AWAY)


def test_an_address_that_tries_many_names_is_slowed_down(
    vault: Vault, clock: StillClock, wang: User
) -> None:
    for number in range(20):
        wrong(vault, 1, name=f"user{number}", address="2001:db8::1")
    with pytest.raises(TooManyAttempts):
        door.check(vault, "Wang", GOOD, address="2001:db8::ffff")
    assert door.check(vault, "Wang", GOOD, address=HOME) == wang


def test_a_hundred_at_once_are_not_a_hundred_free_guesses(
    vault: Vault, clock: StillClock, wang: User
) -> None:
    assert clock
    assert wang

    def guess(_: int) -> type[Exception]:
        with pytest.raises((SignInRefused, TooManyAttempts)) as refused:
            door.check(vault, "Wang", "wrong", address=AWAY)
        return refused.type

    with ThreadPoolExecutor(20) as pool:
        kinds = list(pool.map(guess, range(40)))
    assert kinds.count(SignInRefused) <= 6


def test_failures_are_forgiven_and_forgotten(vault: Vault, clock: StillClock, wang: User) -> None:
    wrong(vault, 5)
    clock.at += timedelta(minutes=30)
    wrong(vault, 5)
    clock.at += timedelta(days=2)
    door.check(vault, wang.name, GOOD, address=HOME)
    with vault.database.read() as connection:
        assert len(connection.execute(tables.failed_attempts.select()).all()) <= 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("10.0.0.7", "address:10.0.0.7"),
        ("::ffff:10.0.0.7", "address:10.0.0.7"),
        ("2001:db8::7", "address:2001:db8::/64"),
    ],
)
def test_one_subscriber_is_one_address(address: str, key: str) -> None:
    assert throttling.of_address(address).key == key
