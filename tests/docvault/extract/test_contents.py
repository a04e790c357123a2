"""All that a document says, at one reading."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from docvault.extract.contents import Contents, contents_of
from docvault.extract.dates import iso_date
from docvault.extract.limited import Trouble, Unread
from tests.docvault.extract import office
from tests.docvault.extract.said import text_of

RECORD = [["版本", "修改内容", "修改人"], ["V1.0", "首次发布", "张三"], ["V2.0", "补充", "李四"]]
ROWS = tuple("\t".join(row) for row in RECORD)


def contents(path: Path) -> Contents:
    answer = contents_of(path)
    assert isinstance(answer, Contents), answer
    assert list(answer.lines) == text_of(path)
    return answer


def table(document: Any, rows: list[list[str]]) -> None:
    made = document.add_table(len(rows), len(rows[0]))
    for row, words in zip(made.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word


def test_a_word_document_says_all_of_it(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.core_properties.title = "员工考勤制度"
        document.core_properties.author = "王芳"
        document.core_properties.keywords = "考勤 请假"
        document.core_properties.created = datetime.datetime(2023, 10, 1, 9, tzinfo=datetime.UTC)
        document.add_heading("员工考勤制度", 0)
        document.add_heading("第一章 总则")
        document.add_paragraph("正文")
        table(document, [["甲", "乙"]])
        document.add_heading("修订记录")
        document.add_paragraph("修改情况见下表。")
        table(document, RECORD)
        document.add_paragraph("结束")
        table(document, [["别的", "表"]])

    found = contents(office.word(tmp_path / "a.docx", fill))
    assert found.headings == ("员工考勤制度", "第一章 总则", "修订记录")
    assert found.revisions == ROWS
    assert found.properties["title"] == "员工考勤制度"
    assert found.properties["author"] == "王芳"
    assert found.properties["keywords"] == "考勤 请假"
    assert found.properties["created"] == "2023-10-01T09:00:00+00:00"


def test_a_heading_is_one_by_its_style_whatever_the_style_is_called(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        own = document.styles.add_style("公司标题", 1)
        own.base_style = document.styles["Heading 2"]
        document.add_paragraph("一、目的", style=own)
        document.add_paragraph("目的如下", style="Normal")

    assert contents(office.word(tmp_path / "a.docx", fill)).headings == ("一、目的",)


def test_a_record_inside_a_table_titled_so(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        table(document, [["修订记录", "", ""], *RECORD])
        document.add_paragraph("正文")

    assert contents(office.word(tmp_path / "a.docx", fill)).revisions == ROWS


def test_prose_about_the_record_is_not_the_record(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("修订记录")
        for _ in range(4):
            document.add_paragraph("没有表。")
        table(document, [["甲", "乙"]])

    assert contents(office.word(tmp_path / "a.docx", fill)).revisions == ()


def test_a_workbook_says_all_of_it(tmp_path: Path) -> None:
    path = office.workbook(tmp_path / "a.xlsx", {"数据": [["x"], *RECORD], "修订记录": RECORD})
    found = contents(path)
    assert found.headings == ("数据", "修订记录")
    assert found.revisions == ROWS
    assert found.properties["author"] == "openpyxl"


def test_a_record_on_a_sheet_ends_at_an_empty_row(tmp_path: Path) -> None:
    rows = [["修订记录"], [], *RECORD, [], ["部门", "人数"], ["运营部", 3]]
    path = office.workbook(tmp_path / "a.xlsx", {"数据": rows})  # type: ignore[dict-item]
    assert contents(path).revisions == ROWS


def test_markdown_keeps_its_lines_and_names_its_headings(tmp_path: Path) -> None:
    text = (
        "# 周报 #\n正文 # 不是\n```\n# 代码\n```\n## 修订记录\n\n"
        "| 版本 | 修改人 |\n|---|---|\n| V1.0 | 张三 |\n\n尾\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    found = contents(tmp_path / "a.md")
    assert list(found.lines) == text.splitlines()
    assert found.headings == ("周报", "修订记录")
    assert found.revisions == ("版本\t修改人", "V1.0\t张三")


def test_a_page_says_its_title_its_author_and_its_headings(tmp_path: Path) -> None:
    page = """<html><head><title>运营 <b>周报</title><meta name="Author" content="张三">
      <meta name="keywords" content="周报"></head>
      <body><h1>第一<br>部分</h1><p>正文</p><h3>小节</h3></body></html>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    found = contents(tmp_path / "a.html")
    assert found.properties == {"title": "运营 周报", "author": "张三", "keywords": "周报"}
    assert found.headings == ("第一 部分", "小节")


@pytest.mark.parametrize("odd", ["<![if !mso]>", "<![endif]-->", "<![ee [x]]>", "<![\x0e>", "<!x>"])
def test_a_page_with_sections_nobody_knows_is_read(tmp_path: Path, odd: str) -> None:
    (tmp_path / "a.html").write_text(f"<p>一</p>{odd}<p>二</p>", encoding="utf-8")
    lines = contents(tmp_path / "a.html").lines
    assert (lines[0], lines[-1]) == ("一", "二")


def test_a_plain_text_says_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# 一\n修订记录", encoding="utf-8")
    assert contents(tmp_path / "a.txt") == Contents(("# 一", "修订记录"))


def test_what_is_not_read_is_said_as_for_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"x")
    (tmp_path / "a.docx").write_bytes(b"x")
    assert contents_of(tmp_path / "a.exe") is None
    answer = contents_of(tmp_path / "a.exe", name="b.docx")
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED


def test_a_title_of_many_lines_is_one_and_not_without_end(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.core_properties.title = " 长\n\n题 "
        document.add_heading("题" * 3000)

    found = contents(office.word(tmp_path / "a.docx", fill))
    assert found.properties["title"] == "长 题"
    assert found.headings == ("题" * 1000,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023-10-11T09:30:00Z", "2023-10-11T09:30:00+00:00"),
        ("2023-10-11T09:30:00.123456789", "2023-10-11T09:30:00"),
        ("2023-10-11", "2023-10-11"),
        ("D:20231011093000+08'00'", "2023-10-11T09:30:00+08:00"),
        ("D:20231011093000Z", "2023-10-11T09:30:00+00:00"),
        ("D:20231011", "2023-10-11"),
        ("Wed, 11 Oct 2023 09:30:00 +0800", "2023-10-11T09:30:00+08:00"),
        ("2023-02-30", ""),
        ("D:20231311", ""),
        ("1601-01-01T00:00:00Z", ""),
        ("昨天", ""),
        ("", ""),
    ],
)
def test_dates_of_all_kinds_come_in_one_form(written: str, read: str) -> None:
    assert iso_date(written) == read
