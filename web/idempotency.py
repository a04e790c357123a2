"""Requests that may come twice: with an `Idempotency-Key` they are done once.

A program that lost the answer sends the same request with the same key again, and gets the answer
it lost. Keys are each user's own and hold for a day. What failed changed nothing, so it is not
kept: the same key may be tried again.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header

from docvault.database import answered_requests
from docvault.database.answered_requests import Answered
from docvault.errors import KeyUsedOtherwise, RequestUnderWay
from docvault.vault import Vault

_LONGEST_KEY = 200
_KEPT = datetime.timedelta(days=1)
# No request takes longer after it has come whole; who has no answer by then has died.
_ABANDONED = datetime.timedelta(minutes=10)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Sent again with the same key, a request is done once and answered twice.",
        min_length=1,
        max_length=_LONGEST_KEY,
        pattern=r"^[!-~]+$",
        examples=["9f2c6a7e-4d1b-4c86-9a55-0f3f5c8d2b71"],
    ),
]
Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a request: the body of its answer, and whether it was done before."""

    body: Body
    before: bool

    @property
    def headers(self) -> dict[str, str]:
        """Return what an answer says about having been given before."""
        return {"Idempotency-Replayed": "true"} if self.before else {}


def once(
    vault: Vault, key: str | None, *, user: str, asked: object, work: Callable[[], Body]
) -> Done:
    """Do `work` at most once for this user's key; without a key, do it.

    `asked` is all that the request asks for, as JSON (its path, names, hashes of files): the same
    key with something else is refused. Raises KeyUsedOtherwise, RequestUnderWay (the first one
    with this key is not answered yet), and what `work` raises.
    """
    if key is None:
        return Done(work(), before=False)
    request_hash = _hash(asked)
    known = _claim(vault, user, key, request_hash)
    if known is not None:
        return _again(known, key, request_hash)
    try:
        body = work()
    except BaseException:
        with vault.database.write() as connection:
            answered_requests.release(connection, user, key)
        raise
    with vault.database.write() as connection:
        answered_requests.answer(connection, user, key, json.dumps(body))
    return Done(body, before=False)


def _hash(asked: object) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _claim(vault: Vault, user: str, key: str, request_hash: str) -> Answered | None:
    now = vault.now()
    with vault.database.write() as connection:
        answered_requests.forget(connection, before=now - _KEPT, unanswered=now - _ABANDONED)
        if answered_requests.claim(connection, user, key, request_hash, now):
            return None
        return answered_requests.find(connection, user, key)


def _again(known: Answered, key: str, request_hash: str) -> Done:
    if known.request_hash != request_hash:
        raise KeyUsedOtherwise(key=key)
    if known.body is None:
        raise RequestUnderWay(key=key)
    return Done(json.loads(known.body), before=True)
