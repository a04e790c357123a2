"""Both registers as files: exactly the columns of the manuals, and no cell that does anything."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import openpyxl
import pytest

from docvault import vault as vaults
from docvault.database import archives, documents
from docvault.errors import FileNotFound, StoreUnwritable
from docvault.register_export import TABLES, export_register
from docvault.vault import Vault
from tests.docvault.conftest import WEEKLY, Write
from tests.docvault.database.samples import numbered

POLICY = "ZD-HR-20231001-员工考勤制度-V1.docx"
FORMULA = "ZD-HR-20231002-=HYPERLINK(1)+1-V1.docx"

# domain.md §4
LEDGER = [
    "文件名称",
    "存储路径",
    "版本号",
    "创建人",
    "创建日期",
    "最后修改人",
    "最后修改日期",
    "文件类型",
]
FILING = [
    "文档名称",
    "分类(一级/二级)",
    "版本号",
    "密级",
    "创建人",
    "创建日期",
    "存储位置(路径/档案柜编号)",
    "借阅记录(借阅人、日期、归还日期)",
    "归档状态(已归档/待归档)",
]


@pytest.fixture
def filled(vault: Vault, write: Write) -> Vault:
    vaults.add(vault, write(WEEKLY, b"1"), actor="张三")
    vaults.add(vault, write(WEEKLY.replace("V1.0", "V2.0"), b"2"), actor="李四")
    vaults.add(vault, write(POLICY, b"p"), actor="=1+1")
    return vault


def sheet(path: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 1
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_ledger_has_the_columns_of_the_manual(filled: Vault, tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    assert export_register(filled, "ledger", "xlsx", target) == 2
    head, *rows = sheet(target)
    assert head == LEDGER
    weekly = next(row for row in rows if str(row[0]).startswith("运营部"))
    assert weekly[:5] == [
        WEEKLY.replace("V1.0", "V2.0"),
        "运营部/2023/10/周报",
        "V2.0",
        "张三",
        datetime.fromisoformat("2023-10-11"),
    ]
    assert (weekly[5], weekly[7]) == ("李四", "周报")
    assert isinstance(weekly[6], datetime)
    policy = next(row for row in rows if row is not weekly)
    assert policy[7] == "制度类 / 人力资源"


def test_the_filing_register_has_the_columns_of_the_manual(filled: Vault, tmp_path: Path) -> None:
    target = tmp_path / "归档.xlsx"
    export_register(filled, "filing", "xlsx", target)
    head, *rows = sheet(target)
    assert head == FILING
    policy = next(row for row in rows if row[0] == "员工考勤制度")
    assert policy[1:4] == ["制度类 / 人力资源", "V1", "内部"]
    assert (policy[6], policy[8]) == ("制度类/人力资源", "已归档")


@pytest.mark.parametrize("kind", TABLES)
def test_both_forms_say_the_same(
    filled: Vault, tmp_path: Path, kind: Literal["ledger", "filing"]
) -> None:
    export_register(filled, kind, "csv", tmp_path / "a.csv")
    export_register(filled, kind, "xlsx", tmp_path / "a.xlsx")

    def text(value: object) -> str:
        if isinstance(value, datetime):
            return value.date().isoformat()
        return "" if value is None else str(value)

    from_sheet = [[text(value) for value in row] for row in sheet(tmp_path / "a.xlsx")]
    from_csv = [[cell.removeprefix("'") for cell in row] for row in lines(tmp_path / "a.csv")]
    assert from_sheet == from_csv


def test_no_cell_is_a_formula(filled: Vault, write: Write, tmp_path: Path) -> None:
    vaults.add(filled, write(FORMULA, b"f"), actor="@SUM(A1)")
    export_register(filled, "filing", "xlsx", tmp_path / "a.xlsx")
    cells = [
        cell
        for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows()
        for cell in row
    ]
    assert "=HYPERLINK(1)+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    export_register(filled, "filing", "csv", tmp_path / "a.csv")
    written = [cell for row in lines(tmp_path / "a.csv") for cell in row]
    assert {"'=HYPERLINK(1)+1", "'@SUM(A1)", "'=1+1"} <= set(written)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in written)


def test_an_empty_register_is_its_head(vault: Vault, tmp_path: Path) -> None:
    assert export_register(vault, "ledger", "csv", tmp_path / "a.csv") == 0
    assert lines(tmp_path / "a.csv") == [LEDGER]
    assert export_register(vault, "ledger", "xlsx", tmp_path / "a.xlsx") == 0
    assert sheet(tmp_path / "a.xlsx") == [list(LEDGER)]


def test_spreadsheets_see_that_the_csv_is_unicode(filled: Vault, tmp_path: Path) -> None:
    export_register(filled, "ledger", "csv", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("rows", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_many_rows_take_no_time(vault: Vault, tmp_path: Path, rows: int) -> None:
    with vault.database.write() as connection:
        archives.set_tip(connection, "运营部", None)
        documents.insert_all(connection, (numbered(number) for number in range(rows)))
    start = time.process_time()
    assert export_register(vault, "ledger", "xlsx", tmp_path / "a.xlsx") == rows
    # For ten thousand two seconds of work; with each row looked up by itself it would be a minute.
    assert time.process_time() - start < 15 * rows / 10_000
    book = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)
    assert book.worksheets[0].max_row == rows + 1
    book.close()


def test_what_stood_there_stays_when_it_cannot_be_written(filled: Vault, tmp_path: Path) -> None:
    with pytest.raises(FileNotFound):
        export_register(filled, "ledger", "xlsx", tmp_path / "没有" / "a.xlsx")
    folder = tmp_path / "a.xlsx"
    folder.mkdir()
    (folder / "file").touch()
    with pytest.raises(StoreUnwritable):
        export_register(filled, "ledger", "xlsx", folder)
    assert {path.name for path in tmp_path.iterdir()} <= {"a.xlsx", "outside", "vault"}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_office_opens_it(filled: Vault, tmp_path: Path) -> None:
    export_register(filled, "ledger", "xlsx", tmp_path / "a.xlsx")
    utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"
    command = ["soffice", "--headless", "--convert-to", utf8, "--outdir", tmp_path, "a.xlsx"]
    environment = {**os.environ, "HOME": str(tmp_path)}
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, timeout=120)
    assert "文件名称" in (tmp_path / "a.csv").read_text("utf-8")


def test_days_are_those_of_the_clock_on_the_wall(
    vault: Vault, write: Write, tmp_path: Path
) -> None:
    class Evening:
        def __call__(self) -> datetime:
            return datetime(2023, 10, 31, 23, 30, tzinfo=UTC).astimezone()

    vault.now = Evening()
    vaults.add(vault, write(WEEKLY, b"1"), actor="a")
    export_register(vault, "ledger", "csv", tmp_path / "a.csv")
    expected = Evening()().date()
    assert date.fromisoformat(lines(tmp_path / "a.csv")[1][6]) == expected
