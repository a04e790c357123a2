"""Who may only look gets pictures with a watermark, of every kind of file, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pptx import Presentation

from docvault.errors import PageNotFound
from docvault.extract import fonts
from docvault.extract.preview.views import MAKERS
from docvault.extract.programs import Program
from docvault.extract.unread import Trouble, Unread
from docvault.previews.stamped import (
    Picture,
    Prepared,
    Stamp,
    Stamped,
    is_shown,
    page_of,
    pages_of,
)
from tests.docvault.extract import files, office

STAMP = Stamp("上海某某公司", "2026-11-21 21:10", "QEFCQ0RF")
BARE = Stamp("", "", "")
CHINESE = pytest.mark.skipif(not fonts.fonts().chinese, reason="no Chinese font is installed")
OFFICE = pytest.mark.skipif(Program.OFFICE.place() is None, reason="LibreOffice is not installed")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No program beside DocVault is found."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))


@pytest.fixture
def fontless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system has no fonts."""
    monkeypatch.setattr(fonts, "FOLDERS", [])


def begun(source: Path | Prepared, kind: str) -> Stamped:
    found = pages_of(source, kind)
    assert isinstance(found, Stamped), found
    return found


def page(path: Path, number: int = 1, stamp: Stamp = STAMP, **how: int) -> Picture:
    found = begun(path, path.suffix)
    picture = page_of(found.prepared or path, path.suffix, number, stamp, **how)  # type: ignore[arg-type]
    assert isinstance(picture, Picture), picture
    return picture


