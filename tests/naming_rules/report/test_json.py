from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from naming_rules.report import writer
from tests.naming_rules.report.conftest import HOSTILE, HOSTILE_NAMES, ORDINARY, SUGGESTED


def test_one_object_holds_findings_and_count(report):
    result = json.loads(report("json", ORDINARY, language="zh"))
    assert result["checked"] == 9
    assert result["findings"][0] == {
        "rule": "wrong-separator",
        "path": "运营部/Q4会议资料_20231011.pptx",
        "message": "分隔符“_”不对",
        "severity": "error",
        "suggestion": SUGGESTED,
        "placeholders": ["department"],
        "part": "type",
        "message_zh": "分隔符“_”不对",
        "message_en": "'_' is no separator",
    }


def test_nothing_found_is_an_empty_list(report):
    assert json.loads(report("json", ())) == {"findings": [], "checked": 9}


def test_every_name_comes_back_as_it_was(report):
    paths = [finding["path"] for finding in json.loads(report("json", HOSTILE))["findings"]]
    assert paths == [f"folder/{name}" for name in HOSTILE_NAMES]


class Sink(io.TextIOBase):
    def write(self, text):
        return len(text)


@pytest.mark.parametrize("count", [20_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_many_findings_need_no_memory(report, count):
    from naming_rules.report import About

    about = About(subject="x", language="en", at=None)
    for format_ in ("json", "csv", "text"):
        many = (ORDINARY[number % 3] for number in range(count))
        writer(format_)((), Sink(), about, lambda: 0)
        tracemalloc.start()
        writer(format_)(many, Sink(), about, lambda: 0)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 10 * count, format_
