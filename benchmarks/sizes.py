"""How much is measured with, in full and in a hurry."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """Counts of documents, of rounds and of bytes."""

    archives: tuple[int, ...]
    """Documents in one archive, spread over years, months and types; the first is the small one."""
    one_folder: int
    imported: tuple[int, ...]
    rounds: int
    """Of what takes milliseconds."""
    big_file: int
    names: int
    folders: int
    searched: tuple[int, ...]
    """Documents in an index; the same engines are asked at each size."""
    vault_searched: int


FULL = Sizes(
    archives=(1_000, 10_000, 100_000),
    one_folder=10_000,
    imported=(1_000, 10_000),
    rounds=100,
    big_file=500 * MB,
    names=100_000,
    folders=6_000,
    searched=(10_000, 100_000),
    vault_searched=10_000,
)
QUICK = Sizes(
    archives=(200, 1_000),
    one_folder=500,
    imported=(200, 500),
    rounds=20,
    big_file=50 * MB,
    names=5_000,
    folders=300,
    searched=(1_000,),
    vault_searched=200,
)
