"""The text of mail: single messages, mailboxes, and what Outlook saves."""

from __future__ import annotations

import struct
from base64 import b64encode
from email.message import EmailMessage
from pathlib import Path

import pytest

from docvault.extract.contents import Contents, contents_of
from docvault.extract.limited import Trouble, Unread
from tests.docvault.extract import files


def read(path: Path, data: bytes) -> Contents:
    path.write_bytes(data)
    return contents(path)


def contents(path: Path) -> Contents:
    answer = contents_of(path)
    assert isinstance(answer, Contents), answer
    return answer


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "运营部周报：工作总结与下周计划，请各部门负责人在周五之前确认"
    made["From"] = "张三 <zhang@example.com>"
    made["To"] = "李四 <li@example.com>"
    made["Date"] = "Wed, 11 Oct 2023 09:30:00 +0800"
    return made


def test_a_message_with_everything(tmp_path: Path) -> None:
    made = message()
    made.set_content("各位好：\n请看附件。", charset="gb18030")
    made.add_alternative("<p>各位好</p>", subtype="html")
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="周报.pdf")
    found = read(tmp_path / "a.eml", made.as_bytes())
    subject = "运营部周报：工作总结与下周计划，请各部门负责人在周五之前确认"
    assert found == Contents(
        (
            f"Subject: {subject}",
            "From: 张三 <zhang@example.com>",
            "To: 李四 <li@example.com>",
            "Date: Wed, 11 Oct 2023 09:30:00 +0800",
            "各位好：",
            "请看附件。",
            "Attachment: 周报.pdf",
        ),
        (subject,),
        {
            "title": subject,
            "author": "张三 <zhang@example.com>",
            "created": "2023-10-11T09:30:00+08:00",
        },
    )


def test_a_message_that_is_a_page_is_read_as_one(tmp_path: Path) -> None:
    made = message()
    made.set_content("<style>p{}</style><p>各位<b>好</b></p><p>周五见</p>", subtype="html")
    assert read(tmp_path / "a.eml", made.as_bytes()).lines[-2:] == ("各位好", "周五见")


def test_a_message_in_a_message_is_read(tmp_path: Path) -> None:
    inner, outer = message(), EmailMessage()
    inner.set_content("里面的话")
    outer["Subject"] = "转发"
    outer.set_content("请看")
    outer.add_attachment(inner)
    lines = read(tmp_path / "a.eml", outer.as_bytes()).lines
    assert lines[:2] == ("Subject: 转发", "请看")
    assert lines[-1] == "里面的话"
    assert "From: 张三 <zhang@example.com>" in lines


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("运营部周报".encode("gb18030"), "运营部周报"),
        ("运营部周报".encode(), "运营部周报"),
        (b"=?gb2312?B?" + b64encode("运营部".encode("gbk")) + b"?=", "运营部"),
        (b"=?GBK?Q?=D4=CB=D3=AA?= OK", "运营 OK"),
        (b"=?big5?B?" + b64encode("運營部".encode("big5")) + b"?=", "運營部"),
        # one character cut in two, and the padding forgotten
        (b"=?gbk?B?" + b64encode(b"\xd4\xcb\xd3") + b"?=\r\n =?gbk?B?qg?=", "运营"),
        (b"=?utf-8?B?" + b64encode("运".encode()) + b"?= =?gbk?Q?=D3=AA?=", "运营"),
        (b"=?nonsense?B?" + b64encode("运营部周报".encode("gbk")) + b"?=", "运营部周报"),
        (b"=?gbk?B?!?=", ""),
        (b"a =? b", "a =? b"),
    ],
)
def test_headers_come_back(tmp_path: Path, header: bytes, said: str) -> None:
    found = read(tmp_path / "a.eml", b"Subject: " + header + b"\r\n\r\nx")
    assert found.properties.get("title", "") == said


