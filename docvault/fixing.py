"""Fixing: give files in the vault's folders that were never checked in the names they should have.

What the register owns is not renamed behind its back: a registered document gets its name from
its next version. The renames are the linter's: planned without conflicts, journalled, undoable.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docvault.database import audit_trail, versions
from docvault.errors import FixRefused
from docvault.model.event import Event
from docvault.vault.folders import loose_files
from docvault.vault.naming import Proposal, propose
from naming_rules.errors import NamedError
from naming_rules.language import Text
from naming_rules.name import DocumentName
from naming_rules.rename_plan import Rename, RenamePlan, Unresolved, settle
from naming_rules.renaming import Undone, apply, undo

if TYPE_CHECKING:
    from docvault.vault import Vault

_UNKNOWN = Text("没有可用的建议", "there is no suggestion for it")
_TO_FILL_IN = Text("建议中有需要填写的部分", "the suggestion has parts to fill in")
_CHECKED_IN = Text("此后已经签入", "it has been checked in since")


def plan_fix(vault: Vault, under: str | None = None) -> RenamePlan:
    """Return the renames that would put loose files right, and what is left to a person.

    `under`: only in and below this folder of the vault, or only this file. Changes nothing.
    """
    wishes: list[Rename] = []
    unresolved: list[Unresolved] = []
    for proposal in propose(vault, vault.root, _loose(vault, under)):
        if proposal.name is None:
            unresolved.append(_left(proposal))
        else:
            rules = tuple(finding.rule for finding in proposal.findings)
            target = _target(vault, proposal.name, superseded=proposal.superseded)
            wishes.append(Rename(proposal.path, target, rules))
    return settle(vault.root, wishes, unresolved)


def apply_fix(vault: Vault, plan: RenamePlan, *, actor: str) -> Path | None:
    """Carry out the plan, all or nothing; return the journal, None when there is nothing to do.

    Raises FixRefused when a rename fails (then all are taken back) or another run is unfinished.
    """
    if not plan.moves:
        return None
    try:
        journal = apply(vault.root, plan.moves, journals=vault.journals)
    except NamedError as exc:
        raise FixRefused(reason=exc.message) from exc
    _record(vault, actor, "fix", [[move.source, move.target] for move in plan.moves])
    return journal


def undo_fix(vault: Vault, *, actor: str) -> Undone:
    """Take the last run back, also one that was killed in the middle. Raises FixRefused.

    A file that was checked in since stays: the register says where it lies.
    """
    with vault.database.read() as connection:
        owned = {file.path for file in versions.files(connection)}
    try:
        undone = undo(
            vault.root,
            journals=vault.journals,
            stays=lambda path: _CHECKED_IN if path in owned else None,
        )
    except NamedError as exc:
        raise FixRefused(reason=exc.message) from exc
    _record(vault, actor, "fix-undo", [[move.target, move.source] for move in undone.restored])
    return undone


def _loose(vault: Vault, under: str | None) -> list[str]:
    if under is None or (vault.root / under).is_dir():
        return list(loose_files(vault, under))
    folder = under.rpartition("/")[0]
    return [path for path in loose_files(vault, folder or None) if path == under]


def _left(proposal: Proposal) -> Unresolved:
    wish = proposal.suggestion
    if wish and wish.placeholders:
        return Unresolved(proposal.path, wish.name, wish.placeholders, _TO_FILL_IN)
    reasons = [finding.message for finding in proposal.findings]
    return Unresolved(proposal.path, None, (), reasons[0] if reasons else _UNKNOWN)


def _target(vault: Vault, name: DocumentName, *, superseded: bool) -> str:
    convention = vault.convention
    place = "/".join(convention.place(name))
    if superseded:
        return f"{place}/{convention.history_folder}/{convention.superseded_name(name)}"
    return f"{place}/{convention.format(name)}"


def _record(vault: Vault, actor: str, action: str, moves: list[list[str]]) -> None:
    event = Event(vault.now(), actor, action, detail={"moves": moves})
    with vault.database.write() as connection:
        audit_trail.append(connection, event)
