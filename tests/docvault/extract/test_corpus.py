"""Real and hostile files from public test suites: text or a clear reason, never harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docvault.extract.limited import Trouble, Unread
from docvault.extract.text import text_of

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[4] / "shared/corpus"))
FILES = sorted((CORPUS / "files").glob("*"))

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES, reason="the corpus folder is not here"),
]


def test_every_file_ends_in_text_or_a_reason() -> None:
    answers = {path.name: text_of(path) for path in FILES}
    unread = {name: answer for name, answer in answers.items() if isinstance(answer, Unread)}
    assert {answer.trouble for answer in unread.values()} <= {Trouble.DAMAGED, Trouble.HOSTILE}
    read = [answer for answer in answers.values() if isinstance(answer, list)]
    assert len(read) >= 40
