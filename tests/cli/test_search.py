"""`docvault search`: what it prints, what it refuses, and what it never gives away."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import NOTICE, Call

Write = Callable[..., Path]
MARKET = "市场部-活动方案-20231008-V1.0-双十一.txt"
HIT = {"document", "name", "version", "path", "score", "snippet", "marks"}


@pytest.fixture
def filled(docvault: Call, write: Write) -> Call:
    """A vault with two documents, the notice in two versions."""
    files = {
        NOTICE: "国庆节由李伟值班",
        NOTICE.replace("V1.0", "V2.0"): "国庆节由王芳值班，运营部",
        MARKET: "双十一预算 running costs",
    }
    for name, text in files.items():
        assert docvault("add", write(name, text.encode())).status == 0
    return docvault


def found(call: Call, *line: str) -> Any:
    done = call("search", *line, "--json")
    assert (done.status, done.err) == (0, "")
    return done.json


def test_the_keys_of_the_contract(filled: Call) -> None:
    answer = found(filled, "值班")
    assert {"total", "hits", "facets", "cursor", "meant", "waiting"} == answer.keys()
    [hit] = answer["hits"]
    assert hit.keys() == HIT
    assert (hit["version"], hit["snippet"]) == ("V2.0", "国庆节由王芳值班，运营部")
    assert hit["path"].endswith(hit["name"])
    assert hit["marks"]["snippet"] == [[6, 8]]
    assert answer["facets"]["department"] == [{"value": "运营部", "count": 1}]
    assert answer["waiting"] == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("運營", 1),
        ("yyb", 1),
        ("run", 1),
        ("李伟", 0),
        ("李伟 版本:全部", 1),
        ("值班 版本:舊", 1),
        ("部門:市場部", 1),
        ("部门:市场部,运营部", 2),
        ("department:市场部 后缀:txt 日期:2023-10", 1),
        ("值班 预算", 0),
        ("值班 OR 预算", 2),
        ("-值班", 1),
        ('"双十一预算"', 1),
        ("", 2),
    ],
)
def test_queries(filled: Call, query: str, count: int) -> None:
    assert found(filled, query)["total"] == count


def test_words_may_come_as_several_arguments(filled: Call) -> None:
    assert found(filled, "国庆", "-李伟")["total"] == 1


def test_pages_go_on_by_cursor(filled: Call) -> None:
    names: list[str] = []
    cursor: list[str] = []
    for _ in range(2):
        answer = found(filled, "部", "--limit", "1", "--sort", "name", *cursor)
        names += [hit["name"] for hit in answer["hits"]]
        cursor = ["--cursor", answer["cursor"] or ""]
    assert names == [MARKET, NOTICE.replace("V1.0", "V2.0")]
    assert answer["cursor"] is None


def test_what_is_found_is_marked_for_people(filled: Call) -> None:
    done = filled("search", "值班")
    assert "国庆节由王芳【值班】，运营部" in done.out
    assert done.out.endswith("1 version found.\n")


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("运赢部", ["运营部"]),
        ("runing", ["running"]),
        ("值班 部门:市场部", []),
        ("運赢部", ["运营部"]),
    ],
)
def test_what_may_have_been_meant(filled: Call, query: str, meant: list[str]) -> None:
    answer = found(filled, query)
    assert (answer["total"], answer["meant"]) == (0, meant)


def test_the_language_is_listed(docvault: Call) -> None:
    assert "ext:docx" in docvault("search", "--help-query").out


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("*", "query-syntax"),
        ("(合同", "query-syntax"),
        ("日期:昨天", "query-value"),
        ("departmnt:x", "query-field"),
        ("[a TO zzzz]*", None),
        ("(" * 2000, "query-too-long"),
        ("NOT " * 3000, "query-too-long"),
        ("合" * 1_000_000, "query-too-long"),
    ],
)
def test_bad_queries_are_refused_at_once(filled: Call, query: str, code: str | None) -> None:
    started = time.process_time()
    done = filled("search", query, "--json")
    assert time.process_time() - started < 5
    if code is None:
        assert done.status in {0, 8}
        return
    assert done.status == 8
    assert done.error["code"] == code
    assert isinstance(done.error["position"], int)


def test_a_cursor_that_is_none(filled: Call) -> None:
    done = filled("search", "值班", "--cursor", "xyz", "--json")
    assert (done.status, done.error["code"]) == (8, "cursor-invalid")


def test_what_somebody_may_not_see_is_nowhere(filled: Call, root: Path) -> None:
    for line in (
        ("user", "add", "root", "--role", "administrator"),
        ("user", "add", "韩梅", "--department", "市场部"),
    ):
        assert filled(*line, "--actor", "root").status == 0
    answer = found(filled, "部", "--actor", "韩梅")
    assert answer["total"] == len(answer["hits"]) == 1
    assert answer["facets"]["department"] == [{"value": "市场部", "count": 1}]
    assert found(filled, "值班", "--actor", "韩梅")["total"] == 0


def test_the_index_is_made_anew(filled: Call) -> None:
    found(filled, "值班")
    assert filled("reindex", "--json").json == {"versions": 3}
    assert found(filled, "值班")["total"] == 1
    assert filled("rebuild", "--json").json["indexed"] == 3
    assert found(filled, "值班")["total"] == 1


def test_neither_score_nor_suggestion_tells_of_what_one_may_not_see(
    filled: Call, write: Write
) -> None:
    for line in (
        ("user", "add", "root", "--role", "administrator"),
        ("user", "add", "韩梅", "--department", "市场部"),
    ):
        assert filled(*line, "--actor", "root").status == 0
    own = write("市场部-活动方案-20231009-V1.0-自查.txt", b"budget colours")
    assert filled("add", own, "--actor", "root").status == 0

    def answers() -> list[Any]:
        queries = ("budget", "budg*", "预算", "clours", "zb")
        told = [found(filled, query, "--actor", "韩梅", "--limit", "1") for query in queries]
        return [{**each, "waiting": 0} for each in told]

    before = answers()
    assert before[3]["meant"] == ["colours"]
    for number in range(1, 5):
        text = "budget 预算 clour colurs cloors" + " many more words" * 20 * number
        name = f"运营部-内部通知-2023100{number}-V1.0-预算{number}.txt"
        assert filled("add", write(name, text.encode()), "--actor", "root").status == 0
    assert found(filled, "budget", "--actor", "root")["total"] == 5
    assert answers() == before


def test_nothing_in_a_text_reaches_the_terminal_as_an_order(filled: Call, write: Write) -> None:
    hostile = "订单 \x1b[31m \x07 \x7f \x9b2J \u202e倒\u202c \u2066x\u2069 \u200b尾"
    name = "市场部-活动方案-20231009-V1.0-订单.txt"
    for version in ("V1.0", "V2.0"):
        text = f"{hostile}{version}".encode()
        assert filled("add", write(name.replace("V1.0", version), text)).status == 0
    newest = name.replace("V1.0", "V2.0")
    for line in (("search", "订单"), ("diff", newest, "V1.0", "V2.0")):
        for option in ((), ("--json",)):
            done = filled(*line, *option)
            assert "倒" in done.out
            assert all(each.isprintable() for each in done.out.splitlines())
    assert found(filled, "订单")["hits"][0]["snippet"].startswith(hostile)


def test_cells_and_wide_blanks_are_shown_as_they_are(filled: Call, write: Write) -> None:
    for version, text in (("V1.0", "　　第一条\t甲"), ("V2.0", "　　第一条\t乙")):
        name = f"市场部-活动方案-20231009-{version}-条款.txt"
        assert filled("add", write(name, text.encode())).status == 0
    assert "-　　第一条\t甲\n+　　第一条\t乙\n" in filled("diff", name, "V1.0", "V2.0").out


def test_an_index_that_cannot_be_written_is_searched(
    filled: Call, root: Path, write: Write
) -> None:
    assert found(filled, "值班")["total"] == 1
    lock = root / ".docvault" / "index" / "indexer.lock"
    lock.unlink()
    lock.mkdir()
    assert found(filled, "值班")["total"] == 1
    name = "市场部-活动方案-20231009-V1.0-值班.txt"
    assert filled("add", write(name, "新值班表".encode())).status == 0
    done = filled("search", "值班")
    assert done.status == 0
    assert "What is new is not found yet" in done.err
    assert "1 version found." in done.out


def test_an_index_that_is_damaged_is_made_anew(filled: Call, root: Path) -> None:
    assert found(filled, "值班")["total"] == 1
    for file in (root / ".docvault" / "index").rglob("*.pieces"):
        data = bytearray(file.read_bytes())
        data[: len(data) // 2] = bytes(len(data) // 2)
        file.write_bytes(data)
    answer = found(filled, "值班")
    assert (answer["total"], answer["waiting"]) == (1, 0)
