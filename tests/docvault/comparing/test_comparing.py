"""Two texts compared: nothing is lost, what differs is marked, no text takes longer than it may."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvault.comparing import Change, Comparison, Row, Same, Words, compare, unified
from docvault.comparing.steps import steps

TEXTS = st.lists(st.text("ab改\t", max_size=4), max_size=25)


def sides(found: Comparison) -> tuple[list[str], list[str]]:
    old: list[str] = []
    new: list[str] = []
    for part in found.parts:
        if isinstance(part, Same):
            old += part.lines
            new += part.lines
            continue
        if part.old_number:
            old.append(text(part.old))
        if part.new_number:
            new.append(text(part.new))
    return old, new


def text(words: Words) -> str:
    return "".join(each.text for each in words)


def marked(words: Words) -> list[str]:
    return [each.text for each in words if each.differs]


def only(found: Comparison) -> Row:
    [row] = [part for part in found.parts if isinstance(part, Row)]
    return row


@given(TEXTS, TEXTS)
def test_both_texts_are_there_whole(old: list[str], new: list[str]) -> None:
    found = compare(old, new)
    assert sides(found) == (old, new)
    assert found.equal == (old == new)


@given(TEXTS, TEXTS)
def test_steps_lead_from_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    i = j = 0
    for step, i1, i2, j1, j2 in steps(old, new):
        assert (i1, j1) == (i, j)
        assert (step == "equal") == (old[i1:i2] == new[j1:j2])
        i, j = i2, j2
    assert (i, j) == (len(old), len(new))


def test_characters_are_marked_in_chinese_and_words_in_english() -> None:
    row = only(compare(["合同金额为100万元，shall pay"], ["合同金额为120万元整，should pay"]))
    assert row.change is Change.CHANGED
    assert marked(row.old) == ["100", "shall"]
    assert marked(row.new) == ["120", "整", "should"]


def test_rows_of_a_table_are_compared_cell_by_cell() -> None:
    row = only(compare(["张三\t100\t100"], ["张三\t200\t100"]))
    assert [each for each in row.new if each.differs] == [row.new[2]]
    assert marked(row.new) == ["200"]


def test_what_has_nothing_in_common_is_no_changed_line() -> None:
    found = compare(["开头", "采购流程", "结尾"], ["开头", "holiday rules", "结尾"])
    assert (found.changed, found.added, found.removed) == (0, 1, 1)


def test_a_line_put_in_before_a_changed_one_is_told_apart() -> None:
    found = compare(["第一条 公司设三个部门"], ["新增一条说明", "第一条 公司设四个部门"])
    assert [part.change for part in found.parts if isinstance(part, Row)] == [
        Change.ADDED,
        Change.CHANGED,
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([f"第{n}条" for n in range(100_000)], [f"第{n}条改" for n in range(100_000)]),
        (["同"] * 100_000 + ["尾"], ["头"] + ["同"] * 100_000),
        (["甲乙丙" * 400_000], ["甲乙丁" * 400_000]),
        ([f"{n}" + "甲乙丙" * 2000 for n in range(300)], ["甲丁丙" * 2000] * 300),
    ],
    ids=["every line", "one line repeated", "one long line", "many long lines"],
)
def test_no_text_takes_longer_than_it_may(old: list[str], new: list[str]) -> None:
    start = time.process_time()
    found = compare(old, new)
    assert time.process_time() - start < 3
    assert not found.equal


def test_a_unified_difference_reads_as_diff_writes_it() -> None:
    old = [str(number) for number in range(20)]
    new = [*old[:10], "改", *old[11:]]
    assert unified(old, new, "V1.0", "V2.0") == [
        *("--- V1.0", "+++ V2.0", "@@ -8,7 +8,7 @@", " 7", " 8", " 9", "-10", "+改"),
        *(" 11", " 12", " 13"),
    ]
    assert unified(old, old, "V1.0", "V2.0") == []
    assert unified([], ["a"], "a", "b")[2] == "@@ -0,0 +1 @@"
