"""What the exit status of `naming-rules` says: one table, the only one."""

from __future__ import annotations

from typing import Final

from naming_rules import errors
from naming_rules.errors import NamedError

COMPLIANT: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2

# As everywhere in the house: 2 usage, 3 not found, 6 conflict, 9 the store.
STATUS: Final[dict[type[NamedError], int]] = {
    errors.ConventionInvalid: USAGE,
    errors.TomlUnreadable: USAGE,
    errors.PathMissing: 3,
    errors.RefMissing: 3,
    errors.RuleUnknown: 3,
    errors.NothingToUndo: 3,
    errors.FixBusy: 6,
    errors.FixInterrupted: 6,
    errors.FixFailed: 6,
    errors.FixHalfUndone: 9,
    errors.JournalDamaged: 9,
    errors.PathUnreadable: 9,
}


def exit_status(error: NamedError) -> int:
    """Return the status of an error."""
    return STATUS[type(error)]
