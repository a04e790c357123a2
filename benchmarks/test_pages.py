"""Pages of a vault of 100,000 documents, with twenty people clicking at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from benchmarks.documents import in_one_folder, over_departments
from benchmarks.results import Results, ms
from benchmarks.served import click_through, cookies_of, served, summary
from benchmarks.sizes import Sizes
from benchmarks.vaults import searchable
from docvault.database import listing
from docvault.database.listing import Filter, Order
from docvault.vault import Vault

PEOPLE = 20
CLICKS = 20
PAUSE = 1.0
"""Seconds between two clicks of one person: they look before they click."""
MOST = 0.1
MOST_OF_A_LARGE_FOLDER = 0.3
WORDS = ("预算", "会员年卡", "渠道 费用", "复盘报告", '"核对的结果"', "类型:周报 会员", "第1200号")


@pytest.fixture(scope="module")
def many(kept: Path, sizes: Sizes) -> Path:
    """The vault of many documents, all of them searchable."""
    return searchable(kept, sizes.archives[-1], over_departments)


def browse(_: Vault, department: str, chance: Random) -> str:
    return f"/browse/{department}/{2014 + chance.randrange(10)}/{chance.randrange(12) + 1:02}/周报"


def search(_: Vault, __: str, chance: Random) -> str:
    return f"/search?q={chance.choice(WORDS)}"


def document(vault: Vault, department: str, chance: Random) -> str:
    day = Order.DATE if chance.random() < 0.5 else Order.PLACE
    with vault.database.read() as connection:
        found = listing.page(connection, Filter(department=department), order=day, limit=100)
    return f"/documents/{chance.choice(found.documents).id}"


KINDS = {"a folder": browse, "a document": document, "a search": search, "home": lambda *_: "/"}


def paths_of(vault: Vault, cookies: Sequence[str], kind: str) -> list[list[str]]:
    """Return each person's paths: what lies in their own department."""
    departments = vault.convention.departments.codes
    return [
        [
            KINDS[kind](vault, departments[number % 10], Random(f"{number} {turn}"))
            for turn in range(20)
        ]
        for number, _ in enumerate(cookies)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_twenty_people(many: Path, results: Results, kind: str) -> None:
    with Vault.open(many) as vault:
        cookies = cookies_of(vault, PEOPLE)
        paths = paths_of(vault, cookies, kind)
    with served(many) as site:
        click_through(site.url, cookies, paths, 5, 0)  # warm
        usual, late, slowest = summary(click_through(site.url, cookies, paths, CLICKS, PAUSE))
        rushed = click_through(site.url, cookies, paths, CLICKS, 0)
        alone = summary(click_through(site.url, cookies[:1], paths[:1], CLICKS, 0))[0]
        memory = site.memory()
    results.add(
        f"page: {kind}, {PEOPLE} people, a click a second each",
        f"{ms(usual)}, 95 % {ms(late)}, slowest {ms(slowest)}",
        beside=[
            f"one person alone {ms(alone)}",
            f"without any pause 95 % {ms(summary(rushed)[1])}",
            f"server's memory {memory:.0f} MiB",
        ],
        goal="95 % ≤ 100 ms",
        met=late <= MOST,
    )


def test_a_folder_of_ten_thousand(kept: Path, sizes: Sizes, results: Results) -> None:
    large = searchable(kept, sizes.one_folder, in_one_folder)
    with Vault.open(large) as vault:
        cookies = cookies_of(vault, 1)
    paths = [["/browse/运营部/2023/10/周报"]]
    with served(large) as site:
        usual, late, _ = summary(click_through(site.url, cookies, paths, CLICKS, 0))
    results.add(
        f"page: a folder of {sizes.one_folder:,} documents, its first 200",
        f"{ms(usual)}, 95 % {ms(late)}",
        goal="≤ 300 ms",
        met=late <= MOST_OF_A_LARGE_FOLDER,
    )
