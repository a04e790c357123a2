"""What may stand in a name, and what a name was probably meant to be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naming_rules.characters import (
    BIDI,
    FORBIDDEN,
    is_invisible,
    is_space,
    is_undecodable,
    is_unfit,
    look_alikes,
    shown,
    tidied,
)

ANY = st.characters()


def test_ordinary_chinese_and_english_text_is_fit() -> None:
    for character in "运营部周报（总结）：？，。！《》“”——…·Abc019-_.()&+,é":
        assert not is_unfit(character)
        assert not is_space(character)
        assert not is_invisible(character)


@pytest.mark.parametrize("character", sorted(FORBIDDEN))
def test_what_windows_refuses_is_unfit(character: str) -> None:
    assert is_unfit(character)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x7f", "\ue000", "\U000f0000", "\uffff"])
def test_controls_and_code_points_of_no_script_are_unfit(character: str) -> None:
    assert is_unfit(character)


@pytest.mark.parametrize("character", [" ", "\t", "\n", "\xa0", "\u3000", "\u2003", "\u2028"])
def test_every_white_space_is_a_space(character: str) -> None:
    assert is_space(character)
    assert not is_unfit(character)


@given(ANY)
def test_a_character_is_of_one_sort_at_most(character: str) -> None:
    sorts = [
        is_space(character),
        is_unfit(character),
        is_invisible(character),
        character in BIDI,
    ]
    assert sum(sorts) <= 1


@given(ANY)
def test_a_format_character_is_never_let_through(character: str) -> None:
    if unicodedata.category(character) == "Cf":
        seen_in_arabic = "\u0600" <= character <= "\u08e2" or character in "\U000110bd\U000110cd"
        egyptian = "\U00013430" <= character <= "\U0001343f"
        assert is_invisible(character) or character in BIDI or seen_in_arabic or egyptian


# ---- look-alikes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ａ公司２０２３", {"Ａ": "A", "２": "2", "０": "0", "３": "3"}),
        ("𝐀𝟏", {"𝐀": "A", "𝟏": "1"}),
        ("⼈事", {"⼈": "人"}),
        ("総／結", {"／": "/"}),
        ("А公司", {"А": "A"}),
        ("РDF", {"Р": "P"}),
        ("αΑ", {}),
        ("Α公司", {"Α": "A"}),
        ("Договор", {}),
        ("Договор А", {}),
        ("公司（总结）：好！", {}),
        ("第Ⅱ期m²", {}),
        ("Café", {}),
    ],
)
def test_what_passes_for_something_else_is_known(text: str, found: dict[str, str]) -> None:
    assert look_alikes(text) == found


@given(st.text(st.sampled_from("运营部周报（）：？，。！《》“”—…ABCabc019-_."), max_size=30))
def test_chinese_text_with_its_own_punctuation_has_no_look_alikes(text: str) -> None:
    assert look_alikes(text) == {}


# ---- what was meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("２０２３年Ａ公司", "2023年A公司"),
        ("a\u200bb\u202ec", "abc"),
        ("a\u3000b", "a b"),
        ("Cafe\u0301", "Café"),
        ('a?b"c', "abc"),
        (" .-总结. ", "总结"),
        ("总结（终稿）", "总结（终稿）"),
        ("a/b", "a/b"),
    ],
)
def test_a_text_is_read_as_it_was_meant(text: str, meant: str) -> None:
    assert tidied(text) == meant


@given(st.text())
def test_tidied_text_holds_nothing_unseen(text: str) -> None:
    for character in tidied(text):
        assert character == " " or not is_space(character)
        assert not is_invisible(character)
        assert character not in BIDI
        assert not is_undecodable(character)


@given(ANY)
def test_a_character_is_shown_so_that_it_can_be_seen(character: str) -> None:
    text = shown(character)
    assert text.isprintable()
    assert text.strip() == text != ""
