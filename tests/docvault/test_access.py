from __future__ import annotations

from dataclasses import replace

import pytest

from docvault.access import (
    WHOLE_VAULT,
    Actor,
    Door,
    Right,
    Subject,
    actor_of,
    decide,
    require,
    subject_of,
)
from docvault.database import users
from docvault.database.engine import Database
from docvault.errors import ActorNotAllowed, UserNameRefused
from docvault.model.user import Role, User
from docvault.settings import Settings
from docvault.settings.model import AccessSettings, Reach
from tests.docvault.database.samples import AT, DOCUMENT

OWN = Subject("运营部")
OTHER = Subject("财务部")


def person(role: Role = Role.MEMBER, **changes: object) -> Actor:
    user = User("王芳", "王芳", role, "运营部", None, AT)
    return Actor(user.name, replace(user, **changes))  # type: ignore[arg-type]


def may(actor: Actor, right: Right, subject: Subject = WHOLE_VAULT) -> bool:
    return decide(actor, right, subject).allowed


ROLES_OF_A_DEPARTMENT = [Role.MEMBER, Role.HEAD, Role.VICE_PRESIDENT, Role.GENERAL_MANAGER]


@pytest.mark.parametrize("role", ROLES_OF_A_DEPARTMENT)
@pytest.mark.parametrize("right", [Right.READ, Right.CHECK_IN])
def test_people_have_their_departments_documents_and_no_others(role: Role, right: Right) -> None:
    assert may(person(role), right, OWN)
    assert not may(person(role), right, OTHER)
    assert not may(person(role), right, Subject(None))


@pytest.mark.parametrize("right", list(Right))
def test_somebody_without_a_department_has_no_departments_documents(right: Right) -> None:
    assert not may(person(department=None), right, OWN)
    assert not may(person(department=None), right, Subject(None))


def test_open_documents_are_read_by_all_users_and_changed_by_none_but_their_own() -> None:
    open_elsewhere = replace(OTHER, reach=Reach.EVERYONE)
    assert may(person(), Right.READ, open_elsewhere)
    assert not may(person(), Right.CHECK_IN, open_elsewhere)


@pytest.mark.parametrize("role", ROLES_OF_A_DEPARTMENT)
def test_sealed_documents_are_for_the_people_named(role: Role) -> None:
    sealed = replace(OWN, reach=Reach.NAMED)
    assert not may(person(role), Right.READ, sealed)
    assert not may(person(role), Right.CHECK_IN, sealed)
    named = replace(sealed, named=frozenset({"王芳"}))
    assert may(person(role), Right.READ, named)
    assert may(person(role), Right.CHECK_IN, named)


def test_being_named_elsewhere_lets_read_not_change() -> None:
    named = replace(OTHER, named=frozenset({"王芳"}))
    assert may(person(), Right.READ, named)
    assert not may(person(), Right.CHECK_IN, named)


@pytest.mark.parametrize("role", ROLES_OF_A_DEPARTMENT)
def test_overseeing_is_for_the_registrar(role: Role) -> None:
    assert not may(person(role), Right.OVERSEE)
    assert may(person(Role.REGISTRAR), Right.OVERSEE)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_people_are_managed_by_administrators_only(role: Role) -> None:
    assert not may(person(role), Right.ADMINISTER)
    assert may(person(Role.ADMINISTRATOR), Right.ADMINISTER)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("right", [Right.READ, Right.CHECK_IN, Right.OVERSEE])
def test_registrar_and_administrator_have_every_document(role: Role, right: Right) -> None:
    for subject in (OWN, OTHER, WHOLE_VAULT, replace(OTHER, reach=Reach.NAMED)):
        assert may(person(role), right, subject)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_a_disabled_user_may_nothing(role: Role, right: Right) -> None:
    for subject in (
        OWN,
        WHOLE_VAULT,
        replace(OWN, reach=Reach.EVERYONE, named=frozenset({"王芳"})),
    ):
        assert not may(person(role, disabled_at=AT), right, subject)


@pytest.mark.parametrize("right", list(Right))
def test_somebody_unknown_may_nothing_unless_accepted(right: Right) -> None:
    assert not may(Actor("x"), right, replace(OWN, reach=Reach.EVERYONE))
    assert may(Actor("x", accepted=True), right, OWN)


def test_only_the_command_line_accepts_the_unregistered(database: Database) -> None:
    settings = Settings()
    strict = settings.model_copy(update={"access": AccessSettings(unregistered_actors=False)})
    with database.read() as connection:
        for door in Door:
            actor = actor_of(connection, "路人", door=door, settings=settings)
            assert actor.accepted is (door is Door.COMMAND_LINE)
            assert not actor_of(connection, "路人", door=door, settings=strict).accepted


def test_a_user_is_judged_as_user_at_every_door(database: Database) -> None:
    user = User("王芳", "王芳", Role.MEMBER, "运营部", None, AT)
    with database.write() as connection:
        users.insert(connection, user)
        for door in Door:
            actor = actor_of(connection, "王芳", door=door, settings=Settings())
            assert actor == Actor("王芳", user)
        users.disable(connection, "王芳", AT)
        for door in Door:
            actor = actor_of(connection, "王芳", door=door, settings=Settings())
            assert not may(actor, Right.READ, OWN)


def test_an_actor_whose_name_nobody_could_have_is_refused(database: Database) -> None:
    with database.read() as connection:
        for name in ("", "a\nDocVault-Version: V9", "x <y@z>", "王\u200b芳", "-f"):
            with pytest.raises(UserNameRefused):
                actor_of(connection, name, door=Door.COMMAND_LINE, settings=Settings())


def test_the_level_of_a_document_decides_who_it_reaches() -> None:
    settings = Settings()
    reaches = {
        "公开": Reach.EVERYONE,
        "内部": Reach.DEPARTMENT,
        "秘密": Reach.NAMED,
        "?": Reach.NAMED,
    }
    for level, reach in reaches.items():
        assert subject_of(replace(DOCUMENT, level=level), settings) == Subject("运营部", reach)


def test_a_refusal_says_who_what_and_why() -> None:
    with pytest.raises(ActorNotAllowed) as refused:
        require(person(), Right.READ, OTHER)
    assert refused.value.fields["action"] == "read"
    assert "王芳" in refused.value.message.zh
    assert "不是本部门的文件" in refused.value.message.zh
    assert "not the department's own" in refused.value.message.en
    require(person(), Right.READ, OWN)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_every_decision_has_a_reason_in_both_languages(role: Role, right: Right) -> None:
    for subject in (OWN, OTHER, replace(OTHER, reach=Reach.NAMED)):
        reason = decide(person(role), right, subject).reason
        assert reason.zh
        assert reason.en
        assert "{" not in reason.zh + reason.en


def test_a_head_oversees_the_own_department_and_nothing_else() -> None:
    head = person(Role.HEAD)
    assert may(head, Right.OVERSEE, OWN)
    assert not may(head, Right.OVERSEE, OTHER)
    assert not may(head, Right.OVERSEE)
    assert not may(person(Role.MEMBER), Right.OVERSEE, OWN)
    assert not may(person(Role.HEAD, department=None), Right.OVERSEE, Subject(None))
