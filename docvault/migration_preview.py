"""What other settings would mean for the documents there are: looked at before they are saved.

Names that were checked in never change by themselves. Under other schemes or codes some of them
would no longer be right, or belong somewhere else; these are counted and listed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from docvault.database import usage, versions
from docvault.database.usage import Named
from docvault.settings import Settings
from naming_rules.checker import check_name
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.finding import Severity
from naming_rules.language import Text

if TYPE_CHECKING:
    from docvault.vault import Vault

_AT_ONCE = 1000
MOST_LISTED = 500


class Effect(StrEnum):
    """What would become of a document."""

    WRONG_NAME = "wrong-name"
    """Its name would no longer be right: the next version could not be named."""
    OTHER_SCHEME = "other-scheme"
    """Its name would be read by another scheme: it would count as another document."""
    OTHER_PLACE = "other-place"
    """It would belong in another folder."""
    MENDED = "mended"
    """Its name, wrong now, would be right, though the document lies elsewhere."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One document that the change would concern."""

    document: str
    name: str
    folder: str
    effect: Effect
    place: str | None = None
    """Where it would belong."""
    reason: Text | None = None
    """What would be wrong with its name."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would come to; at most `MOST_LISTED` documents are listed."""

    checked: int
    counts: dict[Effect, int]
    listed: tuple[Affected, ...]
    old_versions: int = 0
    """Visible old versions whose names or folder would not be those of the history any more."""

    @property
    def is_harmless(self) -> bool:
        """Whether no document would be worse off."""
        harm = (Effect.WRONG_NAME, Effect.OTHER_SCHEME, Effect.OTHER_PLACE)
        return not self.old_versions and not any(self.counts.get(effect) for effect in harm)


def preview(
    vault: Vault, settings: Settings, *, done: Callable[[int], None] = lambda _: None
) -> Preview:
    """Hold every document against other settings; changes nothing.

    `done(n)` is told of every n documents that were looked at.
    """
    now, then = vault.convention, settings.naming
    counts: Counter[Effect] = Counter()
    listed: list[Affected] = []
    checked = 0
    with vault.database.read() as connection:
        for checked, document in enumerate(usage.every_name(connection), 1):
            affected = _effect(now, then, document)
            if affected:
                counts[affected.effect] += 1
                if len(listed) < MOST_LISTED:
                    listed.append(_explained(then, affected))
            if checked % _AT_ONCE == 0:
                done(_AT_ONCE)
    return Preview(checked, dict(counts), tuple(listed), _old_versions(vault, then))


def _effect(now: Convention, then: Convention, document: Named) -> Affected | None:
    name = then.parse(document.name)
    place = "/".join(then.place(name)) if name else None
    if name and place == document.folder and name.scheme == document.scheme:
        return None  # whatever it was, it would be right
    before = now.parse(document.name)
    if name is None:
        return _affected(document, Effect.WRONG_NAME) if before else None
    if before is None:
        return _affected(document, Effect.MENDED)
    if name.scheme != document.scheme:
        return _affected(document, Effect.OTHER_SCHEME, place)
    # Where it lies wrongly already, nothing would change.
    if "/".join(now.place(before)) == place:
        return None
    return _affected(document, Effect.OTHER_PLACE, place)


def _affected(document: Named, effect: Effect, place: str | None = None) -> Affected:
    return Affected(document.id, document.name, document.folder, effect, place)


def _explained(convention: Convention, affected: Affected) -> Affected:
    if affected.effect is not Effect.WRONG_NAME:
        return affected
    found = check_name(convention, affected.name, context=Context(history=False))
    wrong = [finding.message for finding in found if finding.severity is Severity.ERROR]
    return Affected(
        affected.document,
        affected.name,
        affected.folder,
        affected.effect,
        reason=wrong[0] if wrong else None,
    )


def _old_versions(vault: Vault, then: Convention) -> int:
    """Return how many visible old versions would lie or be called wrongly."""
    now = vault.convention
    marks = [{scheme.superseded_mark for scheme in each.schemes} for each in (now, then)]
    if marks[0] <= marks[1] and now.history_folder == then.history_folder:
        return 0
    count = 0
    with vault.database.read() as connection:
        for file in versions.files(connection):
            if file.folder.rpartition("/")[2] == now.history_folder:
                moved = now.history_folder != then.history_folder
                count += moved or then.parse_superseded(file.file) is None
    return count
