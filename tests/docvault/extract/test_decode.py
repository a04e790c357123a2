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


SENTENCES = [
    "各部门应当在每月月底前完成文件归档工作，并报管理员备案。",
    "本合同自双方签字盖章之日起生效，有效期一年，期满前三十日可以书面续签。",
    "申请人填写借阅申请表，经部门负责人同意后方可借阅。",
    "市场部双十一活动方案：预算、渠道、时间安排以及应急预案。",
]
TRADITIONAL_SENTENCES = [
    "各部門應當在每月月底前完成文件歸檔工作，並報管理員備案。",
    "本合同自雙方簽字蓋章之日起生效，有效期一年，期滿前三十日可以書面續簽。",
    "申請人填寫借閱申請表，經部門負責人同意後方可借閱。",
    "市場部雙十一活動方案：預算、渠道、時間安排以及應急預案。",
]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sentence", SENTENCES + TRADITIONAL_SENTENCES)
def test_one_sentence_is_enough(sentence: str, encoding: str) -> None:
    assert decode(sentence.encode(encoding)) == sentence


@pytest.mark.parametrize("sentence", TRADITIONAL_SENTENCES)
def test_one_sentence_of_big5_is_enough(sentence: str) -> None:
    assert decode(sentence.encode("big5")) == sentence


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("GB2312", "gbk"), ("big5", "big5"), ("iso-8859-5", "gb18030"), ("HZ-GB-2312", "hz")],
)
def test_what_is_declared_elsewhere_counts(declared: str, encoding: str) -> None:
    text = "員工" if encoding == "big5" else "运营"
    expected = text if declared != "iso-8859-5" else text.encode("gb18030").decode("iso-8859-5")
    assert decode(text.encode(encoding), declared=declared) == expected


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
