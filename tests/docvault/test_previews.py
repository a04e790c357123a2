"""Previews are made once, kept by their bytes within a bound, and never the only copy."""

from __future__ import annotations

import io
import os
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from docvault import vault as vaults
from docvault.database.tables import documents
from docvault.errors import PageNotFound
from docvault.extract.preview import asking
from docvault.extract.preview.views import Manner
from docvault.extract.programs import Program
from docvault.extract.unread import Trouble, Unread
from docvault.model.document import Document
from docvault.model.version import Version
from docvault.previews import Shown, page_of, preview_of, thumb_of
from docvault.previews.encoding import page_from_bytes, page_to_bytes
from docvault.previews.shelf import DiskShelf, Key, MemoryShelf, Shelf
from docvault.vault import Vault
from tests.docvault.conftest import Write
from tests.docvault.extract import files, office

NAME = "运营部-内部通知-20231007-V1.0-值班{}"
SHA = "ab" * 32


@pytest.fixture(params=["disk", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    if request.param == "disk":
        return DiskShelf(tmp_path / "previews", scratch, 1 << 20)
    return MemoryShelf(scratch, most=1 << 20)


def key(part: str) -> Key:
    return Key(SHA, ".txt", part)


def test_what_is_kept_comes_back_also_as_a_file(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.get(key("a")) is None
    shelf.put(key("a"), b"one")
    shelf.put(key("a"), b"two")
    assert shelf.get(key("a")) == b"two"
    with shelf.file(key("a")) as path, shelf.file(key("b")) as other:
        assert path
        assert path.read_bytes() == b"two"
        assert other is None
    assert not list((tmp_path / "scratch").iterdir())


def test_all_together_stay_within_their_bound(shelf: Shelf, tmp_path: Path) -> None:
    for number in range(40):
        shelf.put(key(f"page-{number}"), bytes(100_000))
        old = time.time() - 10_000 + number
        for path in (tmp_path / "previews").rglob(f"*page-{number}"):
            os.utime(path, (old, old))
        shelf.get(key("page-0"))
    kept = [number for number in range(40) if shelf.get(key(f"page-{number}")) is not None]
    assert 5 <= len(kept) <= 10
    assert kept[-1] == 39
    assert kept[0] == 0  # looked at all the time


def test_memory_forgets_after_a_while(tmp_path: Path) -> None:
    shelf = MemoryShelf(tmp_path, seconds=0.05)
    shelf.put(key("a"), b"x")
    time.sleep(0.1)
    assert shelf.get(key("a")) is None


def test_what_another_release_kept_goes(tmp_path: Path) -> None:
    old = tmp_path / "previews" / "0" / "ab"
    old.mkdir(parents=True)
    (old / "x").write_text("old")
    DiskShelf(tmp_path / "previews", tmp_path, 1 << 20).put(key("a"), b"x")
    assert not old.exists()


def test_a_full_or_broken_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "previews").write_text("in the way")
    shelf = DiskShelf(tmp_path / "previews", tmp_path, 1 << 20)
    shelf.put(key("a"), b"x")
    assert shelf.get(key("a")) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]\nx", b"\xff\nx", b'{"media": "x"}\n'])
def test_a_damaged_page_is_not_known(data: bytes) -> None:
    assert page_from_bytes(data) is None


def test_a_page_comes_back_with_its_words() -> None:
    words = (asking.Word(1, 2, 3.5, 4, "字\n"),)
    for page in (Shown("image/webp", b"\n\0x", 3, 4, words), Unread(Trouble.SIZE, "no")):
        assert page_from_bytes(page_to_bytes(page)) == page


def checked_in(vault: Vault, path: Path) -> tuple[Document, Version]:
    version = vaults.add(vault, path, actor="a")
    return vault.find(version.document), version


def test_a_preview_is_made_once(
    vault: Vault, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, version = checked_in(vault, write(NAME.format(".txt"), "值班表".encode()))
    first = preview_of(vault, document, version)
    assert (first.manner, first.manners, first.count) == (Manner.READ, (Manner.READ,), 1)
    page = page_of(vault, document, version, 1, Manner.READ)
    assert isinstance(page, Shown)
    assert "值班表" in page.body.decode()
    monkeypatch.setattr(asking, "begin", lambda *_, **__: pytest.fail("again"))
    assert preview_of(vault, document, version, Manner.PRINTED) == first
    with pytest.raises(PageNotFound):
        page_of(vault, document, version, 2, Manner.READ)
    with pytest.raises(PageNotFound):
        page_of(vault, document, version, 1, Manner.PRINTED)


def test_a_kept_preview_that_was_damaged_is_made_again(vault: Vault, write: Write) -> None:
    document, version = checked_in(vault, write(NAME.format(".txt"), "值班表".encode()))
    first = preview_of(vault, document, version)
    for path in (vault.own / "previews").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    assert preview_of(vault, document, version) == first


@pytest.mark.parametrize(("trouble", "on_disk"), [(Trouble.TIME, 0), (Trouble.DAMAGED, 1)])
def test_a_trouble_that_may_pass_is_not_kept_on_disk(
    trouble: Trouble,
    on_disk: int,
    vault: Vault,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document, version = checked_in(vault, write(NAME.format(".txt"), b"x"))
    monkeypatch.setattr(asking, "begin", lambda *_, **__: Unread(trouble))
    found = preview_of(vault, document, version)
    assert found.trouble == Unread(trouble)
    assert len(list((vault.own / "previews").rglob("*-overview"))) == on_disk
    monkeypatch.setattr(asking, "begin", lambda *_, **__: pytest.fail("again"))
    assert preview_of(vault, document, version) == found


def test_pages_of_a_large_version_are_made_from_a_kept_copy(vault: Vault, write: Write) -> None:
    data = b"".join(b"%06d line\n" % number for number in range(500_000))
    document, version = checked_in(vault, write(NAME.format(".txt"), data))
    assert preview_of(vault, document, version).count == 500
    page = page_of(vault, document, version, 400, Manner.READ)
    assert isinstance(page, Shown)
    assert b"399999 line" in page.body
    [copy] = (vault.own / "previews").rglob("*-source")
    assert copy.read_bytes() == data
    assert not list(vault.staging.iterdir())


def test_of_a_sealed_document_nothing_lies_on_disk(vault: Vault, tmp_path: Path) -> None:
    path = files.pdf(tmp_path / NAME.format(".pdf"), "基本工资", "奖金")
    document, version = checked_in(vault, path)
    preview_of(vault, document, version)
    with vault.database.write() as connection:
        change = documents.update().where(documents.c.id == document.id)
        connection.execute(change.values(level="秘密"))
    document = vault.find(document.id)
    assert preview_of(vault, document, version).count == 2
    page = page_of(vault, document, version, 2, Manner.READ)
    assert isinstance(page, Shown)
    assert [word.text for word in page.words] == ["奖金"]
    assert isinstance(thumb_of(vault, document, version, 2, Manner.READ), Shown)
    left = [*(vault.own / "previews").rglob("*"), *vault.staging.rglob("*")]
    assert [path for path in left if path.is_file()] == []


@pytest.mark.skipif(Program.OFFICE.place() is None, reason="LibreOffice is not installed")
def test_office_files_are_printed_once(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = tmp_path / NAME.format(".docx")
    path = office.word(name, lambda document: document.add_paragraph("值班表"))
    document, version = checked_in(vault, path)
    assert preview_of(vault, document, version).manner is Manner.READ
    printed = preview_of(vault, document, version, Manner.PRINTED)
    assert (printed.manner, printed.count, printed.pictures) == (Manner.PRINTED, 1, True)
    monkeypatch.setattr(asking, "printed", lambda *_, **__: pytest.fail("again"))
    thumb = thumb_of(vault, document, version, 1, Manner.PRINTED)
    assert isinstance(thumb, Shown)
    assert Image.open(io.BytesIO(thumb.body)).width == 180
    assert thumb_of(vault, document, version, 1, Manner.READ) is None


def test_many_look_at_once(vault: Vault, tmp_path: Path) -> None:
    path = files.pdf(tmp_path / NAME.format(".pdf"), *"一二三四五六")
    document, version = checked_in(vault, path)
    found: list[object] = []

    def look(number: int) -> None:
        found.append(page_of(vault, document, version, number, Manner.READ))

    threads = [threading.Thread(target=look, args=(1 + each % 6,)) for each in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [isinstance(page, Shown) for page in found] == [True] * 12
