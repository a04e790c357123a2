"""What makes Office files dangerous is seen before a parser is."""

from __future__ import annotations

import itertools
import random
import zipfile
from pathlib import Path

import pytest

from docvault.extract.limited import Trouble, Unread
from docvault.extract.revision_record import has_revision_record
from tests.docvault.extract import office
from tests.docvault.extract.said import text_of

DOCUMENT = "word/document.xml"
LAUGHS = "".join(
    f'<!ENTITY {this} "{f"&{before};" * 10}">' for before, this in itertools.pairwise("abcdefghi")
)
LAUGHS = f'<!DOCTYPE lolz [<!ENTITY a "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY passwd SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return office.word(tmp_path / "a.docx", lambda made: made.add_paragraph("正文"))


def refused(path: Path) -> str:
    answer = text_of(path)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.HOSTILE
    assert isinstance(has_revision_record(path), Unread)
    return answer.detail


def test_a_bomb_is_refused(document: Path) -> None:
    assert "unpacks to" in refused(office.bomb(document, 200 << 20))


def test_a_bomb_of_many_small_bites_is_refused(document: Path) -> None:
    bite = random.Random(1).randbytes(20_000) * 250  # compresses 200 to 1, no entry stands out
    for number in range(110):
        office.add(document, f"part{number}", bite)
    assert "unpacks to" in refused(document)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    assert "entries" in refused(path)


@pytest.mark.parametrize("name", [DOCUMENT, "word/Document.XML"])
def test_two_bodies_are_refused(document: Path, name: str) -> None:
    assert "two entries of one name" in refused(office.add(document, name, b"<other/>"))


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    assert "overlap" in refused(office.overlapping(tmp_path / "a.docx"))


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE, "<!DOCTYPE x>"])
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_a_document_type_declaration_is_refused(
    document: Path, doctype: str, encoding: str
) -> None:
    office.with_doctype(document, DOCUMENT, doctype, encoding)
    assert "document type declaration" in refused(document)


def test_a_declaration_behind_a_long_comment_is_refused(document: Path) -> None:
    office.with_doctype(document, DOCUMENT, f"<!--{'x' * 100_000}-->{OUTSIDE}")
    assert "document type declaration" in refused(document)


@pytest.mark.parametrize(
    "data", [b"", b"not a zip", b"PK\3\4" + bytes(100), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100]
)
def test_what_is_no_office_file_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    answer = text_of(path)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED


def test_a_file_cut_short_is_damaged(document: Path) -> None:
    document.write_bytes(document.read_bytes()[:-200])
    answer = text_of(document)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED


def test_deep_nesting_ends_clearly(document: Path) -> None:
    deep = b"<w:sdt><w:sdtContent>" * 50_000
    office.rewrite(document, DOCUMENT, lambda data: data.replace(b"<w:body>", b"<w:body>" + deep))
    answer = text_of(document)
    assert isinstance(answer, Unread)
