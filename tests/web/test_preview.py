"""Previews over HTTP: sandboxed, on record, only for whoever may read; and never an error page."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from starlette.testclient import TestClient

from docvault import vault as vaults
from docvault.database.tables import documents
from docvault.extract.preview import asking
from docvault.extract.preview.asking import Begun, Page
from docvault.looking import looks_at
from docvault.previews.cleaning import cleaned, is_plain
from tests.docvault.extract import files, office
from tests.web.conftest import REVISED, Client
from web.site import Site

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)></svg>"
    '<a href="javascript:alert(1)">x</a><iframe src="/"></iframe><base href="//evil">'
)


def added(site: Site, tmp_path: Path, kind: str, data: bytes | None = None) -> str:
    """Check a file in; return the address of its preview."""
    path = tmp_path / f"运营部-周报-20231012-V1.0-预览{kind}"
    if data is not None:
        path.write_bytes(data)
    version = vaults.add(site.vault, path, actor="lin")
    return f"/documents/{version.document}/versions/V1.0/preview"


def shown(client: TestClient, url: str) -> str:
    """Return the viewer, once it is made."""
    for _ in range(20):
        answer = client.get(url)
        if answer.status_code != 202:
            break
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_a_document_is_shown_in_a_sandbox(site: Site, client: Client) -> None:
    document = site.vault.find(REVISED)
    url = f"/documents/{document.id}/versions/V1.0/preview"
    page = shown(client("admin"), url)
    source = re.search(r'<iframe class="markup" sandbox="([^"]*)" src="([^"]*)"', page)
    assert source
    assert "scripts" not in source[1]
    assert "same-origin" not in source[1]
    answer = client("admin").get(source[2].replace("&amp;", "&"))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert "双十一" in answer.text


def test_the_viewer_may_stand_in_our_own_pages_only(site: Site, client: Client) -> None:
    document = site.vault.find(REVISED)
    answer = client("admin").get(f"/documents/{document.id}/versions/V1.0/preview")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("part", ["", "/pages/1?manner=read", "/pages/1/words?manner=read"])
def test_who_may_not_read_does_not_learn_that_it_is_there(
    part: str, site: Site, client: Client
) -> None:
    document = site.vault.find(REVISED)
    for address in (f"/documents/{document.id}", "/documents/0123456789abcdef"):
        answer = client("other").get(f"{address}/versions/V1.0/preview{part}")
        assert answer.status_code == 404
    answer = client("").get(f"/documents/{document.id}/versions/V1.0/preview{part}")
    assert answer.status_code == 303


def test_a_pdf_comes_as_pictures_with_words(site: Site, client: Client, tmp_path: Path) -> None:
    files.pdf(tmp_path / "运营部-周报-20231012-V1.0-预览.pdf", "第一页<b>", "第二页")
    url = added(site, tmp_path, ".pdf")
    page = shown(client("lin"), url)
    assert page.count('<figure class="leaf"') == 2
    answer = client("lin").get(f"{url}/pages/2?manner=read")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    words = client("lin").get(f"{url}/pages/1/words?manner=read").text
    assert "第一页&lt;b&gt;</text>" in words
    assert client("lin").get(f"{url}/thumbs/1?manner=read").content[8:12] == b"WEBP"
    assert client("lin").get(f"{url}/pages/3?manner=read").status_code == 404
    assert client("lin").get(f"{url}/pages/0?manner=read").status_code == 400
    assert client("lin").get(f"{url}/pages/1?manner=printed").status_code == 404


def test_a_workbook_has_its_sheets_and_areas(site: Site, client: Client, tmp_path: Path) -> None:
    rows: list[list[object]] = [[f"{row}.{each}" for each in range(60)] for row in range(250)]
    path = tmp_path / "运营部-周报-20231012-V1.0-预览.xlsx"
    office.workbook(path, {"数据": rows, "说明": [["x"]]})
    url = added(site, tmp_path, ".xlsx")
    page = shown(client("lin"), url)
    assert re.findall(r">(数据|说明)</a>", page) == ["数据", "说明"]
    assert "rows 1–200, columns A–AX" in page
    assert "pages/1?manner=read" in page
    assert "249.59" in client("lin").get(f"{url}/pages/4?manner=read").text


def test_looks_are_on_record(site: Site, client: Client) -> None:
    document = site.vault.find(REVISED)
    url = f"/documents/{document.id}/versions/V2.0/preview"
    shown(client("admin"), url)
    shown(client("admin"), url)
    assert [(look.user, look.number, look.count) for look in looks_at(site.vault, document)] == [
        ("admin", "V2.0", 1)
    ]


def test_of_a_sealed_document_nothing_is_kept(site: Site, client: Client, tmp_path: Path) -> None:
    files.pdf(tmp_path / "运营部-周报-20231012-V1.0-预览.pdf", "基本工资")
    url = added(site, tmp_path, ".pdf")
    shown(client("admin"), url)
    kept = [path for path in (site.vault.own / "previews").rglob("*") if path.is_file()]
    assert kept
    with site.vault.database.write() as connection:
        change = documents.update().where(documents.c.id == url.split("/")[2])
        connection.execute(change.values(level="秘密"))
    shown(client("admin"), url)
    answer = client("admin").get(f"{url}/pages/1?manner=read")
    assert answer.headers["cache-control"] == "no-store"
    assert not [path for path in kept if path.exists()]
    assert not list(site.vault.staging.iterdir())


def hostile_word(path: Path) -> None:
    document = docx.Document()
    document.add_heading(HOSTILE, 1)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = HOSTILE
    document.save(str(path))


@pytest.mark.parametrize("kind", [".html", ".md", ".svg", ".txt", ".csv", ".docx", ".xlsx", ".eml"])
def test_what_looks_like_a_script_is_text(
    kind: str, site: Site, client: Client, tmp_path: Path
) -> None:
    path = tmp_path / f"运营部-周报-20231012-V1.0-预览{kind}"
    match kind:
        case ".docx":
            hostile_word(path)
        case ".xlsx":
            office.workbook(path, {"a": [[HOSTILE]]})
        case ".eml":
            path.write_bytes(b"Subject: x\nContent-Type: text/html\n\n" + HOSTILE.encode())
        case _:
            path.write_text(HOSTILE)
    url = added(site, tmp_path, kind)
    shown(client("lin"), url)
    page = client("lin").get(f"{url}/pages/1?manner=read").text
    body = page[page.index("<body") :]
    assert not re.search(r"<(script|svg|iframe|base|img)|<[^>]*(onerror|onload|javascript:)", body)


def test_markup_is_not_believed_although_the_child_wrote_it() -> None:
    clean = cleaned(
        f'{HOSTILE}<p style="position:fixed" id=a class="center evil" onclick=x()>ok</p>'
        '<img src="https://evil/x.png"><img src="data:image/svg+xml;base64,AAAA">'
        '<img src="data:image/webp;base64,AAAA"><a href="data:text/html,x">a</a>'
        '<a href="//evil">b</a><a href="https://ok/">c</a><form action=/x><input></form>'
        "<style>*{}</style><!-- c --><math><mi>x</mi></math><template><p>y</p></template>"
    )
    assert '<p class="center">ok</p>' in clean
    assert 'src="data:image/webp;base64,AAAA"' in clean
    assert clean.count("src=") == 1
    assert 'href="https://ok/"' in clean
    assert clean.count("href=") == 1
    assert 'rel="noopener noreferrer nofollow"' in clean
    assert not re.search(r"script|style|id=|onclick|form|input|<!--|math|template|svg", clean)


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 100_000, "<div></x>" * 100_000, "<p>", "</p>", "<p/ x>", "<b><i></b></i>", "a < b"],
)
def test_markup_that_our_makers_do_not_write_is_refused(markup: str) -> None:
    assert not is_plain(markup)
    assert is_plain('<p class="center">a &lt; b<br>c<img src="x" alt="" /></p>')


@pytest.mark.parametrize(
    ("kind", "data"), [(".pdf", b"%PDF-1.4 broken"), (".docx", b"PK no zip"), (".png", b"\x89PNG")]
)
def test_what_cannot_be_read_says_why(
    kind: str, data: bytes, site: Site, client: Client, tmp_path: Path
) -> None:
    url = added(site, tmp_path, kind, data)
    page = shown(client("lin"), url)
    assert "It is damaged or encrypted and cannot be read." in page
    assert "/versions/V1.0/content" in page


def test_a_kind_that_nobody_shows_can_be_downloaded(
    site: Site, client: Client, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "运营部-周报-20231012-V1.0-预览.zip", "w") as archive:
        archive.writestr("a", "b")
    url = added(site, tmp_path, ".zip")
    assert "Files of this kind have no preview." in shown(client("lin"), url)
    assert client("lin").get(f"{url}/pages/1?manner=read").status_code == 404


def test_the_address_of_a_page_that_is_too_far_shows_the_last(
    site: Site, client: Client, tmp_path: Path
) -> None:
    url = added(site, tmp_path, ".txt", b"x\n" * 2500)
    assert "pages/3?manner=read" in shown(client("lin"), f"{url}?page=99")


def test_every_page_of_a_document_is_made_only_once(
    site: Site, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = added(site, tmp_path, ".txt", b"x\n")
    shown(client("lin"), url)

    def again(*_: Any, **__: Any) -> Begun | Page:
        pytest.fail("made again")

    monkeypatch.setattr(asking, "begin", again)
    monkeypatch.setattr(asking, "page", again)
    shown(client("admin"), url)
    assert client("admin").get(f"{url}/pages/1?manner=read").status_code == 200
