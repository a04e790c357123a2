from __future__ import annotations

from datetime import timedelta

import pytest

from docvault import users
from docvault.database import tables
from docvault.errors import ActorNotAllowed, BadArgument, TokenNotFound, UserNotFound
from docvault.users import tokens
from docvault.vault import Vault
from tests.docvault.conftest import SetClock


@pytest.fixture(autouse=True)
def _people(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root")
    users.add(vault, "李雷", actor="root")


def test_a_token_stands_for_its_user_until_it_is_revoked(vault: Vault) -> None:
    token, secret = tokens.create(vault, "王芳", "备份脚本", actor="王芳")
    assert secret.startswith("dv_")
    found = tokens.find(vault, secret)
    assert found is not None
    assert (found[0].name, found[1].id, found[1].label) == ("王芳", token.id, "备份脚本")
    assert [each.id for each in tokens.of(vault, "王芳")] == [token.id]
    tokens.revoke(vault, "王芳", token.id, actor="王芳")
    assert tokens.find(vault, secret) is None
    assert tokens.of(vault, "王芳") == []
    with pytest.raises(TokenNotFound):
        tokens.revoke(vault, "王芳", token.id, actor="王芳")


def test_a_token_may_be_given_a_time(vault: Vault) -> None:
    assert isinstance(vault.now, SetClock)
    _, secret = tokens.create(vault, "王芳", "x", actor="王芳", days=30)
    vault.now.at += timedelta(days=29)
    assert tokens.find(vault, secret)
    vault.now.at += timedelta(days=1)
    assert tokens.find(vault, secret) is None
    assert tokens.of(vault, "王芳") == []


def test_a_disabled_users_tokens_are_dead_for_good(vault: Vault) -> None:
    _, secret = tokens.create(vault, "王芳", "x", actor="王芳")
    users.disable(vault, "王芳", actor="root")
    assert tokens.find(vault, secret) is None
    users.enable(vault, "王芳", actor="root")
    assert tokens.find(vault, secret) is None


@pytest.mark.parametrize("given", ["", "dv_", "dv_x", "x", "\udcff", "dv_\udcff"])
def test_what_is_no_token_is_nobody(vault: Vault, given: str) -> None:
    tokens.create(vault, "王芳", "x", actor="王芳")
    assert tokens.find(vault, given) is None


def test_the_database_holds_no_token(vault: Vault) -> None:
    _, secret = tokens.create(vault, "王芳", "x", actor="王芳")
    with vault.database.read() as connection:
        for table in (tables.api_tokens, tables.audit_events):
            assert secret not in repr(connection.execute(table.select()).all())


def test_ones_own_tokens_or_as_an_administrator(vault: Vault) -> None:
    token, _ = tokens.create(vault, "王芳", "x", actor="root")
    with pytest.raises(ActorNotAllowed):
        tokens.create(vault, "王芳", "x", actor="李雷")
    with pytest.raises(ActorNotAllowed):
        tokens.revoke(vault, "王芳", token.id, actor="李雷")
    with pytest.raises(TokenNotFound):
        tokens.revoke(vault, "李雷", token.id, actor="李雷")
    with pytest.raises(UserNotFound):
        tokens.create(vault, "nobody", "x", actor="root")


@pytest.mark.parametrize(
    "wrong", [{"label": ""}, {"label": " x"}, {"label": "a\nb"}, {"days": 0}, {"days": 99999}]
)
def test_label_and_days_must_make_sense(vault: Vault, wrong: dict[str, object]) -> None:
    with pytest.raises(BadArgument):
        tokens.create(vault, "王芳", **{"label": "x", **wrong}, actor="王芳")  # type: ignore[arg-type]


def test_use_is_noted(vault: Vault) -> None:
    _, secret = tokens.create(vault, "王芳", "x", actor="王芳")
    tokens.find(vault, secret)
    [token] = tokens.of(vault, "王芳")
    assert token.seen_at is not None
