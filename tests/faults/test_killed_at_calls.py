"""Killed at any call that changes the disk, an action is there wholly or not at all."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Drive

pytestmark = pytest.mark.usefixtures("tracing")
SCENARIOS = [
    "make",
    "add",
    "revise",
    "keep",
    "revise-changed",
    "import",
    "take-back",
    "heal",
    "rebuild",
]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_any_call_nothing_is_half_done(drive: Drive, scenario: str) -> None:
    report = drive("killed_at_calls", scenario, 1)
    assert report["calls"] > 50


@pytest.mark.parametrize("scenario", ["add", "take-back"])
def test_killed_at_some_calls_nothing_is_half_done(drive: Drive, scenario: str) -> None:
    report = drive("killed_at_calls", scenario, 29)
    assert report["calls"] > 50
