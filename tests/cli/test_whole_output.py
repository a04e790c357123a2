"""With --json one value on stdout from every command; reports that other programs can read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest

from docvault.cli.main import COMMANDS
from tests.cli.conftest import NOTICE, WEEKLY, Call

Write = Callable[..., Path]
SARIF = Path(__file__).parents[1] / "data" / "sarif-2.1.0-rtm.5.json"
LEDGER = "文件名称 存储路径 版本号 创建人 创建日期 最后修改人 最后修改日期 文件类型"
FILING = (
    "文档名称 分类(一级/二级) 版本号 密级 创建人 创建日期 存储位置(路径/档案柜编号)"
    " 借阅记录(借阅人、日期、归还日期) 归档状态(已归档/待归档)"
)
LINES: tuple[tuple[object, ...], ...] = (
    ("init", "another"),
    ("add", f"outside/{WEEKLY}"),
    ("revise", NOTICE, f"outside/{WEEKLY}"),
    ("list",),
    ("show", NOTICE),
    ("history", NOTICE),
    ("get", NOTICE, "-o", "out"),
    ("restore", NOTICE, "--version", "V1.0"),
    ("diff", NOTICE, "V1.0", "V1.0"),
    ("search", "值班"),
    ("reindex",),
    ("import", "outside", "--dry-run"),
    ("import", "outside"),
    ("import", "vault"),
    ("watch", "--once"),
    ("audit",),
    ("audit", "--fix"),
    ("verify",),
    ("verify", "--deep"),
    ("rebuild",),
    ("register", "export", "-o", "out.xlsx"),
    ("user", "list"),
    ("user", "add", "张三"),
    ("user", "disable", "李四"),
    ("grant", "list"),
    ("share", "list"),
    ("request", "list"),
    ("why", "李四", NOTICE),
)


@pytest.fixture
def filled(docvault: Call, root: Path, write: Write) -> Path:
    """A vault with a document, a user, and a file at the door."""
    assert docvault("add", write(NOTICE, b"1")).status == 0
    assert docvault("user", "add", "李四").status == 0
    write(WEEKLY, b"2")
    # One thing to do, so that `watch --once` has one thing to tell.
    (root / "收件箱" / NOTICE.replace("国庆", "中秋")).write_bytes(b"3")
    settings = root / "docvault.toml"
    settings.write_text(settings.read_text().replace("settle_seconds = 2.0", "settle_seconds = 0"))
    return root


def test_every_command_is_tried() -> None:
    # The demo takes long, and is held to the same in test_contract.
    assert {line[0] for line in LINES} == set(COMMANDS) - {"demo"}


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line[:2]))
def test_one_json_value_and_nothing_else(
    docvault: Call, filled: Path, line: tuple[object, ...]
) -> None:
    assert filled.exists()
    done = docvault(*line, "--json")
    assert (done.status, done.err) == (0, "")
    assert isinstance(done.json, dict | list)
    assert done.out.endswith("\n")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("kind", "columns"), [("ledger", LEDGER), ("filing", FILING)])
def test_a_register_has_exactly_the_columns_of_the_manuals(
    docvault: Call, filled: Path, tmp_path: Path, kind: str, columns: str, form: str
) -> None:
    filing = tmp_path / "outside" / "ZD-HR-20231001-员工考勤制度-V1.docx"
    filing.write_bytes(b"4")
    assert docvault("add", filing).status == 0
    target = tmp_path / f"table.{form}"
    value = docvault(
        "register", "export", "--kind", kind, "--format", form, "-o", target, "--json"
    ).json
    if form == "csv":
        head, *rows = csv.reader(io.StringIO(target.read_text("utf-8-sig")))
    else:
        sheet = openpyxl.load_workbook(target).worksheets[0]
        head, *rows = ([str(cell or "") for cell in row] for row in sheet.values)
    assert head == columns.split(" ")
    assert len(rows) == value["rows"] == 2
    assert any("员工考勤制度" in row[0] for row in rows)
    assert filled.exists()


@pytest.fixture
def untidy(docvault: Call, root: Path) -> Call:
    """Runs `audit` on a vault that holds one file with a wrong name."""
    (root / "运营部").mkdir()
    (root / "运营部" / WEEKLY.replace("-", " ")).write_bytes(b"x")

    def audit(form: str) -> str:
        done = docvault("audit", "--format", form)
        assert (done.status, done.err) == (1, "")
        return done.out

    return audit  # type: ignore[return-value]


def test_every_report_can_be_read_by_what_it_is_for(untidy: Callable[[str], str]) -> None:
    findings = json.loads(untidy("json"))["findings"]
    rules = [finding["rule"] for finding in findings]
    assert rules
    head, *rows = csv.reader(io.StringIO(untidy("csv").removeprefix("\ufeff")))
    assert [dict(zip(head, row, strict=True))["rule"] for row in rows] == rules
    sarif = json.loads(untidy("sarif"))
    jsonschema.validate(sarif, json.loads(SARIF.read_text("utf-8")))
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == rules
    junit = ElementTree.fromstring(untidy("junit"))
    assert junit.findall(".//failure")
    assert "<html" in untidy("html")
    assert WEEKLY in untidy("text")
