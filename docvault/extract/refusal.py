"""Why a reader itself declines a file; only raised and caught inside the confined child."""

from __future__ import annotations

from docvault.extract.unread import Trouble


class Refusal(Exception):
    """The file is not read. `trouble` says to the caller why, the message says it to the log."""

    def __init__(self, trouble: Trouble, why: str) -> None:
        self.trouble = trouble
        super().__init__(why)
