"""Killed at any call that changes the disk, a share link opens wholly or is over; never both."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Drive

pytestmark = pytest.mark.usefixtures("tracing")


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["make", "revoke", "expire", "follow"])
def test_killed_at_any_call_a_link_opens_or_is_over(drive: Drive, scenario: str) -> None:
    report = drive("killed_sharing", scenario, 1)
    assert report["calls"] > 20


@pytest.mark.parametrize("scenario", ["revoke", "follow"])
def test_killed_at_some_calls_a_link_opens_or_is_over(drive: Drive, scenario: str) -> None:
    report = drive("killed_sharing", scenario, 25)
    assert report["open"]
