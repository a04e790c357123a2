"""What is known of a name beside itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field


def today() -> datetime.date:
    """Return the day it is here."""
    return datetime.datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a name beside itself.

    `folder` are the folders it lies in, from the root on, the history folder included; None: not
    known. `history` tells whether it lies in a history folder; None: not known, so that names of
    both kinds are right. With `strict_places` a document must lie exactly where its name says.
    """

    today: datetime.date = field(default_factory=today)
    folder: tuple[str, ...] | None = None
    history: bool | None = None
    strict_places: bool = False
