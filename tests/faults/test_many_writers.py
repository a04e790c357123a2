"""Of those who add the same version one wins; those who add different ones all do."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Drive


@pytest.mark.slow
def test_of_fifty_writers_of_one_version_one_wins(drive: Drive) -> None:
    assert drive("many_writers", "race", 50, 4) == {"won": 4, "version-conflict": 196}


def test_of_eight_writers_of_one_version_one_wins(drive: Drive) -> None:
    assert drive("many_writers", "race", 8, 2) == {"won": 2, "version-conflict": 14}


@pytest.mark.slow
@pytest.mark.parametrize("archives", [1, 4])
def test_what_eight_writers_add_is_all_there(drive: Drive, archives: int) -> None:
    assert drive("many_writers", "together", 8, 10, archives)["added"] > 8


def test_what_three_writers_add_is_all_there(drive: Drive) -> None:
    assert drive("many_writers", "together", 3, 1, 2)["added"] > 3


@pytest.mark.parametrize("seconds", [2, pytest.param(15, marks=pytest.mark.slow)])
def test_verify_is_not_alarmed_by_who_is_writing(drive: Drive, seconds: int) -> None:
    report = drive("many_writers", "watched", 3, seconds)
    assert report["looks"]
    assert report["revised"] > report["looks"]
