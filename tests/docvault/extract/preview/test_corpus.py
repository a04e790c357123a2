"""Real and hostile files from public test suites: a preview or a clear reason, in time, no harm."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docvault.extract.kinds import kind_of
from docvault.extract.preview import asking
from docvault.extract.preview.asking import Begun
from docvault.extract.preview.views import Manner, manners
from docvault.extract.unread import Trouble, Unread
from docvault.previews.cleaning import cleaned

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[5] / "shared/corpus"))
FILES = sorted((CORPUS / "files").glob("*"))
MOST_SECONDS = 20

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not FILES, reason="the corpus folder is not here"),
]


def timed(path: Path, manner: Manner) -> tuple[str, Begun | bytes | Unread | None, float]:
    kind = kind_of(path.name)
    start = time.monotonic()
    if manner not in manners(kind):
        return path.name, None, 0.0
    found = asking.begin(path, kind) if manner is Manner.READ else asking.printed(path, kind)
    return path.name, found, time.monotonic() - start


def judged(manner: Manner) -> dict[str, Begun | bytes | Unread]:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda path: timed(path, manner), FILES))
    assert [name for name, _, seconds in answers if seconds > MOST_SECONDS] == []
    found = {name: each for name, each, _ in answers if each is not None}
    unread = {each.trouble for each in found.values() if isinstance(each, Unread)}
    assert unread <= {Trouble.DAMAGED, Trouble.HOSTILE, Trouble.SIZE}
    return found


def test_every_file_is_shown_or_says_why_it_is_not() -> None:
    found = judged(Manner.READ)
    seen = {kind_of(name) for name, each in found.items() if isinstance(each, Begun)}
    assert seen == {kind_of(name) for name in found}
    pages = [
        page for each in found.values() if isinstance(each, Begun) for page in each.pages.values()
    ]
    for page in pages:
        if page.markup is None:
            assert page.picture[8:12] == b"WEBP"
            assert page.width * page.height <= 12_000_000
        else:
            assert "<script" not in cleaned(page.markup)


def test_every_office_file_is_printed_or_says_why_it_is_not() -> None:
    found = judged(Manner.PRINTED)
    for each in found.values():
        if isinstance(each, bytes):
            assert each.startswith(b"%PDF")
