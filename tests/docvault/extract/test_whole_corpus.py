"""The whole corpus, also what only foreign programs read, and several files at a time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from docvault.extract import limited
from docvault.extract.contents import Contents, contents_of
from docvault.extract.kinds import kind_of
from docvault.extract.limited import is_read
from docvault.extract.programs import Program
from docvault.extract.unread import Trouble, Unread
from tests.docvault.extract import processes

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[4] / "shared/corpus"))
FILES = sorted((CORPUS / "files").glob("*"))
MOST_SECONDS = 10

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not FILES, reason="the corpus folder is not here"),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file gave, and how long it took."""

    name: str
    found: Contents | Unread | None
    seconds: float


@pytest.fixture(scope="module")
def answers() -> Iterator[list[Answer]]:
    def answer(path: Path) -> Answer:
        start = time.monotonic()
        found = contents_of(path)
        return Answer(path.name, found, time.monotonic() - start)

    limited.close()
    before = processes.below(os.getpid()) if sys.platform == "linux" else set()
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as threads:
        yield list(threads.map(answer, FILES))
    limited.close()
    if sys.platform == "linux":
        assert processes.below(os.getpid()) == before


def test_every_file_is_answered_in_time(answers: list[Answer]) -> None:
    assert [each for each in answers if each.seconds > MOST_SECONDS] == []


def test_every_file_ends_in_text_or_a_reason_of_its_own(answers: list[Answer]) -> None:
    unread = {each.found.trouble for each in answers if isinstance(each.found, Unread)}
    assert unread <= {Trouble.DAMAGED, Trouble.HOSTILE}
    for each in answers:
        assert (each.found is None) == (not is_read(kind_of(each.name))), each.name


@pytest.mark.parametrize("program", Program)
def test_every_kind_that_a_program_reads_is_read(program: Program, answers: list[Answer]) -> None:
    if program.place() is None:
        pytest.skip(f"{program.title} is not installed")
    its = [each for each in answers if kind_of(each.name) in program.makes]
    read = [each for each in its if isinstance(each.found, Contents)]
    assert {kind_of(each.name) for each in read} == {kind_of(each.name) for each in its}
    assert any(each.found.lines for each in read if isinstance(each.found, Contents))
