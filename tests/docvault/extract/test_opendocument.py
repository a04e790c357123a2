"""The text of OpenDocument files."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import Trouble, Unread
from tests.docvault.extract import files


def contents(path: Path) -> Contents:
    answer = contents_of(path)
    assert isinstance(answer, Contents), answer
    return answer


def row(*cells: str) -> str:
    inside = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def test_a_text_document_says_all_of_it(tmp_path: Path) -> None:
    body = (
        "<office:text><text:tracked-changes><text:p>删去</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">总则</text:h>'
        '<text:p>一<text:s text:c="2"/>二<text:tab/>三<text:line-break/>四'
        "<text:span>五</text:span><text:note><text:note-body><text:p>脚注</text:p>"
        "</text:note-body></text:note>六</text:p>"
        "<text:list><text:list-item><text:p>条目</text:p></text:list-item></text:list>"
        "<text:p>修订记录</text:p>"
        f"<table:table>{row('版本', '修改人')}{row('V1', '张三')}</table:table></office:text>"
    )
    meta = (
        "<dc:title>制度</dc:title><dc:creator>李四</dc:creator>"
        "<meta:initial-creator>王芳</meta:initial-creator>"
        "<meta:keyword>考勤</meta:keyword><meta:keyword>请假</meta:keyword>"
        "<meta:creation-date>2023-10-11T09:30:00.123456789</meta:creation-date>"
    )
    styles = "<style:header><text:p>页眉</text:p></style:header>"
    assert contents(files.opendocument(tmp_path / "a.odt", body, meta=meta, styles=styles)) == (
        Contents(
            (
                "总则",
                "一  二\t三",
                "四五六",
                "脚注",
                "条目",
                "修订记录",
                "版本\t修改人",
                "V1\t张三",
                "页眉",
            ),
            ("总则",),
            {
                "title": "制度",
                "author": "王芳",
                "keywords": "考勤, 请假",
                "created": "2023-10-11T09:30:00",
            },
            ("版本\t修改人", "V1\t张三"),
        )
    )


def test_a_workbook_comes_sheet_by_sheet(tmp_path: Path) -> None:
    body = (
        '<office:spreadsheet><table:table table:name="数据"><table:table-row>'
        '<table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="2"><text:p>3</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        "</table:table-row></table:table>"
        f'<table:table table:name="修订记录">{row("版本")}</table:table></office:spreadsheet>'
    )
    found = contents(files.opendocument(tmp_path / "a.ods", body))
    assert found.lines == ("数据", "\t\t3\t3", "修订记录", "版本")
    assert found.headings == ("数据", "修订记录")
    assert found.revisions == ("版本",)


def test_a_presentation_has_its_titles_as_headings(tmp_path: Path) -> None:
    body = (
        '<office:presentation><draw:page draw:name="page1">'
        '<draw:frame presentation:class="title"><draw:text-box><text:p>方案</text:p>'
        "</draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>正文</text:p>"
        "</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box>"
        "<text:p>备注</text:p></draw:text-box></draw:frame></presentation:notes>"
        "</draw:page></office:presentation>"
    )
    found = contents(files.opendocument(tmp_path / "a.odp", body))
    assert found.lines == ("方案", "正文", "备注")
    assert found.headings == ("方案",)


def test_an_encrypted_one_is_not_read(tmp_path: Path) -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>'
    )
    path = files.opendocument(tmp_path / "a.odt", "<office:text/>", manifest=manifest)
    answer = contents_of(path)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED
    assert "encrypted" in answer.detail


@pytest.mark.parametrize(
    ("declaration", "is_read"),
    [
        ('<!DOCTYPE m PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">', True),
        ('<!DOCTYPE m [<!ENTITY a "b">]>', False),
    ],
)
def test_a_manifest_may_name_its_type_and_no_more(
    tmp_path: Path, declaration: str, is_read: bool
) -> None:
    path = files.opendocument(tmp_path / "a.odt", "<office:text/>", manifest=f"{declaration}<m/>")
    answer = contents_of(path)
    assert isinstance(answer, Contents) is is_read
    if isinstance(answer, Unread):
        assert answer.trouble is Trouble.HOSTILE


def test_deep_nesting_ends_clearly(tmp_path: Path) -> None:
    body = "<text:p>" * 50_000 + "</text:p>" * 50_000
    answer = contents_of(files.opendocument(tmp_path / "a.odt", body))
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED
