"""A document's own page 修订记录."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault.extract.revision_record import has_revision_record, is_title
from tests.docvault.extract import office


@pytest.mark.parametrize(
    "title",
    [
        "修订记录",
        "修 订 记 录",
        "一、修订记录",
        "（二）修订历史：",
        "第五章 修订记录",
        "附录A 文件修订记录表",
        "《修订记录》",
        "修訂紀錄",
        "Revision record",
        "3.1 REVISION HISTORY",
        "Document revision log:",
    ],
)
def test_titles_people_write(title: str) -> None:
    assert is_title(title)


@pytest.mark.parametrize(
    "line",
    ["", "请在修订记录中写明修改内容。", "修订", "记录", "revision", "修订记录由文档管理员维护"],
)
def test_prose_about_it_is_no_title(line: str) -> None:
    assert not is_title(line)


def test_a_heading_counts(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda made: made.add_heading("修订记录"))
    assert has_revision_record(path) is True


def test_a_table_titled_so_counts(tmp_path: Path) -> None:
    def fill(document: office.docx.document.Document) -> None:
        document.add_table(1, 1).cell(0, 0).text = "修订记录"

    assert has_revision_record(office.word(tmp_path / "a.docx", fill)) is True


def test_a_sheet_or_a_cell_titled_so_counts(tmp_path: Path) -> None:
    rows: list[list[object]] = [["版本", "修改内容", "修改人", "修改日期"]]
    by_sheet = office.workbook(tmp_path / "a.xlsx", {"数据": [["x"]], "修订记录": rows})
    by_cell = office.workbook(tmp_path / "b.xlsx", {"数据": [["x"], ["修订记录"], *rows]})
    assert has_revision_record(by_sheet) is True
    assert has_revision_record(by_cell) is True


def test_a_document_without_one_is_told(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda made: made.add_paragraph("见修订记录。"))
    assert has_revision_record(path) is False
    assert has_revision_record(office.workbook(tmp_path / "a.xlsx", {"一": [["x"]]})) is False


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a"])
def test_other_kinds_carry_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("修订记录", encoding="utf-8")
    assert has_revision_record(tmp_path / name) is None
