"""Names as browsers are told them: whatever is in a name, it stays a name."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as some

from docvault.model.media_types import UNKNOWN, can_be_shown, media_type
from web.disposition import disposition


def exact(header: str) -> str:
    return unquote(header.partition("filename*=UTF-8''")[2])


def test_a_chinese_name_arrives_as_it_is() -> None:
    name = "运营部-周报-20231011-V1.0-工作总结.xlsx"
    header = disposition(name)
    assert header.startswith('attachment; filename="___-__-20231011-V1.0-____.xlsx"; ')
    assert exact(header) == name


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ('a"; filename=evil.exe; x="b.txt', 'a"; filename=evil.exe; x="b.txt'),
        ("a\r\nSet-Cookie: b=c.txt", "aSet-Cookie: b=c.txt"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("\u200b\u2066", "document"),
        (" .. ", "document"),
        ("broken\udcff.txt", "broken.txt"),
    ],
)
def test_a_hostile_name_is_only_a_name(name: str, cleaned: str) -> None:
    header = disposition(name)
    assert exact(header) == cleaned
    assert header.count('"') == 2
    assert header.count(";") == 2


@given(some.text(max_size=80))
def test_no_name_leaves_its_header(name: str) -> None:
    header = disposition(name, inline=True)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.svg", "a.xml", "a.js", "a.xhtml", "a", ""])
def test_what_a_browser_would_run_has_no_type_and_is_saved(name: str) -> None:
    assert media_type(name) == UNKNOWN
    assert not can_be_shown(name)
