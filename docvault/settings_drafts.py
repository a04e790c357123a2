"""Changes to the settings that somebody is looking at, with what they would come to; for a day.

Only changes of names and places need looking at, so no secret ever lies here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from docvault.errors import PlanNotFound
from docvault.migration_preview import Affected, Effect, Preview
from docvault.settings.writing import Changes
from docvault.store.drafts import Drafts
from naming_rules.language import Text

if TYPE_CHECKING:
    from docvault.vault import Vault


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """Changes, the settings they start from (`SettingsText.mark`), and what they would come to.

    `back` is the page they were made on.
    """

    changes: Changes
    started_from: str
    back: str
    preview: Preview


def keep_draft(vault: Vault, draft: SettingsDraft) -> str:
    """Keep a draft; return its id. Raises DiskFull, StoreUnwritable."""
    data = {
        "changes": [[list(key), value] for key, value in draft.changes.items()],
        "started_from": draft.started_from,
        "back": draft.back,
        "preview": asdict(draft.preview),
    }
    return _drafts(vault).put(data)


def kept_draft(vault: Vault, draft_id: str) -> SettingsDraft:
    """Return a draft that was kept. Raises PlanNotFound when it is not there any more."""
    data = _drafts(vault).get(draft_id)
    if data is None:
        raise PlanNotFound(plan=draft_id)
    return SettingsDraft(
        {tuple(key): value for key, value in data["changes"]},
        data["started_from"],
        data["back"],
        _preview(data["preview"]),
    )


def forget_draft(vault: Vault, draft_id: str) -> None:
    """Take a draft away, once it was saved."""
    _drafts(vault).drop(draft_id)


def _drafts(vault: Vault) -> Drafts:
    return Drafts(vault.own / "drafts", vault.staging)


def _preview(data: dict[str, Any]) -> Preview:
    return Preview(
        data["checked"],
        {Effect(effect): count for effect, count in data["counts"].items()},
        tuple(_affected(one) for one in data["listed"]),
        data["old_versions"],
    )


def _affected(data: dict[str, Any]) -> Affected:
    reason = Text(**data["reason"]) if data["reason"] else None
    return Affected(**{**data, "effect": Effect(data["effect"]), "reason": reason})
