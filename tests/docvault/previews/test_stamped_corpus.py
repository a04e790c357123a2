"""Real and hostile files from public test suites: a stamped page, or a reason, in time."""

from __future__ import annotations

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from docvault.extract.fonts import fonts
from docvault.extract.kinds import kind_of
from docvault.extract.preview.views import Manner, manners
from docvault.extract.programs import Program
from docvault.extract.unread import Trouble, Unread
from docvault.previews.stamped import Picture, Stamp, is_shown, page_of, pages_of

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[4] / "shared/corpus"))
MOST_SECONDS = 60
FILES = sorted((CORPUS / "files").glob("*"))
STAMP = Stamp("上海某某公司", "2026-11-21 21:10", "QEFCQ0RF")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES, reason="the corpus folder is not here"),
    pytest.mark.skipif(not fonts().chinese, reason="no Chinese font is installed"),
]


def first_page(path: Path) -> tuple[str, Picture | Unread | None, float]:
    kind = kind_of(path.name)
    start = time.monotonic()
    found: Picture | Unread | None = None
    if is_shown(kind):
        pages = pages_of(path, kind)
        made = pages if isinstance(pages, Unread) else pages.prepared or path
        found = made if isinstance(made, Unread) else page_of(made, kind, 1, STAMP)
    return path.name, found, time.monotonic() - start


def judged(paths: list[Path]) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(first_page, paths))
    assert [name for name, _, seconds in answers if seconds > MOST_SECONDS] == []
    shown = [found for _, found, _ in answers if isinstance(found, Picture)]
    unread = {found.trouble for _, found, _ in answers if isinstance(found, Unread)}
    assert unread <= {Trouble.DAMAGED, Trouble.HOSTILE, Trouble.SIZE}
    assert len(shown) > 0.7 * len(paths)
    for page in shown:
        image = Image.open(io.BytesIO(page.data))
        assert image.format == "WEBP"
        assert image.size == (page.width, page.height)
        assert page.width * page.height <= 12_100_000


@pytest.mark.slow
def test_every_file_is_shown_or_says_why_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    judged(FILES)


@pytest.mark.slow
@pytest.mark.skipif(Program.OFFICE.place() is None, reason="LibreOffice is not installed")
def test_every_office_file_is_shown_as_printed_or_says_why_it_is_not() -> None:
    judged([path for path in FILES if Manner.PRINTED in manners(kind_of(path.name))])
