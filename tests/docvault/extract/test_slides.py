"""The text of presentations."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pptx
from pptx.util import Cm

from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import Trouble, Unread
from tests.docvault.extract import office


def presentation(path: Path) -> Path:
    made = pptx.Presentation()
    made.core_properties.title = "双十一方案"
    first = made.slides.add_slide(made.slide_layouts[0])
    first.shapes.title.text = "双十一\v执行方案"
    first.placeholders[1].text = "市场部"
    second = made.slides.add_slide(made.slide_layouts[5])
    second.shapes.title.text = "预算"
    frame = second.shapes.add_table(2, 2, Cm(1), Cm(1), Cm(5), Cm(5))
    for place, words in enumerate(["渠道", "金额", "直播", "三万\n元"]):
        frame.table.cell(place // 2, place % 2).text = words
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(1), Cm(1), Cm(1)).text_frame.text = "组内"
    second.notes_slide.notes_text_frame.text = "备注：先说结论"
    made.save(str(path))
    return path


def contents(path: Path) -> Contents:
    answer = contents_of(path)
    assert isinstance(answer, Contents), answer
    return answer


def test_slides_come_in_order_with_tables_and_notes(tmp_path: Path) -> None:
    found = contents(presentation(tmp_path / "a.pptx"))
    assert found.lines == (
        "双十一",
        "执行方案",
        "市场部",
        "预算",
        "渠道\t金额",
        "直播\t三万 元",
        "组内",
        "备注：先说结论",
    )
    assert found.headings == ("双十一 执行方案", "预算")
    assert found.properties["title"] == "双十一方案"


def test_the_order_is_that_of_the_presentation(tmp_path: Path) -> None:
    path = presentation(tmp_path / "a.pptx")
    made = pptx.Presentation(str(path))
    slides = made.slides._sldIdLst
    slides.append(slides[0])
    made.save(str(path))
    assert contents(path).headings == ("预算", "双十一 执行方案")


def test_comments_are_read(tmp_path: Path) -> None:
    path = presentation(tmp_path / "a.pptx")
    comment = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        '<p:cm authorId="0" idx="1"><p:text>请核对数字</p:text></p:cm></p:cmLst>'
    )
    relation = '<Relationship Id="rId90" Type="x/comments" Target="../comments/c1.xml"/>'
    office.add(path, "ppt/comments/c1.xml", comment.encode())
    office.rewrite(
        path,
        "ppt/slides/_rels/slide1.xml.rels",
        lambda data: data.replace(b"</Relationships>", relation.encode() + b"</Relationships>"),
    )
    assert "请核对数字" in contents(path).lines


def test_relations_that_lead_out_lead_nowhere(tmp_path: Path) -> None:
    path = presentation(tmp_path / "a.pptx")
    office.rewrite(
        path,
        "ppt/_rels/presentation.xml.rels",
        lambda data: data.replace(b'Target="slides/slide1.xml"', b'Target="../../../etc/passwd"'),
    )
    assert contents(path).headings == ("预算",)


def test_a_zip_that_is_no_presentation_is_damaged(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.pptx", "w") as archive:
        archive.writestr("a.txt", "x")
    answer = contents_of(tmp_path / "a.pptx")
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED


def test_a_document_type_declaration_is_refused(tmp_path: Path) -> None:
    path = presentation(tmp_path / "a.pptx")
    office.with_doctype(path, "ppt/slides/slide1.xml", "<!DOCTYPE x>")
    answer = contents_of(path)
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.HOSTILE
