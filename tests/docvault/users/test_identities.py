from __future__ import annotations

import pytest

from docvault import users
from docvault.errors import BadArgument, SingleSignOnFailed
from docvault.model.user import Role
from docvault.users import identities, preferences
from docvault.users.identities import Claims
from docvault.users.preferences import Preferences
from docvault.vault import Vault

ISSUER = "https://login.example.com"
WANG = Claims(ISSUER, "s-1", "wang@example.com", "wang", "王芳")


def test_the_first_time_a_verified_address_finds_the_user(vault: Vault) -> None:
    wang = users.add(vault, "王芳", actor="root", email="Wang@Example.com")
    assert identities.user_of(vault, WANG, create=False) == wang
    moved = Claims(ISSUER, "s-1", "other@example.com")
    assert identities.user_of(vault, moved, create=False) == wang


def test_nobody_else_is_found_by_that_address_later(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root", email="wang@example.com")
    identities.user_of(vault, WANG, create=False)
    for other in (Claims(ISSUER, "s-2", "wang@example.com"), Claims(ISSUER, "s-2")):
        with pytest.raises(SingleSignOnFailed):
            identities.user_of(vault, other, create=False)


def test_the_same_subject_of_another_issuer_is_somebody_else(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root", email="wang@example.com")
    identities.user_of(vault, WANG, create=False)
    with pytest.raises(SingleSignOnFailed):
        identities.user_of(vault, Claims("https://other.example", "s-1"), create=False)


def test_an_administrator_is_not_found_by_an_address(vault: Vault) -> None:
    users.add(vault, "a", actor="root", role=Role.ADMINISTRATOR, email="wang@example.com")
    with pytest.raises(SingleSignOnFailed):
        identities.user_of(vault, WANG, create=False)


def test_an_address_of_two_users_finds_neither(vault: Vault) -> None:
    for name in ("a", "b"):
        users.add(vault, name, actor="root", email="wang@example.com")
    with pytest.raises(SingleSignOnFailed):
        identities.user_of(vault, WANG, create=False)


def test_somebody_unknown_becomes_a_member_where_that_is_allowed(vault: Vault) -> None:
    with pytest.raises(SingleSignOnFailed):
        identities.user_of(vault, WANG, create=False)
    assert users.every(vault) == []
    made = identities.user_of(vault, WANG, create=True)
    assert (made.name, made.display_name, made.role) == ("wang", "王芳", Role.MEMBER)
    assert (made.department, made.email) == (None, "wang@example.com")
    assert identities.user_of(vault, WANG, create=True) == made


def test_a_name_that_is_taken_gets_a_number_never_somebodys_account(vault: Vault) -> None:
    users.add(vault, "Wang", actor="root", role=Role.ADMINISTRATOR)
    made = identities.user_of(vault, WANG, create=True)
    assert (made.name, made.role) == ("wang2", Role.MEMBER)


def test_a_name_that_cannot_stand_is_not_taken_over(vault: Vault) -> None:
    odd = Claims(ISSUER, "s-9", None, "-f\n", "x <y@z>")
    assert identities.user_of(vault, odd, create=True).name == "user"


def test_a_disabled_user_stays_out(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root", email="wang@example.com")
    identities.user_of(vault, WANG, create=False)
    users.disable(vault, "王芳", actor="root")
    with pytest.raises(SingleSignOnFailed, match="disabled"):
        identities.user_of(vault, WANG, create=True)


def test_what_somebody_prefers_is_kept(vault: Vault) -> None:
    users.add(vault, "王芳", actor="root")
    assert preferences.of(vault, "王芳") == Preferences()
    for chosen in (Preferences("zh", "dark"), Preferences("en"), Preferences()):
        preferences.save(vault, "王芳", chosen)
        assert preferences.of(vault, "王芳") == chosen
    with pytest.raises(BadArgument):
        preferences.save(vault, "王芳", Preferences("de"))
