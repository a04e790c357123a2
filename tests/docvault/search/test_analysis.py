"""Text is folded character by character and cut into pieces that say what stands beside what."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docvault.search.analysis import Pieces, analyze, fold, pair, stem

anything = st.text(st.characters(exclude_categories=()), max_size=60)


def pairs(text: str) -> list[str]:
    """The pairs of a text, readable, in the order of their places."""
    keys = [divmod(key, 1 << 21) for key in analyze(text).pairs.tolist()]
    return [chr(first) + chr(second) for first, second in keys if second]


def same(one: str, other: str) -> bool:
    """Whether two texts are the same to search."""

    def plain(pieces: Pieces) -> tuple[object, ...]:
        return (
            pieces.singles.tolist(),
            pieces.singles_at.tolist(),
            pieces.pairs.tolist(),
            pieces.words,
            pieces.words_at.tolist(),
            pieces.length,
        )

    return plain(analyze(one)) == plain(analyze(other))


@given(anything)
@example("İ ﬁ ½ ㎏ ß \ud800 \U0010ffff \x00")
def test_folding_keeps_the_number_of_characters(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(anything)
@example("⾒⾧⿑")  # radicals stand for traditional characters, these for simplified ones
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_there_is_folds_to_one() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(fold(everything)) == len(everything)
    assert fold(fold(everything)) == fold(everything)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("運營", "运营"),
        ("勞動合同", "劳动合同"),
        ("裏面", "里面"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﾃｽﾄ", "テスト"),
        ("Ünïcödé", "ünïcödé"),
        ("ΑΒΓ Привет", "αβγ привет"),
        ("⻓⾒", "长见"),
        ("①②", "12"),
    ],
)
def test_spellings_fold_to_one(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    "text",
    ["café Müller Ångström", "각 한글", "がぎぐ パピプ", "Việt Nam tiếng", "й ё", "ά ή"],
)
def test_composed_and_decomposed_are_the_same(text: str) -> None:
    assert unicodedata.normalize("NFD", text) != text
    assert same(unicodedata.normalize("NFD", text), text)


@pytest.mark.parametrize(
    ("with_them", "without"),
    [
        ("soft\u00adware", "software"),
        ("葛\U000e0100城", "葛城"),
        ("合\u200b同", "合同"),
        ("\ufeff合同", "合同"),
        ("ab\u200ecd", "abcd"),
        ("1\ufe0f\u20e3", "1"),
        ("甲\r\n乙", "甲\n乙"),
    ],
)
def test_what_nobody_sees_is_not_there(with_them: str, without: str) -> None:
    assert same(with_them, without)


@pytest.mark.parametrize("between", ["", " ", "  ", "\u3000", "\t", "\n", " \n ", "\r\n", "\f"])
def test_blanks_and_one_line_end_part_nothing(between: str) -> None:
    assert pairs(f"合{between}同") == ["合同"]


@pytest.mark.parametrize(
    "between", ["，", "。", ",", "-", "_", "\n\n", "\n \n", "\r\n\r\n", "😀", "|", "\x00"]
)
def test_punctuation_and_empty_lines_part(between: str) -> None:
    assert pairs(f"合{between}同") == []
    at = analyze(f"合{between}同").singles_at.tolist()
    assert at[1] == at[0] + 2


def test_a_word_stands_between_two_characters() -> None:
    pieces = analyze("甲 word 乙丙")
    assert pairs("甲 word 乙丙") == ["乙丙"]
    assert pieces.singles_at.tolist() == [1, 3, 4]
    assert pieces.words_at.tolist() == [2]
    assert pieces.length == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reports", ("reports", "report")),
        ("Привет, мир", ("привет", "мир")),
        ("Ελλάδα", ("ελλάδα",)),
        ("שלום", ("שלום",)),
        ("हिन्दी", ("हिन्दी",)),
        ("C++ 7z", ("c", "z")),
        ("\U0001d400\U0001d41b", ("ab",)),
    ],
)
def test_scripts_with_blanks_have_words(text: str, words: tuple[str, ...]) -> None:
    assert analyze(text).words == words


@pytest.mark.parametrize(
    "text", ["中文", "ひらがな", "カタカナ", "한국어", "ภาษาไทย", "2023", "𠮷野家"]
)
def test_scripts_without_blanks_have_pairs(text: str) -> None:
    pieces = analyze(text)
    assert pieces.words == ()
    assert len(pairs(text)) == len(pieces.singles) - 1 == len(text) - 1


@given(anything)
def test_positions_only_ever_rise(text: str) -> None:
    pieces = analyze(text)
    assert pieces.length == len(pieces.singles) + len({*pieces.words_at.tolist()})
    places = pieces.singles_at.tolist()
    assert all(a < b for a, b in pairwise(places))
    taken = {*pieces.singles_at.tolist()} & {*pieces.words_at.tolist()}
    assert not taken
    assert len(pieces.words) == len(pieces.words_at)


@given(st.lists(st.sampled_from("合同法 1\n，aB"), max_size=30).map("".join))
def test_pairs_are_the_neighbours_that_nothing_parts(text: str) -> None:
    expected = []
    for place, first in enumerate(text):
        rest = text[place + 1 :].lstrip(" ")
        if rest.startswith("\n"):
            rest = rest.replace("\n", "", 1).lstrip(" ")
        if first in "合同法1" and rest[:1] and rest[0] in "合同法1":
            expected.append(first + rest[0])
    assert pairs(text) == expected


def test_a_pair_is_known_by_its_key() -> None:
    assert analyze("合同").pairs.tolist() == [pair("合同"), pair("同")]
    assert pair("合") < pair("合\x01") <= pair("合\U0010ffff") < pair(chr(ord("合") + 1))


def test_no_word_is_longer_than_forty_letters() -> None:
    pieces = analyze("a" * 40_000)
    assert pieces.words == ("a" * 40,)
    assert pieces.length == 1


@pytest.mark.parametrize("word", ["responsibilities", "internationalization", "running"])
def test_a_stem_stands_where_its_word_stands(word: str) -> None:
    pieces = analyze(word)
    assert pieces.words == (word, stem(word))
    assert pieces.words_at.tolist() == [1, 1]


@pytest.mark.parametrize(
    "unit",
    ["中", "中文 ", "hello world ", "a", "a\u0315\u0300", "e\u0301", "\u0315\u0300", "，", "1\n"],
)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    started = time.process_time()
    analyze((unit * 800_000)[:800_000])
    assert time.process_time() - started < 20  # quadratic would be hours


def test_every_radical_is_the_character_it_looks_like() -> None:
    kangxi = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert fold(kangxi) == fold(unicodedata.normalize("NFKC", kangxi))
    assert fold("人⺠⻋⻔⻓⻩⻰") == "人民车门长黄龙"
    assert pairs("人⺠") == ["人民"]
