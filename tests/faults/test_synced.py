"""When "done" is said, everything is on disk, git before the folders, these before the register."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Drive


@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("action", ["make", "add", "revise", "import"])
def test_everything_is_synced_in_the_promised_order(drive: Drive, action: str) -> None:
    report = drive("synced", action)
    assert report["wrong"] == []
    assert report["calls"] > 50
