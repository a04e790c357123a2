"""Who may do what: one function that every door asks. Its answer is no unless a rule says yes.

| who | may |
|---|---|
| administrator | everything |
| registrar 文档管理员 | everything but manage people and the vault itself |
| heads of a department | see what an audit found in their department's folder |
| members and heads of a department | read and check in what is their department's and not sealed |
| who was granted a department | what was granted: read, or read and check in, what is not sealed |
| whoever may check a document in | share it with a partner outside |
| every registered user | read what is at an open level (公开) |
| who is named for a document | read it |
| somebody not registered | nothing, except on the command line where the settings allow it |
| a disabled user | nothing, at any door |

domain.md §5. A decision comes with its reason, which is shown to whoever was refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from docvault.database import grants, users
from docvault.database.engine import Connection
from docvault.database.kinds import EVERYTHING, Kind
from docvault.errors import ActorNotAllowed
from docvault.model.document import Document
from docvault.model.grant import Grant
from docvault.model.user import Role, User, ensure_name
from docvault.settings import Settings
from docvault.settings.model import Reach
from naming_rules.language import Text


class Door(StrEnum):
    """Where somebody comes in."""

    COMMAND_LINE = "command-line"
    """Whoever can run a command on the machine of the vault can reach its files anyway."""
    WEB = "web"
    API = "api"


class Right(StrEnum):
    """What somebody may be allowed to do with a subject."""

    READ = "read"
    CHECK_IN = "check-in"
    """Add, revise, restore."""
    SHARE = "share"
    """Give it to a partner outside by a link, within what the settings allow for its level."""
    OVERSEE = "oversee"
    """Import, audit, verify, export the register, see the audit trail."""
    ADMINISTER = "administer"
    """Manage people, rebuild, back up, restore."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a name, the user of that name if there is one, and whether it counts without."""

    name: str
    user: User | None = None
    accepted: bool = False
    """Not registered, but at a door and under settings where that is accepted."""
    grants: tuple[Grant, ...] = ()
    """What the user was given in other departments."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked for: a document or a place for one; without a department, the whole vault."""

    department: str | None = None
    reach: Reach = Reach.DEPARTMENT
    named: frozenset[str] = frozenset()
    """The users who are named for it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, and why."""

    allowed: bool
    reason: Text


WHOLE_VAULT = Subject()
GRANTABLE = (Right.READ, Right.CHECK_IN)
"""What can be granted; the offices cannot."""
RIGHT_NAMES = {
    Right.READ: Text("查看", "read"),
    Right.CHECK_IN: Text("签入和修订", "check in and revise"),
    Right.SHARE: Text("对外分享", "share outside"),
    Right.OVERSEE: Text("管理台账", "oversee the register"),
    Right.ADMINISTER: Text("管理系统", "administer the vault"),
}

_MAY = Text(
    "{actor}可以{right} {document}：{reason}。", "{actor} may {right} {document}: {reason}."
)
_MAY_NOT = Text(
    "{actor}不可以{right} {document}：{reason}。", "{actor} may not {right} {document}: {reason}."
)

_ACCEPTED = Text(
    "设置允许未登记的操作人使用命令行", "the settings let unregistered actors use the command line"
)
_UNKNOWN = Text("不是登记用户", "not a registered user")
_DISABLED = Text("用户已停用", "the user is disabled")
_ROLE = Text("角色是{zh}", "the role is {en}")
_OPEN = Text(
    "公开级文件，登记用户均可查看", "at an open level, which every registered user may read"
)
_NAMED = Text("被指名可以查看", "named for this document")
_SEALED = Text("只有被指名的人可以查看", "only people named for it may see it")
_GRANTED = {
    Right.READ: Text(
        "{by}授予了{department}的查看权", "{by} granted reading what is {department}'s"
    ),
    Right.CHECK_IN: Text(
        "{by}授予了{department}的查看和签入权",
        "{by} granted reading and checking in what is {department}'s",
    ),
}
_OWN = Text("是本部门的文件", "it is the department's own")
_OTHER = Text(
    "不是本部门的文件，也没有授权", "it is not the department's own, and nothing was granted"
)
_HEAD = Text("是本部门的负责人", "the head of the department")
_OFFICE = {
    Right.OVERSEE: Text("只有文档管理员和系统管理员可以", "only registrars and administrators may"),
    Right.ADMINISTER: Text("只有系统管理员可以", "only administrators may"),
}
# A registrar who managed people could make himself an administrator.
_MAY_ALL = {
    Role.REGISTRAR: {Right.READ, Right.CHECK_IN, Right.OVERSEE},
    Role.ADMINISTRATOR: set(Right),
}
_ROLE_NAMES = {
    Role.REGISTRAR: Text("文档管理员", "registrar"),
    Role.ADMINISTRATOR: Text("系统管理员", "administrator"),
}


