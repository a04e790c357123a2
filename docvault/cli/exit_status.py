"""What a command's exit status says: one table, the only one."""

from __future__ import annotations

from docvault.errors import (
    Conflict,
    DocVaultError,
    NotAllowed,
    NotFound,
    QueryRefused,
    Refused,
    ShareRefused,
    StoreError,
    UsageError,
)

DONE = 0
FINDINGS = 1
INTERNAL = 70
"""A fault of the program itself (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""As a shell says of a program that Ctrl-C ended."""

STATUS: dict[type[DocVaultError], int] = {
    UsageError: 2,
    NotFound: 3,
    Refused: 4,
    NotAllowed: 5,
    Conflict: 6,
    ShareRefused: 7,
    QueryRefused: 8,
    StoreError: 9,
}


def exit_status(error: DocVaultError) -> int:
    """Return the status of an error: that of its family."""
    return next(status for family, status in STATUS.items() if isinstance(error, family))
