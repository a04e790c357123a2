"""A company to look at: its people, its documents with their versions, and a few wrong names."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from docvault import vault as vaults
from docvault.compliance import run_audit
from docvault.errors import Refused
from docvault.model.user import Role
from docvault.samples import write_samples
from docvault.samples.samples import Samples
from docvault.users import passwords, registering
from docvault.vault import Vault

_TO_THE_INBOX = 6
"""So many of the wrong names lie in the inbox; the others in the folders, for the audit."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the sample company."""

    name: str
    display_name: str
    role: Role
    department: str | None


PEOPLE = (
    Person("chenjing", "陈静", Role.REGISTRAR, None),
    Person("lina", "李娜", Role.HEAD, "运营部"),
    Person("wangfang", "王芳", Role.MEMBER, "运营部"),
    Person("zhangwei", "张伟", Role.HEAD, "市场部"),
    Person("liuyang", "刘洋", Role.MEMBER, "市场部"),
    Person("zhaomin", "赵敏", Role.MEMBER, "财务部"),
    Person("sunli", "孙丽", Role.MEMBER, "人力资源部"),
    Person("zhouqiang", "周强", Role.MEMBER, "技术部"),
    Person("wulei", "吴磊", Role.MEMBER, "销售部"),
)
_REGISTRAR = "chenjing"
TO_TRY = ("wangfang", "lina", _REGISTRAR)
"""Who can be signed in as at once: a member, a head of department, the registrar."""


def furnish(vault: Vault, *, actor: str) -> str:
    """Fill an empty vault with the sample company; return the password of `TO_TRY`.

    Takes some seconds. Its administrator is whoever opens the first link.
    """
    for person in PEOPLE:
        registering.add(
            vault,
            person.name,
            actor=actor,
            display_name=person.display_name,
            role=person.role,
            department=person.department,
        )
    with tempfile.TemporaryDirectory(prefix="docvault-demo-") as folder:
        samples = write_samples(Path(folder))
        _check_in(vault, samples)
        _leave_lying(vault, samples)
    run_audit(vault, actor=_REGISTRAR)
    password = secrets.token_urlsafe(12)
    for name in TO_TRY:
        passwords.set_by_administrator(vault, name, password, actor=actor)
    return password


def _check_in(vault: Vault, samples: Samples) -> None:
    for file in samples.tidy:
        vaults.add(vault, file, actor=_who(vault, file), note="首次发布")
    for file in samples.revisions:
        vaults.add(vault, file, actor=_who(vault, file), note="按意见修订")


def _leave_lying(vault: Vault, samples: Samples) -> None:
    """Leave the wrong names where people leave them: in the inbox, and in a department's folder."""
    for number, file in enumerate(samples.messy):
        folder = vault.inbox if number < _TO_THE_INBOX else vault.root / "运营部" / "待整理"
        folder.mkdir(exist_ok=True)
        with contextlib.suppress(Refused):
            shutil.copy2(file, folder / file.name)


def _who(vault: Vault, file: Path) -> str:
    """Return who of the company has this document: somebody of its department."""
    name = vault.convention.parse(file.name)
    department = name.department if name else None
    own = [each.name for each in PEOPLE if department and each.department == department]
    return own[-1] if own else _REGISTRAR
