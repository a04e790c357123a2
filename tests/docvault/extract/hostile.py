"""Files made to exhaust, confuse or crash whoever reads them; each maker writes one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.docvault.extract import files, office, picture_files

DEEP = 100_000
Maker = Callable[[Path], Path]

_CONTENT = "content.xml"
_WORD, _SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
_BODIES = {".docx": _WORD, ".xlsx": _SHEET, ".pptx": "ppt/slides/slide1.xml", ".odt": _CONTENT}
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "haha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY e "{"x" * 100_000}">]>'


def honest(folder: Path, kind: str) -> Path:
    """A small file with nothing wrong in it."""
    return _HONEST[kind](folder / f"a{kind}")


def _slides(path: Path) -> Path:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/{}" Target="{}"/></Relationships>'
    )
    parts = {
        "_rels/.rels": relations.format("officeDocument", "ppt/presentation.xml"),
        "ppt/presentation.xml": '<p:presentation xmlns:p="urn:p" xmlns:r="urn:r">'
        '<p:sldId r:id="r1"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations.format("slide", "slides/slide1.xml"),
        "ppt/slides/slide1.xml": '<?xml version="1.0"?><sld><sp><txBody><p><r><t>words</t></r></p>'
        "</txBody></sp></sld>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


_PLAIN = {
    ".rtf": rb"{\rtf1\ansi\ansicpg936 " + rb"\u27491?text\par " * 200 + b"}",
    ".eml": b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n" * 50
    + b"--b--\r\n",
    ".html": b"<html><body>" + b"<p>words <b>bold</b></p>" * 100 + b"</body></html>",
    ".json": b'{"a": [' + b'{"b": "c"},' * 100 + b"{}]}",
    ".csv": b"a,b,c\n" * 300,
    ".png": picture_files.written("中土王"),
}


def _plain(path: Path) -> Path:
    path.write_bytes(_PLAIN[path.suffix])
    return path


_HONEST: dict[str, Maker] = {
    ".docx": lambda path: office.word(path, lambda made: made.add_paragraph("正文" * 500)),
    ".xlsx": lambda path: office.workbook(path, {"表": [["单元", n] for n in range(100)]}),
    ".pptx": _slides,
    ".odt": lambda path: files.opendocument(path, f"<text:p>{'正文' * 500}</text:p>"),
    ".pdf": lambda path: files.pdf(path, *["第一页正文"] * 20),
    ".xls": lambda path: files.old_workbook(path, "表", [["单元", 1.0]] * 20),
    **dict.fromkeys(_PLAIN, _plain),
}
KINDS = tuple(_HONEST)


def _in_body(kind: str, change: Callable[[bytes], bytes], folder: Path) -> Path:
    return office.rewrite(honest(folder, kind), _BODIES[kind], change)


def _doctype(kind: str, doctype: str, folder: Path) -> Path:
    def change(data: bytes) -> bytes:
        return doctype.encode() + data.partition(b"?>")[2] or data

    return _in_body(kind, change, folder)


def _deep_body(kind: str, folder: Path) -> Path:
    def change(data: bytes) -> bytes:
        place = data.index(b"</")  # the first element that ends
        return data[:place] + b"<a>" * DEEP + data[place:]

    return _in_body(kind, change, folder)


def _zeros(kind: str, folder: Path) -> Path:
    return office.bomb(honest(folder, kind), 300 << 20)


def _nested(kind: str, folder: Path) -> Path:
    """Zips of bombs in a zip, five deep."""
    data = zlib.compress(bytes(100 << 20), 9)
    for _ in range(5):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", data)
        data = buffer.getvalue()
    return office.add(honest(folder, kind), "word/embeddings/inner.zip", data)


def _lying(kind: str, folder: Path) -> Path:
    """The body's entry claims to be small and unpacks to 512 MiB."""
    path = _in_body(kind, lambda data: data, folder)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(squeezer.compress(b"<a>" + b" " * (1 << 20)) for _ in range(512))
    packed += squeezer.flush()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, packed if name == _BODIES[kind] else data)
    raw = bytearray(path.read_bytes())
    name = _BODIES[kind].encode()
    local = raw.index(name) - 30
    entry = raw.rindex(name) - 46
    struct.pack_into("<H", raw, local + 8, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", raw, local + 22, 5000)
    struct.pack_into("<H", raw, entry + 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", raw, entry + 24, 5000)
    path.write_bytes(raw)
    return path


def _twice(kind: str, folder: Path) -> Path:
    return office.add(honest(folder, kind), _BODIES[kind], b"<other/>")


def _overlapping(kind: str, folder: Path) -> Path:
    return office.overlapping(folder / f"a{kind}")


def _bytes(kind: str, data: Callable[[], bytes], folder: Path) -> Path:
    path = folder / f"a{kind}"
    path.write_bytes(data())
    return path


def _repeated_cells(folder: Path) -> Path:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p>'
    cell += "</table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    body = f"<office:spreadsheet><table:table>{row * 50}</table:table></office:spreadsheet>"
    return files.opendocument(folder / "a.ods", body)


def _repeated_blanks(folder: Path) -> Path:
    body = "<office:text>" + '<text:p><text:s text:c="2000000000"/>x</text:p>' * 10_000
    return files.opendocument(folder / "a.odt", body + "</office:text>")


def _far_cells(folder: Path) -> Path:
    """Two cells, the first and the last that a sheet can have."""
    path = honest(folder, ".xlsx")
    last = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    return office.rewrite(
        path, _SHEET, lambda data: data.replace(b"</sheetData>", last.encode() + b"</sheetData>")
    )


def pdf(objects: list[bytes], path: Path) -> Path:
    """Write a PDF of these objects, the first of which is its catalog."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    path.write_bytes(bytes(data) + head + table + tail)
    return path


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"


def _one_page(box: bytes, content: bytes, folder: Path, *, filters: bytes = b"") -> Path:
    stream = b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, _FONT)
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return pdf([_CATALOG, pages, page, stream], folder / "a.pdf")


def _giant_page(folder: Path) -> Path:
    return _one_page(b"0 0 99999999999 99999999999", b"BT /F 12 Tf (words) Tj ET", folder)


def _pdf_bomb(words: bytes, times: int, folder: Path) -> Path:
    squeezer = zlib.compressobj(1)
    packed = b"".join(squeezer.compress(words) for _ in range(times)) + squeezer.flush()
    return _one_page(b"0 0 595 842", packed, folder, filters=b"/Filter/FlateDecode")


def _pdf_bomb_twice(folder: Path) -> Path:
    squeezer = zlib.compressobj(1)
    packed = b"".join(squeezer.compress(bytes(1 << 20)) for _ in range(1024)) + squeezer.flush()
    both = b"/Filter[/FlateDecode/FlateDecode]"
    return _one_page(b"0 0 595 842", zlib.compress(packed, 9), folder, filters=both)


def _endless_pages(folder: Path) -> Path:
    """A tree of pages whose branches are each other."""
    node = b"<</Type/Pages/Count 2000000000/Kids[2 0 R 3 0 R]/Parent 3 0 R>>"
    return pdf([_CATALOG, node, node], folder / "a.pdf")


def _many_kids(folder: Path) -> Path:
    """One page, a million times."""
    kids = b"3 0 R " * 1_000_000
    pages = b"<</Type/Pages/Count 1000000/Kids[" + kids + b"]>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return pdf([_CATALOG, pages, page], folder / "a.pdf")


def _endless_bookmarks(folder: Path) -> Path:
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>"
    pages, page = b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>"
    outline = b"<</First 5 0 R/Last 5 0 R>>"
    loop = b"<</Title(x)/Parent 5 0 R/First 5 0 R/Next 5 0 R>>"
    return pdf([catalog, pages, page, outline, loop], folder / "a.pdf")


def _form_in_itself(folder: Path) -> Path:
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</X 4 0 R>>>>>>"
    )
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"
        b"/Length 200000>>stream\n" + b"/X Do " * 33_334 + b"\nendstream"
    )
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return pdf([_CATALOG, pages, page, form], folder / "a.pdf")


def _deep_pdf(folder: Path) -> Path:
    return pdf([b"[" * DEEP + b"]" * DEEP, b"<<" * DEEP], folder / "a.pdf")


def _long_line(folder: Path) -> Path:
    path = folder / "a.csv"
    with path.open("wb") as file:
        for _ in range(300):
            file.write(b"cell," * ((1 << 20) // 5))
    return path


def _mail_in_mail(folder: Path) -> Path:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(20_000)
    )
    return _bytes(".eml", lambda: b"Subject: x\r\n" + head + b"\r\nwords", folder)


def _many_headers(folder: Path) -> Path:
    word = b"=?utf-8?q?" + b"=E6" * 20 + b"?= "
    return _bytes(".eml", lambda: b"Subject: " + word * 100_000 + b"\r\n\r\nwords", folder)


def _per_kind() -> dict[str, Maker]:
    made: dict[str, Maker] = {}
    for kind in _BODIES:
        made |= {
            f"a bomb{kind}": partial(_zeros, kind),
            f"overlapping entries{kind}": partial(_overlapping, kind),
            f"two bodies{kind}": partial(_twice, kind),
            f"a body larger than it claims{kind}": partial(_lying, kind),
            f"billion laughs{kind}": partial(_doctype, kind, LAUGHS),
            f"an outer entity{kind}": partial(_doctype, kind, OUTSIDE),
            f"quadratic blow-up{kind}": partial(_doctype, kind, QUADRATIC),
        }
    return made


REFUSED: dict[str, Maker] = _per_kind()
"""Every one of these is answered with a reason."""

ANSWERED: dict[str, Maker] = {
    **{f"deep nesting{kind}": partial(_deep_body, kind) for kind in _BODIES},
    **{f"bombs in zips{kind}": partial(_nested, kind) for kind in _BODIES},  # nobody opens them
    "laughs.xml": partial(_bytes, ".xml", (LAUGHS + "<l>&a9;</l>").encode),
    "deep.xml": partial(_bytes, ".xml", lambda: b"<a>" * DEEP + b"</a>" * DEEP),
    "deep.html": partial(_bytes, ".html", lambda: b"<div>" * DEEP + b"words"),
    "deep tables.html": partial(_bytes, ".html", lambda: b"<table><tr><td>" * DEEP),
    "long tag.html": partial(_bytes, ".html", lambda: b"<a " + b"b='c' " * 2_000_000),
    "tags without end.html": partial(_bytes, ".html", lambda: b"<" * 1_000_000),
    "comments without end.html": partial(_bytes, ".html", lambda: b"<!--" * 1_000_000),
    "declarations without end.html": partial(_bytes, ".html", lambda: b"<![CDATA[" * 500_000),
    "references.html": partial(_bytes, ".html", lambda: b"&#9999999999;&amp" * 500_000),
    "deep.json": partial(_bytes, ".json", lambda: b"[" * DEEP + b"]" * DEEP),
    "deep.md": partial(_bytes, ".md", lambda: b"> " * 1_000_000 + b"\n" + b"[" * DEEP),
    "deep.rtf": partial(_bytes, ".rtf", lambda: b"{\\rtf1" + b"{" * 1_000_000 + b"words"),
    "binary.rtf": partial(_bytes, ".rtf", lambda: b"{\\rtf1\\bin2000000000 x" * 10_000),
    "control words.rtf": partial(_bytes, ".rtf", lambda: b"{\\rtf1" + b"\\u20013" * 1_000_000),
    "mail in mail.eml": _mail_in_mail,
    "a long subject.eml": _many_headers,
    "boundaries.mbox": partial(_bytes, ".mbox", lambda: b"From x\n\n" * 30_000),
    "repeated cells.ods": _repeated_cells,
    "repeated blanks.odt": _repeated_blanks,
    "far cells.xlsx": _far_cells,
    "a giant page.pdf": _giant_page,
    "a stream of blanks.pdf": partial(_pdf_bomb, b" " * (1 << 20), 512),
    "a stream of text.pdf": partial(_pdf_bomb, b"BT /F 12 Tf (words) Tj ET " * 10_000, 100),
    "a bomb in a bomb.pdf": _pdf_bomb_twice,
    "pages without end.pdf": _endless_pages,
    "a million kids.pdf": _many_kids,
    "bookmarks without end.pdf": _endless_bookmarks,
    "a form in itself.pdf": _form_in_itself,
    "deep objects.pdf": _deep_pdf,
    "one line of 300 MB.csv": _long_line,
    "40,000 pixels.png": partial(_bytes, ".png", lambda: picture_files.png(40_000, 40_000)),
    "no end of pages.tiff": partial(_bytes, ".tiff", picture_files.endless_tiff),
}
"""These may have text, or a reason why not."""