def decide(actor: Actor, right: Right, subject: Subject = WHOLE_VAULT) -> Decision:
    """Return whether `actor` has the right, and why. The answer is no unless a rule says yes."""
    user = actor.user
    if right is Right.SHARE:
        right = Right.CHECK_IN
    if user is None:
        return Decision(True, _ACCEPTED) if actor.accepted else Decision(False, _UNKNOWN)
    if user.disabled:
        return Decision(False, _DISABLED)
    if right in _MAY_ALL.get(user.role, ()):
        return _by_role(user.role)
    if right is Right.OVERSEE and _heads(user, subject):
        return Decision(True, _HEAD)
    if right in _OFFICE:
        return Decision(False, _OFFICE[right])
    return _of_subject(user, actor.grants, right, subject)


def require(actor: Actor, right: Right, subject: Subject = WHOLE_VAULT) -> None:
    """Raise ActorNotAllowed, with the reason, unless `decide` says yes."""
    decision = decide(actor, right, subject)
    if not decision.allowed:
        raise ActorNotAllowed(
            actor=actor.name,
            action=right.value,
            doing=RIGHT_NAMES[right],
            reason=decision.reason,
        )


def explain(actor: Actor, right: Right, document: Document, settings: Settings) -> Text:
    """Return in one sentence whether the actor may do this with the document, and why."""
    decision = decide(actor, right, subject_of(document, settings))
    sentence = _MAY if decision.allowed else _MAY_NOT
    name = actor.user.display_name if actor.user else actor.name
    return sentence.format(
        actor=name, right=RIGHT_NAMES[right], document=document.name, reason=decision.reason
    )


def actor_of(connection: Connection, name: str, *, door: Door, settings: Settings) -> Actor:
    """Return the actor of that name at that door.

    Raises UserNameRefused for a name that no user could have: it would end up in commits.
    """
    user = users.by_name(connection, name)
    if user is not None:
        return actor_for(connection, user)
    ensure_name(name)
    accepted = door is Door.COMMAND_LINE and settings.access.unregistered_actors
    return Actor(name, accepted=accepted)


def actor_for(connection: Connection, user: User) -> Actor:
    """Return the actor that a user is, with what they were granted."""
    return Actor(user.name, user, grants=grants.of(connection, user.name))


def subject_of(document: Document, settings: Settings) -> Subject:
    """Return what access is decided by for a document."""
    return Subject(document.department, settings.levels.reach(document.level))


def readable_kinds(actor: Actor, settings: Settings) -> tuple[Kind, ...]:
    """Return what the actor may read, as kinds of documents: a list leaves out all others.

    The one function that decides is asked, kind by kind: for an open level once, for the others in
    each department. Who is named for single documents gets none by that.
    """

    def reads(department: str | None, reach: Reach) -> bool:
        return decide(actor, Right.READ, Subject(department, reach)).allowed

    if decide(actor, Right.OVERSEE).allowed:
        return (EVERYTHING,)
    reaches = {name: settings.levels.reach(name) for name in settings.levels.names}
    opened = [level for level, reach in reaches.items() if reach is Reach.EVERYONE]
    return (
        *(Kind(level) for level in opened if reads(None, Reach.EVERYONE)),
        *(
            Kind(level, department, anywhere=False)
            for level, reach in reaches.items()
            for department in _departments(actor, settings)
            if level not in opened and reads(department, reach)
        ),
    )


def _departments(actor: Actor, settings: Settings) -> Iterable[str | None]:
    """Return the departments that can make a difference, also those no longer in the settings."""
    granted = (grant.department for grant in actor.grants)
    own = actor.user.department if actor.user else None
    return dict.fromkeys([None, own, *granted, *settings.naming.departments.codes])


def _of_subject(user: User, given: tuple[Grant, ...], right: Right, subject: Subject) -> Decision:
    own = subject.department is not None and user.department == subject.department
    grant = None if own else _granted(given, right, subject.department)
    named = user.name in subject.named
    if right is Right.READ and named:
        return Decision(True, _NAMED)
    if right is Right.READ and subject.reach is Reach.EVERYONE:
        return Decision(True, _OPEN)
    if subject.reach is Reach.NAMED and not (named and (own or grant)):
        return Decision(False, _SEALED)
    if grant:
        reason = _GRANTED[Right(grant.right)]
        return Decision(True, reason.format(by=grant.granted_by, department=grant.department))
    return Decision(True, _OWN) if own else Decision(False, _OTHER)


def _granted(given: tuple[Grant, ...], right: Right, department: str | None) -> Grant | None:
    """Return the grant that gives a right in a department; checking in includes reading."""
    enough = {right.value, Right.CHECK_IN.value} if right is Right.READ else {right.value}
    for grant in given:
        if department is not None and grant.department == department and grant.right in enough:
            return grant
    return None


def _heads(user: User, subject: Subject) -> bool:
    own = subject.department is not None and user.department == subject.department
    return own and user.role is Role.HEAD


def _by_role(role: Role) -> Decision:
    name = _ROLE_NAMES[role]
    return Decision(True, _ROLE.format(zh=name.zh, en=name.en))
