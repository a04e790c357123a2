"""Files read through foreign programs: what they give, and what the programs may not do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docvault.extract.contents import contents_of
from docvault.extract.kinds import READERS
from docvault.extract.process import Helper, Limits
from docvault.extract.programs import Program, missing_programs, program_for
from docvault.extract.unread import Trouble, Unread
from tests.docvault.extract import office, picture_files, processes
from tests.docvault.extract.said import text_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's walls are Linux's")
OFFICE = pytest.mark.skipif(Program.OFFICE.place() is None, reason="LibreOffice is not installed")
OCR = pytest.mark.skipif(Program.OCR.place() is None, reason="Tesseract is not installed")


@pytest.fixture(scope="module")
def old_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real .doc, made by LibreOffice of a .docx."""
    folder = tmp_path_factory.mktemp("old")

    def fill(made) -> None:
        made.add_heading("运营部周报", 1)
        made.add_paragraph("本周完成了三项工作。")
        made.core_properties.author = "王五"

    new = office.word(folder / "a.docx", fill)
    place = Program.OFFICE.place()
    assert place is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [place, "--headless", profile, "--convert-to", "doc", "--outdir", folder, new]
    for _ in range(2):  # the first time it only makes its profile
        subprocess.run(command, check=False, capture_output=True, env={"HOME": str(folder)})
    return folder / "a.doc"


@OFFICE
def test_an_old_document_is_read_with_its_headings_and_author(old_document: Path) -> None:
    contents = contents_of(old_document)
    assert contents is not None
    assert not isinstance(contents, Unread)
    assert contents.lines == ("运营部周报", "本周完成了三项工作。")
    assert contents.headings == ("运营部周报",)
    assert contents.properties["author"] == "王五"


@OFFICE
def test_the_name_never_reaches_the_program(old_document: Path, tmp_path: Path) -> None:
    name = "-h; 周\n报.wps"
    copy = shutil.copy(old_document, tmp_path / name)
    lines = text_of(Path(copy), name=name)
    assert isinstance(lines, list)
    assert "本周完成了三项工作。" in lines


@OFFICE
@pytest.mark.slow
@pytest.mark.parametrize("kind", [".doc", ".ppt", ".et"])
def test_what_the_program_cannot_read_is_damaged(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a{kind}"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))
    answer = text_of(path)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED


@OFFICE
@LINUX
def test_a_document_cannot_draw_in_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<p>the secret</p>", encoding="utf-8")
    path = tmp_path / "a.doc"  # a web page under a Word name, which LibreOffice opens
    path.write_text(
        f"<html><body><p>seen</p><div href='{secret.as_uri()}' id='x'>"
        f"<iframe src='{secret.as_uri()}'></iframe></div></body></html>",
        encoding="utf-8",
    )
    answer = text_of(path)
    assert not isinstance(answer, list) or not any("secret" in line for line in answer)


@OFFICE
@LINUX
def test_too_little_time_ends_the_program_and_its_folder(old_document: Path) -> None:
    helper = Helper(Limits(seconds=1))
    try:
        before = processes.below(os.getpid())
        start = time.monotonic()
        read = "docvault.extract.contents:read_contents"
        place = Program.OFFICE.place()
        answer = helper.run(read, str(old_document), ".doc", program=place)
        assert isinstance(answer, Unread)
        assert answer.trouble is Trouble.TIME
        assert time.monotonic() - start < 6
        assert len(processes.below(os.getpid()) - before) == 1  # the helper alone
    finally:
        helper.close()
    assert not Path(helper._room).exists()


@OCR
def test_a_picture_is_recognised_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(picture_files.written("中土王工田中"))
    assert text_of(path) == ["中土王工田中"]


@OCR
def test_a_giant_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(picture_files.png(40_000, 40_000))
    start = time.monotonic()
    answer = text_of(path)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.SIZE
    assert time.monotonic() - start < 3


@OCR
@pytest.mark.slow
def test_a_picture_cut_short_is_answered(tmp_path: Path) -> None:
    data = picture_files.written("中土")
    path = tmp_path / "a.png"
    for end in (0, 20, 40, len(data) // 2, len(data) - 20):
        path.write_bytes(data[:end])
        answer = text_of(path)
        assert isinstance(answer, list) or answer.trouble is Trouble.DAMAGED


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    if any(Path(folder).exists() for each in Program for folder in each.value.folders):
        pytest.skip("a program lies where its installer puts it")
    yield


def test_without_the_programs_their_kinds_have_no_text(
    nothing_installed: None, tmp_path: Path
) -> None:
    for name in ("a.doc", "a.png"):
        (tmp_path / name).write_bytes(b"x")
        assert text_of(tmp_path / name) is None
    assert missing_programs() == [Program.OFFICE, Program.OCR]


def test_what_a_program_makes_has_a_reader() -> None:
    for program in Program:
        assert set(program.makes.values()) <= set(READERS)
        assert not set(program.makes) & set(READERS)
        assert all(program_for(kind) is program for kind in program.makes)
        assert program.title
        assert program.reads.zh
        assert program.reads.en
