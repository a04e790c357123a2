"""Real and hostile files from public test suites: text or a clear reason, never harm."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docvault.extract.contents import Contents, contents_of
from docvault.extract.kinds import READERS, kind_of
from docvault.extract.limited import Trouble, Unread

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[4] / "shared/corpus"))
# What programs of others read (LibreOffice, Tesseract) takes seconds a file and is not read here.
FILES = sorted(path for path in (CORPUS / "files").glob("*") if kind_of(path.name) in READERS)
MOST_SECONDS = 10
# Parsers of the kinds that readers here read; what others there are look at pictures.
PARSERS = ("office", "pdfium", "pypdf")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES, reason="the corpus folder is not here"),
]

Answers = dict[str, Contents | Unread | None]


@pytest.fixture(scope="module")
def answers() -> Answers:
    found: Answers = {}
    for path in FILES:
        start = time.monotonic()
        found[path.name] = contents_of(path)
        assert time.monotonic() - start < MOST_SECONDS, path.name
    return found


def read_by_others() -> Iterator[tuple[str, str]]:
    """Yield a parser and the name of a file it made sense of."""
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for said in row["other_parsers"].split(";"):
                parser, _, outcome = said.partition("=")
                if parser in PARSERS and outcome == "ok":
                    yield parser, row["file"]


def test_every_file_ends_in_text_or_a_reason(answers: Answers) -> None:
    unread = [answer for answer in answers.values() if isinstance(answer, Unread)]
    assert {answer.trouble for answer in unread} <= {Trouble.DAMAGED, Trouble.HOSTILE}


def test_every_kind_that_has_a_reader_is_read(answers: Answers) -> None:
    here = {kind_of(name) for name in answers} & set(READERS)
    assert here <= {kind_of(name) for name, each in answers.items() if isinstance(each, Contents)}


@pytest.mark.parametrize("parser", PARSERS)
def test_no_fewer_files_are_read_than_by_others(answers: Answers, parser: str) -> None:
    theirs = [name for each, name in read_by_others() if each == parser]
    suffixes = {kind_of(name) for name in theirs}
    ours = [
        name
        for name, each in answers.items()
        if kind_of(name) in suffixes and isinstance(each, Contents)
    ]
    assert len(ours) >= len(theirs), sorted(set(theirs) - set(ours))


def test_what_pdfium_and_office_parsers_read_is_read(answers: Answers) -> None:
    theirs = {name for parser, name in read_by_others() if parser != "pypdf"}
    assert [name for name in sorted(theirs) if not isinstance(answers[name], Contents)] == []
