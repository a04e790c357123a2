"""The text of workbooks: the cases that the parsers of others differ in."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import Unread
from tests.docvault.extract import files, office
from tests.docvault.extract.said import text_of


def test_an_old_workbook_says_all_of_it(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [["版本", "人数"], ["V1.0", 3.0], ["V2.0", 2.5]]
    path = files.old_workbook(tmp_path / "a.xls", "修订记录", rows)
    assert contents_of(path) == Contents(
        ("修订记录", "版本\t人数", "V1.0\t3", "V2.0\t2.5"),
        ("修订记录",),
        {},
        ("版本\t人数", "V1.0\t3", "V2.0\t2.5"),
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (20231011, "20231011"),
        (datetime.date(2023, 10, 11), "2023-10-11"),
        (datetime.datetime.fromisoformat("2023-10-11T09:30"), "2023-10-11 09:30:00"),
        (datetime.time(9, 30), "09:30:00"),
        (True, "True"),
        ("  一\n二 ", "一 二"),
        ("007", "007"),
    ],
)
def test_a_cell_is_shown_as_people_write_it(tmp_path: Path, value: object, shown: str) -> None:
    path = office.workbook(tmp_path / "a.xlsx", {"一": [[value]]})
    assert text_of(path) == ["一", shown]


def test_what_excel_computed_stands_for_the_formula(tmp_path: Path) -> None:
    path = office.workbook(tmp_path / "a.xlsx", {"一": [["=1+1"]]})
    office.rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"),
    )
    assert text_of(path) == ["一", "2"]


def test_boxes_charts_and_comments_are_read_at_the_end(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("数据")
        sheet.write(0, 0, 1)
        sheet.write_comment(0, 0, "请核对")
        sheet.insert_textbox(3, 3, "说明\n第二行")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数据!$A$1:$A$1"})
        chart.set_title({"name": "销售趋势"})
        sheet.insert_chart(9, 9, chart)
    lines = text_of(tmp_path / "a.xlsx")
    assert isinstance(lines, list)
    assert lines[:2] == ["数据", "1"]
    assert sorted(lines[2:]) == sorted(["说明", "第二行", "销售趋势", "请核对"])


def test_a_comment_of_the_new_kind_is_read(tmp_path: Path) -> None:
    path = office.workbook(tmp_path / "a.xlsx", {"一": [["x"]]})
    comment = '<c xmlns="x"><threadedComment><text>请核对</text></threadedComment></c>'
    office.add(path, "xl/threadedComments/threadedComment1.xml", comment.encode())
    assert text_of(path) == ["一", "x", "请核对"]


def test_a_long_register_is_read_whole(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for number in range(20_000):
        sheet.append([f"文件{number}", number, "运营部"])
    book.save(tmp_path / "a.xlsx")
    lines = text_of(tmp_path / "a.xlsx")
    assert isinstance(lines, list)
    assert len(lines) == 20_001
    assert lines[-1] == "文件19999\t19999\t运营部"


def test_cells_that_lie_too_far_apart_are_a_reason_not_a_crash_of_ours(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = book.worksheets[0]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert isinstance(text_of(tmp_path / "a.xlsx"), Unread)
    path = office.workbook(tmp_path / "b.xlsx", {"一": [["内容"]]})
    assert text_of(path) == ["一", "内容"]
