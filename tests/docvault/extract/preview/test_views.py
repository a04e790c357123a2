"""Each kind of file is shown as people expect it: pages, words at their places, tables, lists."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt
from PIL import Image
from pptx import Presentation

from docvault.extract.preview import asking
from docvault.extract.preview.asking import Begun, Page
from docvault.extract.preview.views import MAKERS, Manner, manners
from docvault.extract.programs import Program
from docvault.extract.unread import Trouble, Unread
from tests.docvault.extract import files, office


def begun(path: Path) -> Begun:
    found = asking.begin(path, path.suffix)
    assert isinstance(found, Begun), found
    return found


def page_of(path: Path, number: int) -> Page:
    found = asking.page(path, path.suffix, number)
    assert not isinstance(found, Unread), found
    return found[number]


def markup(path: Path) -> str:
    return "".join(page.markup or "" for page in begun(path).pages.values())


def picture(page: Page | Unread) -> Image.Image:
    assert isinstance(page, Page), page
    return Image.open(io.BytesIO(page.picture))


def test_a_pdf_is_pictures_with_the_words_at_their_places(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "周报", "第二页", "第三页")
    found = begun(path)
    assert (found.count, list(found.pages)) == (3, [1])
    assert found.sizes[2] == (1200, 1698)
    page = page_of(path, 2)
    assert picture(page).size == (1200, 1698)
    [word] = page.words
    assert word.text == "第二页"
    assert 100 < word.left < 130  # 56 of 595 points
    assert 90 < word.top < 130  # 842 - 780 points from the top, less the letter's height
    assert picture(asking.thumb(path, 3)).width == 180


def test_word_is_set_for_reading(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_heading("考勤制度", 1)
        paragraph = document.add_paragraph("每日")
        paragraph.add_run("九点").bold = True
        paragraph.add_run("签到").italic = True
        document.add_paragraph("迟到", style="List Bullet")
        document.add_paragraph("早退", style="List Number")
        document.add_paragraph("旷工", style="List Number")
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "部门"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "人数"

    html = markup(office.word(tmp_path / "a.docx", fill))
    assert "<h1>考勤制度</h1>" in html
    assert "<p>每日<strong>九点</strong><em>签到</em></p>" in html
    assert '<span class="label">•</span> 迟到' in html
    assert '<span class="label">1.</span> 早退' in html
    assert '<span class="label">2.</span> 旷工' in html
    assert '<td rowspan="2"><p>部门</p></td>' in html
    assert '<td colspan="2"><p>人数</p></td>' in html


def test_pictures_in_word_are_written_anew(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (1600, 40), "red").save(photo, exif=exif)

    def fill(document: Any) -> None:
        document.add_picture(str(photo), Pt(100))

    html = markup(office.word(tmp_path / "a.docx", fill))
    assert '<img src="data:image/webp;base64,' in html
    assert "secret" not in html


def test_a_link_in_word_leads_only_where_people_expect(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        for target in ("https://example.com/a?b&c", "javascript:alert(1)", "file:///etc/passwd"):
            paragraph = document.add_paragraph()
            kind = docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK
            key = document.part.relate_to(target, kind, is_external=True)
            link = docx.oxml.OxmlElement("w:hyperlink")
            link.set(docx.oxml.ns.qn("r:id"), key)
            link.append(paragraph.add_run("这里")._r)
            paragraph._p.append(link)

    html = markup(office.word(tmp_path / "a.docx", fill))
    assert html.count("这里") == 3
    assert html.count("<a ") == 1
    assert '<a href="https://example.com/a?b&amp;c">' in html


def test_a_workbook_is_cut_into_pages_of_rows_and_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [[row * 100 + each for each in range(60)] for row in range(450)]
    day = datetime.date(2023, 10, 11)
    other: list[list[object]] = [["名称", True, 0.1 + 0.2, day], ["<b>"]]
    path = office.workbook(tmp_path / "a.xlsx", {"数据": rows, "说明": other})
    found = begun(path)
    assert found.count == 7
    assert [(part.title, part.first, part.across, part.down) for part in found.parts] == [
        ("数据", 1, 2, 3),
        ("说明", 7, 1, 1),
    ]
    small = found.pages[7].markup or ""
    assert '<td>名称</td><td class="n">TRUE</td><td class="n">0.3</td><td>2023-10-11' in small
    assert "&lt;b&gt;" in small
    last = page_of(path, 6)
    assert last.markup is not None
    assert '<th scope="col">AY</th>' in last.markup
    assert '<th scope="row">450</th>' in last.markup
    assert '<td class="n">44959</td>' in last.markup


def test_slides_are_told_apart(tmp_path: Path) -> None:
    deck = Presentation()
    for title in ("总结", "计划"):
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = title
    deck.save(str(tmp_path / "a.pptx"))
    html = markup(tmp_path / "a.pptx")
    assert html.count('<section class="slide">') == 2
    assert '<p class="number">2</p><h2>计划</h2>' in html


def test_text_has_the_numbers_of_its_lines_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(f"第{number}行<" for number in range(1, 7001)), "gb18030")
    found = begun(path)
    assert (found.count, len(found.pages)) == (7, 5)
    page = page_of(path, 7)
    assert page.markup is not None
    assert page.markup.startswith('<ol class="lines" start="6001"><li>第6001行&lt;</li>')


def test_markdown_is_set_and_html_in_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 总则\n\n- 一\n- 二\n\n<script>x</script>\n\n|a|b|\n|-|-|\n|1|2|\n", "utf-8")
    html = markup(path)
    assert "<h1>总则</h1>" in html
    assert "<li>一</li>" in html
    assert "<td>1</td>" in html
    assert "&lt;script&gt;" in html


def test_a_long_text_comes_in_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("\n\n".join(f"第{number}段" for number in range(1000)), "utf-8")
    found = begun(path)
    assert found.count == 3
    assert "第999段" in (found.pages[3].markup or "")


def test_a_picture_stands_upright_and_bare(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    Image.new("RGB", (3000, 1000), "blue").save(path, exif=exif)
    image = picture(begun(path).pages[1])
    assert image.size == (1000, 3000)
    assert not image.getexif()


def test_every_page_of_a_tiff_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    pages = [Image.new("L", (30, 20 + each)) for each in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    assert begun(path).count == 3
    assert picture(page_of(path, 3)).size == (30, 22)


@pytest.mark.parametrize("size", [(40_000, 40_000), (0, 5)])
def test_a_picture_too_large_is_not_opened(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    Image.new("1", (8, 8)).save(path)
    data = bytearray(path.read_bytes())
    data[18:26] = size[0].to_bytes(4, "little") + size[1].to_bytes(4, "little")
    path.write_bytes(data)
    found = asking.begin(path, ".bmp")
    assert isinstance(found, Unread)
    assert found.trouble in {Trouble.SIZE, Trouble.DAMAGED}


@pytest.mark.parametrize("kind", sorted({*MAKERS}))
def test_what_is_none_of_its_kind_has_a_reason(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{kind}"
    path.write_bytes(b"\x00\xff\x00nothing\x01" * 50)
    assert isinstance(asking.begin(path, kind), Begun | Unread)


@pytest.mark.skipif(Program.OFFICE.place() is None, reason="LibreOffice is not installed")
def test_office_files_are_seen_as_printed(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda document: document.add_paragraph("正文"))
    assert manners(".docx") == (Manner.READ, Manner.PRINTED)
    assert manners(".pptx")[0] is Manner.PRINTED
    data = asking.printed(path, ".docx")
    assert isinstance(data, bytes)
    (tmp_path / "made.pdf").write_bytes(data)
    [page] = begun(tmp_path / "made.pdf").pages.values()
    assert [word.text for word in page.words] == ["正文"]


@pytest.mark.skipif(Program.OFFICE.place() is None, reason="LibreOffice is not installed")
def test_a_bomb_never_reaches_the_office_program(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda document: document.add_paragraph("x"))
    found = asking.printed(office.bomb(path, 600 << 20), ".docx")
    assert isinstance(found, Unread)
    assert found.trouble is Trouble.HOSTILE


def test_what_nobody_shows_has_no_preview() -> None:
    assert manners(".zip") == manners("") == ()
