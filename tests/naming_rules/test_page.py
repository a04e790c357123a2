"""A docstring read as a page: two languages, and examples."""

from __future__ import annotations

from naming_rules.page import read_page

PAGE = read_page(
    """It is bad.

    这样不好。

    Why it is bad, on
    two lines.

    为什么不好，分
    两行写。

    Bad: a<U+200B>b | <长×3>.docx
         | c.docx
    Good: d.docx
    """
)


def test_the_first_paragraph_of_each_language_is_the_summary() -> None:
    assert PAGE.summary.en == "It is bad."
    assert PAGE.summary.zh == "这样不好。"


def test_the_details_of_a_language_hold_its_paragraphs_and_all_examples() -> None:
    assert "Why it is bad, on two lines." in PAGE.details.en
    assert "为什么不好，分两行写。" in PAGE.details.zh
    for details in (PAGE.details.zh, PAGE.details.en):
        assert "    a<U+200B>b | <长×3>.docx | c.docx" in details
        assert "    d.docx" in details
    assert "为什么" not in PAGE.details.en
    assert "Why" not in PAGE.details.zh


def test_examples_are_read_as_names() -> None:
    assert PAGE.bad == (("a\u200bb", "长长长.docx", "c.docx"),)
    assert PAGE.good == (("d.docx",),)


def test_a_paragraph_is_of_the_language_it_has_more_of() -> None:
    read = read_page(
        "The names of Windows devices; 文件命名规范 forbids them too.\n\n"
        "Windows 把 CON、NUL 视为设备，\n.git 也一样。\n\nBad: NUL\nGood: a"
    )
    assert read.summary.zh == "Windows 把 CON、NUL 视为设备，.git 也一样。"
    assert read.summary.en == "The names of Windows devices; 文件命名规范 forbids them too."