@pytest.mark.parametrize("charset", ["gb2312", "us-ascii", ""])
def test_a_body_in_gbk_is_read_whatever_it_claims(tmp_path: Path, charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\n".encode() if charset else b""
    body = "各部门应当在每月月底前完成文件归档工作。".encode("gbk")
    assert read(tmp_path / "a.eml", head + b"\r\n" + body).lines == (body.decode("gbk"),)


def test_names_of_attachments_in_every_spelling(tmp_path: Path) -> None:
    spelled = [
        b"Content-Disposition: attachment; filename*=gb2312''%D6%DC%B1%A8.doc",
        b'Content-Disposition: attachment; filename="=?gbk?B?1ty6qA==?=.doc"',
        b'Content-Type: application/x; name="' + "周报单.doc".encode("gbk") + b'"',
    ]
    parts = b"".join(b"--b\r\n" + each + b"\r\n\r\nx\r\n" for each in spelled)
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    lines = read(tmp_path / "a.eml", head + parts + b"--b--").lines
    assert lines[0] == "Attachment: 周报.doc"
    assert lines[1].endswith(".doc")
    assert lines[2] == "Attachment: 周报单.doc"


def test_every_message_of_a_box_is_read(tmp_path: Path) -> None:
    made = message()
    made.set_content("一\nFrom 不是开头\n")
    box = b"".join(b"From x Mon Jun 01 2009\n" + made.as_bytes() + b"\n" for _ in range(3))
    found = read(tmp_path / "a.mbox", box)
    assert len(found.headings) == 3
    assert found.lines.count("一") == 3
    assert found.lines.count("From 不是开头") == 3


def test_an_empty_box_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "a.mbox", b"").lines == ()


def test_what_is_no_mailbox_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(b"x")
    answer = contents_of(tmp_path / "a.mbox")
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED


def text(key: str, words: str) -> tuple[str, bytes]:
    return f"__substg1.0_{key}001F", words.encode("utf-16-le")


def numbers(**values: int) -> tuple[str, bytes]:
    records = [
        struct.pack("<HHIQ", 0x40, int(key[1:], 16), 6, each) for key, each in values.items()
    ]
    return "__properties_version1.0", bytes(32) + b"".join(records)


def test_a_message_of_outlook(tmp_path: Path) -> None:
    name, data = text("3707", "周报.pdf")
    path = files.compound(
        tmp_path / "a.msg",
        dict(
            [
                numbers(k0039=133414758000000000),
                text("0037", "周报"),
                text("0C1A", "张三"),
                text("5D01", "zhang@example.com"),
                text("0E04", "李四"),
                text("1000", "各位好：\r\n请看附件。"),
                (f"__attach_version1.0_#00000000/{name}", data),
            ]
        ),
    )
    assert contents(path) == Contents(
        (
            "Subject: 周报",
            "From: 张三 <zhang@example.com>",
            "To: 李四",
            "Date: 2023-10-11T05:30:00+00:00",
            "各位好：",
            "请看附件。",
            "Attachment: 周报.pdf",
        ),
        ("周报",),
        {
            "title": "周报",
            "author": "张三 <zhang@example.com>",
            "created": "2023-10-11T05:30:00+00:00",
        },
    )


def test_a_message_of_an_old_outlook_is_in_its_code_page(tmp_path: Path) -> None:
    path = files.compound(
        tmp_path / "a.msg",
        dict(
            [
                numbers(k3FFD=936),
                ("__substg1.0_0037001E", "周报".encode("gbk")),
                ("__substg1.0_10130102", "<p>各位<b>好</b></p>".encode("gbk")),
            ]
        ),
    )
    assert contents(path).lines == ("Subject: 周报", "各位好")


@pytest.mark.parametrize("streams", [{}, {"WordDocument": b"x"}])
def test_a_compound_file_without_a_message_is_damaged(
    tmp_path: Path, streams: dict[str, bytes]
) -> None:
    answer = contents_of(files.compound(tmp_path / "a.msg", streams))
    assert isinstance(answer, Unread)
    assert answer.trouble is Trouble.DAMAGED
