"""The text of documents, kind by kind."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from docvault.extract.kinds import READERS
from tests.docvault.extract import office
from tests.docvault.extract.said import text_of


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", ["txt", "md", "csv", "json", "xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_text_files_are_read_as_they_are_written(tmp_path: Path, kind: str, encoding: str) -> None:
    lines = ["第一行：员工考勤制度", "", '<a href="x">第二行，由运营部编制</a>', "{1}"]
    path = write(tmp_path / f"a.{kind}", "\r\n".join(lines), encoding)
    assert text_of(path) == lines


def test_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    text = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    assert text_of(write(tmp_path / "a.xml", text)) == [text]


def test_html_is_what_a_reader_sees(tmp_path: Path) -> None:
    page = """<html><head><title>周报</title><style>p{}</style></head><body>
      <script>var hidden = "x";</script><p>一&amp;二
      <b>三</b>四</p><table><tr><td>甲</td><td>乙</td></tr></table>尾</body></html>"""
    assert text_of(write(tmp_path / "a.html", page)) == ["周报", "一&二 三四", "甲 乙", "尾"]


def test_word_paragraphs_and_tables_come_in_order(tmp_path: Path) -> None:
    def fill(document: office.docx.document.Document) -> None:
        document.add_heading("工作总结")
        document.add_paragraph("第一段").add_run("，接着写\t制表\n换行")
        table = document.add_table(2, 2)
        for cell, words in zip(table._cells, ("版本", "修改人", "V1.0", "张三"), strict=True):
            cell.text = words
        document.add_paragraph("")
        document.add_paragraph("最后一段")
        document.sections[0].header.paragraphs[0].text = "页眉"

    assert text_of(office.word(tmp_path / "a.docx", fill)) == [
        "工作总结",
        "第一段，接着写\t制表",
        "换行",
        "版本\t修改人",
        "V1.0\t张三",
        "最后一段",
        "页眉",
    ]


def test_word_text_in_boxes_and_controls_is_found_once(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda made: made.add_paragraph("锚点"))
    text = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
    extra = (
        "<w:sdt><w:sdtContent>" + text % "控件" + "</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:r>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:txbxContent>" + text % "文本框" + "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>" + text % "文本框" + "</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    office.rewrite(
        path,
        "word/document.xml",
        lambda data: data.replace(b"<w:sectPr", extra.encode() + b"<w:sectPr", 1),
    )
    assert text_of(path) == ["锚点", "控件", "新增", "文本框"]


def test_a_table_in_a_cell_stays_in_its_row(tmp_path: Path) -> None:
    def fill(document: office.docx.document.Document) -> None:
        outer = document.add_table(1, 2)
        outer.cell(0, 0).text = "外"
        outer.cell(0, 1).add_table(1, 2).cell(0, 0).text = "内"

    assert text_of(office.word(tmp_path / "a.docx", fill)) == ["外\t内"]


def test_workbook_rows_come_sheet_by_sheet(tmp_path: Path) -> None:
    path = office.workbook(
        tmp_path / "a.xlsx",
        {
            "数据": [["日期", "数值"], [datetime.date(2023, 10, 11), 12.5], [None, None]],
            "说明": [[None, "第二列\n两行"]],
        },
    )
    assert text_of(path) == ["数据", "日期\t数值", "2023-10-11\t12.5", "说明", "\t第二列 两行"]


def test_a_workbook_that_lies_about_its_size_is_read(tmp_path: Path) -> None:
    path = office.workbook(tmp_path / "a.xlsx", {"一": [["内容"]]})
    office.rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b'ref="A1"', b'ref="A1:XFD1048576"'),
    )
    assert text_of(path) == ["一", "内容"]


def test_the_name_decides_where_the_copy_has_another(tmp_path: Path) -> None:
    path = write(tmp_path / "blob", "内容")
    assert text_of(path) is None
    assert text_of(path, name="说明.MD") == ["内容"]


@pytest.mark.parametrize("name", ["a.exe", "a.zip", "a", ".docx", "a.docx.bak"])
def test_other_kinds_have_no_text(tmp_path: Path, name: str) -> None:
    assert text_of(write(tmp_path / name, "x")) is None


def test_a_missing_file_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        text_of(tmp_path / "a.txt")


def test_what_is_no_regular_file_is_the_callers_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").mkdir()
    for name in ("a.txt", "b.txt"):
        with pytest.raises(OSError, match=r"not a regular file|Is a directory"):
            text_of(tmp_path / name)


def test_every_kind_has_a_reader_that_exists(tmp_path: Path) -> None:
    for kind in READERS:
        assert text_of(write(tmp_path / f"a{kind}", "")) is not None
