"""The time. Whoever needs it is handed a `Clock`, so that tests can set it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

Clock = Callable[[], datetime.datetime]
"""Returns the moment it is: aware, UTC, whole seconds."""


def now() -> datetime.datetime:
    """Return the moment it is, in UTC, cut to whole seconds.

    Git's commits know nothing finer, and a register made again from them must be the same.
    """
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
