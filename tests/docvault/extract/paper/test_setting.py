"""What is set on pages here: lines end where they should, tables fit, and it ends in time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from docvault.extract.fonts import Fonts, fonts
from docvault.extract.paper import setting
from docvault.extract.paper.breaking import Style, lines, words
from docvault.extract.paper.faces import Faces
from docvault.extract.paper.markup import tree

FOUND = fonts()
pytestmark = pytest.mark.skipif(not FOUND.chinese, reason="no Chinese font is installed")


@pytest.fixture
def faces() -> Faces:
    return Faces(FOUND)


def broken(text: str, width: float, faces: Faces) -> list[str]:
    style = Style(20)
    found = lines(words(faces.known(text), style, faces), width, faces)
    return ["".join(word.text for word in line) for line in found]


def set_out(path: Path, text: str) -> list[dict[str, Any]]:
    path.write_text(text, "utf-8")
    return [json.loads(page) for page in setting.set_out(str(path), path.suffix, FOUND)["pages"]]


def texts(page: dict[str, Any]) -> list[str]:
    return [mark[3] for mark in page["marks"] if mark[0] == "text"]


def test_no_line_begins_with_a_full_stop_or_ends_with_a_bracket(faces: Faces) -> None:
    assert broken("一二三四。五六", 80, faces) == ["一二三", "四。五六"]
    assert broken("一二三（四五）", 80, faces) == ["一二三", "（四五）"]


def test_words_stay_whole_and_endless_ones_are_cut(faces: Faces) -> None:
    assert broken("the quick brown fox", 100, faces) == ["the quick", "brown fox"]
    cut = broken("x" * 100, 100, faces)
    assert "".join(cut) == "x" * 100
    assert all(faces.width(line, 20) <= 100 for line in cut)


def test_a_run_of_marks_takes_no_longer_than_it_should(faces: Faces) -> None:
    start = time.monotonic()
    assert "".join(broken("。" * 100_000, 400, faces)) == "。" * 100_000
    assert time.monotonic() - start < 8


def test_characters_without_a_font_are_named(faces: Faces) -> None:
    assert faces.known("运\u200b营\U0001f680\ue000e\u0301") == "运营[U+1F680]•é"


def test_nothing_stands_beside_the_page(tmp_path: Path) -> None:
    table = "|" + "一段不短的文字，|" * 12
    rows = f"{table}\n|{'-|' * 12}\n" + f"{table}\n" * 80
    pages = set_out(tmp_path / "a.md", f"# 标题\n\n{rows}\n\n1. 一\n   - 二\n\n> 引用\n")
    assert len(pages) > 2
    for page in pages:
        width, height = page["size"]
        for kind, x, y, *rest in page["marks"]:
            end = x + FACES.width(rest[0], rest[1]) if kind == "text" else x
            assert 0 <= x <= end <= width
            assert 0 <= y <= height
    assert texts(pages[1])[0].startswith("一段")  # the table's head again


FACES = Faces(FOUND) if FOUND.chinese else Faces(Fonts())


def test_a_heading_stays_with_its_text(tmp_path: Path) -> None:
    for lead in range(20, 40):
        pages = set_out(tmp_path / "a.md", "段\n\n" * lead + "## 题目\n\n正文\n")
        for page in pages:
            assert texts(page)[-2] != "题目"  # the last one is the page's number


def test_a_csv_is_a_table_and_a_poor_one_is_text(tmp_path: Path) -> None:
    good = set_out(tmp_path / "a.csv", "日期,事项\n2023-10-11,采购\n")
    assert {"日期", "采购"} <= {*texts(good[0])}
    assert any(mark[0] == "line" for mark in good[0]["marks"])
    poor = set_out(tmp_path / "b.csv", "只有一列\n第二行\n")
    assert not any(mark[0] == "line" for mark in poor[0]["marks"])


def test_merged_cells_keep_their_places(tmp_path: Path) -> None:
    body = '<table><tr><td rowspan="2">甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>'
    flow = setting.Flow(FACES)
    first, second, *_ = flow.strips(tree(body), 100, 400)
    placed = {
        mark[3]: mark[1] for strip in (first, second) for mark in strip.marks if mark[0] == "text"
    }
    assert placed["甲"] < placed["乙"] == placed["丙"]
    across = [mark for mark in second.marks if mark[0] == "line" and mark[2] == mark[4] == 0]
    assert [mark[1] for mark in across] == [placed["丙"] - 8]  # no border within the merged cell


def test_a_long_document_ends_in_time_and_says_that_it_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("运营部的一行文字\n" * 600_000, "utf-8")
    start = time.monotonic()
    found = setting.set_out(str(path), ".txt", FOUND)
    assert found["cut"]
    assert time.monotonic() - start < 18


def test_depth_costs_nothing(tmp_path: Path) -> None:
    pages = set_out(tmp_path / "a.md", ">" * 300 + " 深处\n")
    assert len(pages) == 1
