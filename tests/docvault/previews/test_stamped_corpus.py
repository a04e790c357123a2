"""Real and hostile files from public test suites: a stamped page, or a reason, in time."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest
from PIL import Image

from docvault.extract.fonts import fonts
from docvault.extract.kinds import kind_of
from docvault.extract.unread import Trouble, Unread
from docvault.previews.stamped import Picture, Stamp, is_shown, page_of, pages_of

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[4] / "shared/corpus"))
FILES = sorted((CORPUS / "files").glob("*"))
STAMP = Stamp("上海某某公司", "2026-11-21 21:10", "QEFCQ0RF")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES, reason="the corpus folder is not here"),
    pytest.mark.skipif(not fonts().chinese, reason="no Chinese font is installed"),
]


def first_page(path: Path, kind: str) -> Picture | Unread:
    found = pages_of(path, kind)
    return found if isinstance(found, Unread) else page_of(found.prepared or path, kind, 1, STAMP)


@pytest.mark.slow
@pytest.mark.parametrize("printing", [False, True], ids=["set", "printed"])
def test_every_file_is_shown_or_says_why_it_is_not(
    printing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not printing:
        monkeypatch.setenv("PATH", str(tmp_path))
    shown, unread = 0, set()
    for path in FILES:
        kind = kind_of(path.name)
        start = time.monotonic()
        found = first_page(path, kind) if is_shown(kind) else None
        assert time.monotonic() - start < 60, path.name
        if isinstance(found, Picture):
            image = Image.open(io.BytesIO(found.data))
            assert image.format == "WEBP"
            assert image.size == (found.width, found.height)
            assert found.width * found.height <= 12_100_000
            shown += 1
        elif isinstance(found, Unread):
            unread.add(found.trouble)
    assert shown > 0.7 * len(FILES)
    assert unread <= {Trouble.DAMAGED, Trouble.HOSTILE, Trouble.SIZE}
