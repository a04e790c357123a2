"""One person's many requests stand in a line of their own."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.exceptions import HTTPException

from tests.web.conftest import Client, token_of
from web.site import Site
from web.turns import MOST_WAITING, Turns


def test_a_few_are_worked_on_and_the_others_follow_in_order() -> None:
    came: list[int] = []

    async def one(turns: Turns, number: int) -> None:
        async with turns.of("lin", at_once=2):
            came.append(number)
            await asyncio.sleep(0.05)

    async def all_of_them() -> None:
        turns = Turns()
        asking = [asyncio.create_task(one(turns, number)) for number in range(6)]
        await asyncio.sleep(0.005)
        assert came == [0, 1]
        asking[3].cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        assert came == [0, 1, 2, 4, 5]
        async with turns.of("lin", at_once=1):
            pass

    asyncio.run(all_of_them())


def test_who_is_in_line_keeps_nobody_else_waiting() -> None:
    async def both() -> None:
        turns = Turns()
        async with turns.of("lin", at_once=1), turns.of("head", at_once=1):
            waiting = [asyncio.create_task(_pass(turns)) for _ in range(MOST_WAITING)]
            await asyncio.sleep(0)
            with pytest.raises(HTTPException) as told:
                await _pass(turns)
            assert told.value.status_code == 429
        await asyncio.gather(*waiting)

    asyncio.run(both())


async def _pass(turns: Turns) -> None:
    async with turns.of("lin", at_once=1):
        pass


def test_sixty_slow_requests_of_one_person_stop_nobody(site: Site, client: Client) -> None:
    lin, other = client("lin"), client("other")
    form = {"language": "en", "csrf": token_of(lin)}
    with lin, ThreadPoolExecutor(60) as senders:
        other.app, other.portal = lin.app, lin.portal  # one server, with one set of threads
        with site.vault.database.write():  # which they all wait for
            answers = [senders.submit(lin.post, "/language", data=form) for _ in range(60)]
            time.sleep(1)
            begun = time.monotonic()
            assert other.get("/account").status_code == 200
            assert time.monotonic() - begun < 10
        assert {answer.result().status_code for answer in answers} == {303}