def seen(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    assert (image.format, image.mode) == ("WEBP", "RGB")
    assert image.size == (picture.width, picture.height)
    return image


def ink(image: Image.Image) -> int:
    """How many points are dark."""
    return sum(image.convert("L").histogram()[:128])


def difference(one: Picture, other: Picture) -> Image.Image:
    return ImageChops.difference(seen(one), seen(other)).convert("L")


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def picture_file(path: Path, colour: str, size: tuple[int, int] = (900, 700)) -> Path:
    Image.new("RGB", size, colour).save(path)
    return path


@CHINESE
@pytest.mark.parametrize("colour", ["white", "black", "#777777", "#c01818"])
def test_the_watermark_is_in_the_points_of_the_whole_page(colour: str, tmp_path: Path) -> None:
    path = picture_file(tmp_path / "a.png", colour)
    made = difference(page(path), page(path, stamp=BARE))
    least = made.point(lambda value: 255 if value > 12 else 0)
    for left in range(0, 900, 300):
        for top in range(0, 700, 350):
            assert least.crop((left, top, left + 300, top + 350)).getbbox(), (left, top)
    assert made.getextrema()[1] < 80  # what lies below can be read


@CHINESE
def test_two_recipients_get_two_pictures(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "x")
    other = Stamp("北京某某公司", STAMP.moment, STAMP.link)
    assert difference(page(path), page(path, stamp=other)).getextrema()[1] > 12
    assert page(path).data == page(path).data


@CHINESE
def test_chinese_is_drawn_where_nothing_is_printed(alone: None, tmp_path: Path) -> None:
    full = page(written(tmp_path / "a.txt", "运营部"), stamp=BARE)
    empty = page(written(tmp_path / "b.txt", "\n"), stamp=BARE)
    rare = page(written(tmp_path / "c.txt", "\U0001f680"), stamp=BARE)
    assert ink(seen(full)) - ink(seen(empty)) > 300
    assert ink(seen(rare)) > ink(seen(empty))


def test_a_pdf_has_its_pages_at_two_sizes(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "a", "b", "c")
    found = begun(path, ".pdf")
    assert (found.count, found.sizes[2], found.prepared) == (3, (1200, 1698), None)
    assert seen(page(path, 3, BARE)).size == (1200, 1698)
    assert seen(page(path, 3, BARE, zoom=2)).size == (2400, 3396)


@pytest.mark.parametrize("number", [0, -1, 4, 10**9])
def test_there_is_no_page_beyond_the_last(number: int, tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "a", "b", "c")
    with pytest.raises(PageNotFound, match="3"):
        page_of(path, ".pdf", number, BARE)
    text = begun(written(tmp_path / "a.txt", "a"), ".txt").prepared
    assert text
    with pytest.raises(PageNotFound):
        page_of(text, ".txt", number + 2 if number == 0 else number, BARE)
    with pytest.raises(PageNotFound):
        page_of(picture_file(tmp_path / "a.png", "red"), ".png", 2 if number == 0 else number, BARE)


def test_a_tall_pdf_stays_within_its_bound(tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "a.pdf", "a")
    path.write_bytes(path.read_bytes().replace(b"[0 0 595 842]", b"[0 0 59 8420]"))
    picture = page(path, 1, BARE, zoom=2)
    assert picture.width * picture.height <= 12_100_000
    assert picture.height <= 6000


def test_nothing_hidden_comes_through(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    path = tmp_path / "a.jpg"
    Image.new("RGB", (900, 700), "blue").save(path, exif=exif, comment=b"secret", xmp=b"<secret/>")
    for data in (page(path, stamp=BARE).data, page(path).data):
        assert b"secret" not in data
        chunks = {data[place : place + 4] for place in (12,)}
        assert chunks <= {b"VP8 ", b"VP8L"}  # not VP8X, which alone may hold more
    pdf = files.pdf(tmp_path / "a.pdf", "a", info="/Title(secret)")
    assert b"secret" not in page(pdf).data


def test_each_page_of_a_tiff_and_the_first_of_an_animation(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (900, 700), colour) for colour in ("red", "lime", "blue")]
    for name in ("a.tif", "a.gif"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
    assert begun(tmp_path / "a.gif", ".gif").count == 1
    assert begun(tmp_path / "a.tif", ".tif").count == 3
    red, green, blue = seen(page(tmp_path / "a.tif", 2, BARE)).resize((1, 1)).getpixel((0, 0))
    assert (red < 5, green > 250, blue < 5) == (True, True, True)


def test_a_small_picture_stands_on_white(tmp_path: Path) -> None:
    image = seen(page(picture_file(tmp_path / "a.png", "red", (40, 20)), stamp=BARE))
    assert image.size == (600, 400)
    assert image.getpixel((5, 5)) == (255, 255, 255)
    assert image.getpixel((300, 200)) == (255, 0, 0)


@CHINESE
@OFFICE
def test_what_was_printed_once_is_handed_in_again(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda document: document.add_paragraph("正文"))
    found = begun(path, ".docx")
    assert found.prepared
    assert found.prepared.kind == ".pdf"
    path.unlink()
    assert begun(found.prepared, ".docx").sizes == found.sizes
    again = page_of(found.prepared, ".docx", 1, STAMP)
    assert isinstance(again, Picture)
    assert ink(seen(again)) > 100


@CHINESE
@pytest.mark.usefixtures("alone")
def test_office_files_are_set_here_where_nothing_prints(tmp_path: Path) -> None:
    deck = Presentation()
    for title in ("总结", "计划"):
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = title
    deck.save(str(tmp_path / "a.pptx"))
    rows: list[list[object]] = [[row * each for each in range(60)] for row in range(300)]
    office.workbook(tmp_path / "a.xlsx", {"数据": rows, "说明": [["一"]]})
    office.word(tmp_path / "a.docx", lambda document: document.add_heading("考勤制度"))
    assert begun(tmp_path / "a.pptx", ".pptx").sizes == ((1697, 1200),) * 2
    assert begun(tmp_path / "a.xlsx", ".xlsx").count > 10
    for kind in (".pptx", ".xlsx", ".docx"):
        assert ink(seen(page(tmp_path / f"a{kind}", stamp=BARE))) > 300


@pytest.mark.usefixtures("alone")
def test_what_only_a_program_reads_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "a.doc", "x")
    assert not is_shown(".doc")
    assert is_shown(".docx")
    assert not is_shown(".zip")
    found = pages_of(path, ".doc")
    assert isinstance(found, Unread)
    assert (found.trouble, found.detail) == (Trouble.MISSING, "LibreOffice is not installed")


@pytest.mark.usefixtures("fontless")
def test_without_a_chinese_font_boxes_are_not_passed_off_as_the_document(tmp_path: Path) -> None:
    for name in ("a.txt", "a.docx"):
        path = tmp_path / name
        if path.suffix == ".docx":
            office.word(path, lambda document: document.add_paragraph("运营部"))
        else:
            written(path, "运营部")
        found = pages_of(path, path.suffix)
        assert isinstance(found, Unread)
        assert found.trouble is Trouble.MISSING
        assert "fonts-noto-cjk" in found.detail
    latin = page(written(tmp_path / "b.txt", "Operations"), stamp=BARE)
    assert ink(seen(latin)) > 100
    refused = page_of(picture_file(tmp_path / "a.png", "white"), ".png", 1, STAMP)
    assert isinstance(refused, Unread)  # the recipient's name is Chinese


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("kind", sorted({*MAKERS}))
def test_what_is_none_of_its_kind_has_a_reason(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{kind}"
    path.write_bytes(b"\x00\xff\x00nothing\x01" * 50)
    assert isinstance(pages_of(path, kind), Stamped | Unread)


def test_a_bomb_ends_as_a_reason(tmp_path: Path) -> None:
    path = office.word(tmp_path / "a.docx", lambda document: document.add_paragraph("x"))
    found = pages_of(office.bomb(path, 600 << 20), ".docx")
    assert isinstance(found, Unread)
    assert found.trouble is Trouble.HOSTILE
