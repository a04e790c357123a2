"""The text of Rich Text files, in the encodings they are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import Trouble, Unread

FONTS = r"{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Arial;}{\f2\fcharset136 x;}}"


def read(path: Path, body: str | bytes, page: int = 936) -> Contents:
    head = rf"{{\rtf1\ansi\ansicpg{page}\deff0{FONTS}".encode()
    path.write_bytes(head + (body if isinstance(body, bytes) else body.encode()) + b"}")
    answer = contents_of(path)
    assert isinstance(answer, Contents), answer
    return answer


def escaped(text: str, encoding: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


@pytest.mark.parametrize(
    ("written", "page", "said"),
    [
        (escaped("运营部周报", "gbk"), 936, "运营部周报"),
        (r"\f0 " + escaped("运营部周报", "gbk"), 1252, "运营部周报"),
        (r"\f2 " + escaped("運營部週報", "big5"), 936, "運營部週報"),
        (escaped("zażółć", "cp1250"), 1250, "zażółć"),
        (r"\u36816?\u33829?", 936, "运营"),
        (r"\uc2\u36816\'d4\'cb\u33829\'d3\'aa b", 936, "运营 b"),
        (r"\u-28720 ?", 936, "运"),  # numbers from 32,768 on are written negative
        (r"\u-10179?\u-8704?", 936, "\U0001f600"),
        (r"\'8a@", 936, "夽"),  # its second byte is the letter @
        (r"a\tab b\~c\emdash d\{\}\\", 936, "a\tb\u00a0c—d{}\\"),
        (r"{\upr{abc}{\*\ud{\u36816?}}}", 936, "运"),
        (r"{\*\generator x}{\deleted gone}{\pict ab}kept", 936, "kept"),
        (r"{\pict\bin6 }{}{\'}kept", 936, "kept"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", 936, "link"),
    ],
)
def test_characters_come_back(tmp_path: Path, written: str, page: int, said: str) -> None:
    assert read(tmp_path / "a.rtf", written, page).lines == (said,)


def test_bytes_that_were_not_escaped_are_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a.rtf", "运营\\par 周报".encode("gbk")).lines == ("运营", "周报")


def test_headings_rows_boxes_and_properties_are_told(tmp_path: Path) -> None:
    body = (
        r"{\info{\title " + escaped("制度", "gbk") + r"}{\author \u24352?\u19977?}"
        r"{\creatim\yr2023\mo10\dy11\hr9\min5}}"
        r"{\header top\par}\pard\outlinelevel0 " + escaped("修订记录", "gbk") + r"\par\pard "
        r"\trowd\intbl V1\cell a\par b\cell\row\trowd V2\cell c\cell\row\pard "
        r"after{\footnote note} it{\*\shpinst{\shptxt box\par}}{\shprslt box}\par"
    )
    found = read(tmp_path / "a.rtf", body)
    assert found.properties == {"title": "制度", "author": "张三", "created": "2023-10-11T09:05:00"}
    assert found.headings == ("修订记录",)
    assert found.revisions == ("V1\ta b", "V2\tc")
    assert found.lines == ("top", "修订记录", *found.revisions, "after", "note", "it", "box")


@pytest.mark.parametrize(
    ("data", "trouble"),
    [(b"x", Trouble.DAMAGED), (b"{\\rtf1 " + b"{" * 20_000, Trouble.HOSTILE)],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, data: bytes, trouble: Trouble) -> None:
    (tmp_path / "a.rtf").write_bytes(data)
    answer = contents_of(tmp_path / "a.rtf")
    assert isinstance(answer, Unread)
    assert answer.trouble is trouble


@pytest.mark.parametrize("body", ["}}}x", "\\", "\\'zz x", "\\u99999999x", "\\bin99999999 x"])
def test_broken_text_does_no_harm(tmp_path: Path, body: str) -> None:
    read(tmp_path / "a.rtf", body)
