"""Encodings nobody wrote down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.extract.decode import decode

SIMPLIFIED = "员工考勤制度规定，每个工作日上午九点前到岗。\n运营部周报：本周完成工作总结。\n"
TRADITIONAL = "員工考勤制度規定，每個工作日上午九點前到崗。\n運營部週報：本週完成工作總結。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED, "utf-32"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        ("Café menu, naïve résumé of the meeting in Zürich", "cp1252"),
    ],
)
def test_text_comes_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("words", ["周报", "制度", "运营部", "员工考勤制度"])
def test_a_few_chinese_words_in_gb18030_come_back(words: str) -> None:
    page = f'<?xml version="1.0" encoding="GBK"?><a>{words}</a>'
    assert decode(page.encode("gbk")) == page


def test_one_damaged_byte_does_not_turn_utf8_into_something_else() -> None:
    data = bytearray((SIMPLIFIED * 5).encode())
    data[31] = 0xFF
    assert decode(bytes(data)).endswith(SIMPLIFIED)


def test_a_declaration_does_not_overrule_utf8() -> None:
    note = "charset=gbk 是旧网页的写法"
    assert decode(note.encode()) == note


def test_only_known_declarations_are_followed() -> None:
    page = b'<?xml encoding="unicode_escape"?>' + SIMPLIFIED.encode("gb18030")
    assert decode(page).endswith(SIMPLIFIED)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_utf8_is_never_mistaken(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
