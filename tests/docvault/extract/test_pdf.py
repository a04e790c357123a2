"""The text of PDF files."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import Trouble, Unread
from tests.docvault.extract import files


def hexadecimal(text: str) -> str:
    return f"<feff{text.encode('utf-16-be').hex()}>"


def trouble(path: Path) -> Trouble:
    answer = contents_of(path)
    assert isinstance(answer, Unread), answer
    return answer.trouble


def test_pages_bookmarks_and_information_are_read(tmp_path: Path) -> None:
    info = (
        f"/Title{hexadecimal('员工考勤制度')}/Author{hexadecimal('王芳')}"
        "/CreationDate(D:20231011093000+08'00')/ModDate(never)"
    )
    path = files.pdf(
        tmp_path / "a.pdf", "第一页：员工考勤", "第二页", info=info, bookmark="第一章 总则"
    )
    assert contents_of(path) == Contents(
        ("第一页：员工考勤", "第二页"),
        ("第一章 总则",),
        {"title": "员工考勤制度", "author": "王芳", "created": "2023-10-11T09:30:00+08:00"},
    )


def test_a_page_that_is_a_picture_has_no_text(tmp_path: Path) -> None:
    answer = contents_of(files.pdf(tmp_path / "a.pdf", "", "有字"))
    assert isinstance(answer, Contents)
    assert answer.lines == ("有字",)


@pytest.mark.parametrize("data", [b"", b"x", b"%PDF-1.5\n", b"%PDF-1.5\n" + bytes(5000)])
def test_what_is_no_pdf_is_damaged(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    assert trouble(tmp_path / "a.pdf") is Trouble.DAMAGED


def test_one_that_asks_for_a_password_is_not_read(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "字")
    locked = (
        b"trailer<</Encrypt<</Filter/Standard/V 1/R 2/P -4/Length 40/O<" + b"00" * 32 + b">"
        b"/U<" + b"11" * 32 + b">>>/ID[<00><00>]"
    )
    path.write_bytes(path.read_bytes().replace(b"trailer<<", locked))
    assert trouble(path) is Trouble.DAMAGED


def test_a_claim_of_a_million_pages_costs_nothing(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "字")
    path.write_bytes(path.read_bytes().replace(b"/Count 1/Kids", b"/Count 1000000/Kids"))
    answer = contents_of(path)
    assert isinstance(answer, Contents | Unread)
    if isinstance(answer, Unread):
        assert answer.trouble in (Trouble.SIZE, Trouble.DAMAGED)
