"""Plans of renames that somebody is looking at: kept until they decide, and a day at the longest.

What is carried out is exactly what was looked at; a file that was moved meanwhile makes the whole
run fail, and everything stays where it was.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docvault.errors import PlanNotFound
from docvault.store.files import make_folder, store_errors, write_atomically
from naming_rules.language import Text
from naming_rules.rename_plan import Rename, RenamePlan, Unresolved

if TYPE_CHECKING:
    from docvault.vault import Vault

_KEPT_SECONDS = 24 * 3600
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan, and the part of the vault it was made for (None: all of it)."""

    id: str
    under: str | None
    plan: RenamePlan


def keep_plan(vault: Vault, plan: RenamePlan, under: str | None = None) -> str:
    """Keep a plan; return its id. Raises DiskFull, StoreUnwritable."""
    folder = _folder(vault)
    with store_errors(folder):
        make_folder(folder)
    _forget_old(folder)
    plan_id = secrets.token_hex(8)
    # ASCII: names in no encoding have lone surrogates, which JSON can escape.
    data = json.dumps({"under": under, "plan": asdict(plan)})
    write_atomically(folder / f"{plan_id}.json", data.encode("ascii"), scratch=vault.staging)
    return plan_id


def kept_plan(vault: Vault, plan_id: str) -> KeptPlan:
    """Return a plan that was kept. Raises PlanNotFound when it is not there any more."""
    if not _ID.fullmatch(plan_id):
        raise PlanNotFound(plan=plan_id)
    try:
        data = json.loads((_folder(vault) / f"{plan_id}.json").read_bytes())
    except (OSError, ValueError) as exc:
        raise PlanNotFound(plan=plan_id) from exc
    return KeptPlan(plan_id, data["under"], _plan(data["plan"]))


def forget_plan(vault: Vault, plan_id: str) -> None:
    """Take a plan away, once it was carried out."""
    if _ID.fullmatch(plan_id):
        (_folder(vault) / f"{plan_id}.json").unlink(missing_ok=True)


def _folder(vault: Vault) -> Path:
    return vault.own / "plans"


def _forget_old(folder: Path) -> None:
    late = time.time() - _KEPT_SECONDS
    for path in folder.glob("*.json"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < late:
                path.unlink()


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
