"""Killed at any moment, a process loses nothing that it had acknowledged."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Drive


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1000, 2000, 3000, 4000])
def test_two_hundred_kills_lose_nothing_that_was_acknowledged(drive: Drive, seed: int) -> None:
    report = drive("killed_at_random", seed, 50)
    assert report["kills"] == 50
    assert report["done"] > 50
    assert report["slowest"] < 5


def test_a_few_kills_lose_nothing_that_was_acknowledged(drive: Drive) -> None:
    report = drive("killed_at_random", 5000, 6)
    assert report["done"]
