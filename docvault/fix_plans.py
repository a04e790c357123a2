"""Plans of renames that somebody is looking at: kept until they decide, and a day at the longest.

What is carried out is exactly what was looked at; a file that was moved meanwhile makes the whole
run fail, and everything stays where it was.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from docvault.errors import PlanNotFound
from docvault.store.drafts import Drafts
from naming_rules.language import Text
from naming_rules.rename_plan import Rename, RenamePlan, Unresolved

if TYPE_CHECKING:
    from docvault.vault import Vault


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan, and the part of the vault it was made for (None: all of it)."""

    id: str
    under: str | None
    plan: RenamePlan


def keep_plan(vault: Vault, plan: RenamePlan, under: str | None = None) -> str:
    """Keep a plan; return its id. Raises DiskFull, StoreUnwritable."""
    return _drafts(vault).put({"under": under, "plan": asdict(plan)})


def kept_plan(vault: Vault, plan_id: str) -> KeptPlan:
    """Return a plan that was kept. Raises PlanNotFound when it is not there any more."""
    data = _drafts(vault).get(plan_id)
    if data is None:
        raise PlanNotFound(plan=plan_id)
    return KeptPlan(plan_id, data["under"], _plan(data["plan"]))


def forget_plan(vault: Vault, plan_id: str) -> None:
    """Take a plan away, once it was carried out."""
    _drafts(vault).drop(plan_id)


def _drafts(vault: Vault) -> Drafts:
    return Drafts(vault.own / "plans", vault.staging)


def _plan(data: dict[str, Any]) -> RenamePlan:
    return RenamePlan(
        tuple(Rename(one["source"], one["target"], tuple(one["rules"])) for one in data["renames"]),
        tuple(
            Unresolved(
                one["source"],
                one["suggestion"],
                tuple(one["placeholders"]),
                Text(**one["reason"]),
            )
            for one in data["unresolved"]
        ),
    )
