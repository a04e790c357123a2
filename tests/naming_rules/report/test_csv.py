from __future__ import annotations

import csv
import io

import pytest

from naming_rules.finding import Finding, Severity
from naming_rules.language import Text
from tests.naming_rules.report.conftest import HOSTILE, ORDINARY, SUGGESTED


def rows(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_excel_is_told_the_encoding_and_columns_have_the_names_of_json(report):
    row = rows(report("csv", ORDINARY, language="zh"))[0]
    assert row == {
        "path": "运营部/Q4会议资料_20231011.pptx",
        "severity": "error",
        "rule": "wrong-separator",
        "message": "分隔符“_”不对",
        "suggestion": SUGGESTED,
        "placeholders": "department",
        "part": "type",
    }


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_starts_a_formula(report, first):
    name = f"{first}1+1.csv"
    evil = Finding("r", name, Text(name, name), Severity.ERROR, name, (name,), name)
    row = rows(report("csv", [evil]))[0]
    row.pop("severity")
    row.pop("rule")
    assert all(cell.startswith("'") for cell in row.values())


def test_a_hostile_name_stays_in_its_cell(report):
    assert len(rows(report("csv", HOSTILE))) == len(HOSTILE)
