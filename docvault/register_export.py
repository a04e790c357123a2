"""Both registers as tables: 文件登记台账 (ledger) and 文档归档登记表 (filing), as xlsx and csv.

The columns are exactly those of the manuals. A cell never becomes a formula: in xlsx every cell
is written as text or date, in csv a text that a spreadsheet would take for a formula gets an
apostrophe in front (OWASP, "CSV Injection"). A document with a category counts as filed.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from docvault.errors import BadArgument, FileNotFound
from docvault.model.document import Document
from docvault.store.files import store_errors
from naming_rules.convention import Convention

if TYPE_CHECKING:
    from docvault.vault import Vault

Kind = Literal["ledger", "filing"]
Form = Literal["xlsx", "csv"]
Cell = str | date | datetime | None
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_MOST_ROWS = 1_048_576
_WIDE = {
    "文件名称": 52,
    "文档名称": 40,
    "存储路径": 32,
    "存储位置(路径/档案柜编号)": 32,
    "借阅记录(借阅人、日期、归还日期)": 34,
    "分类(一级/二级)": 20,
    "归档状态(已归档/待归档)": 26,
}
_NARROW = 14
"""In characters, as the width of a column is told."""


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """One register: its title, and its columns in order with where each cell comes from."""

    title: str
    columns: Mapping[str, Callable[[Convention, Document], Cell]]


def _levels(convention: Convention, document: Document) -> str:
    code = document.category or ""
    category = convention.categories.get(code)
    return " / ".join(category.levels) if category else document.type or ""


TABLES: dict[Kind, RegisterTable] = {
    "ledger": RegisterTable(
        "文件登记台账",
        {
            "文件名称": lambda _, d: d.name,
            "存储路径": lambda _, d: d.folder,
            "版本号": lambda _, d: d.current,
            "创建人": lambda _, d: d.created_by,
            "创建日期": lambda _, d: d.date,
            "最后修改人": lambda _, d: d.modified_by,
            "最后修改日期": lambda _, d: d.modified_at,
            "文件类型": lambda c, d: d.type or _levels(c, d),
        },
    ),
    "filing": RegisterTable(
        "文档归档登记表",
        {
            "文档名称": lambda _, d: d.title or d.name,
            "分类(一级/二级)": _levels,
            "版本号": lambda _, d: d.current,
            "密级": lambda _, d: d.level,
            "创建人": lambda _, d: d.created_by,
            "创建日期": lambda _, d: d.date,
            "存储位置(路径/档案柜编号)": lambda _, d: d.folder,
            "借阅记录(借阅人、日期、归还日期)": lambda _, d: "",
            "归档状态(已归档/待归档)": lambda _, d: "已归档" if d.category else "待归档",
        },
    ),
}


def export_register(vault: Vault, kind: Kind, form: Form, target: Path) -> int:
    """Write a register to `target`, whole or not at all; return the number of rows.

    Raises FileNotFound when the folder of `target` is not there, NameTaken when `target` is the
    vault's own, BadArgument for more rows than
    an xlsx can hold, DiskFull or StoreUnwritable; then nothing stands at `target` that was not
    there.
    """
    if not target.parent.is_dir():
        raise FileNotFound(path=target.parent)
    vault.ensure_not_ours(target)
    table = TABLES[kind]
    write = _write_csv if form == "csv" else _write_xlsx
    with store_errors(target), tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        draft = Path(scratch) / "draft"
        count = write(draft, table, _rows(vault, table))
        draft.replace(target)
    return count


def _rows(vault: Vault, table: RegisterTable) -> Iterator[list[Cell]]:
    for document in vault.documents():
        yield [cell(vault.convention, document) for cell in table.columns.values()]


def _write_csv(path: Path, table: RegisterTable, rows: Iterator[list[Cell]]) -> int:
    count = 0
    # The mark at the start tells Excel that this is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        for count, row in enumerate(rows, 1):  # noqa: B007
            writer.writerow(_safe(_text(cell)) for cell in row)
    return count


def _write_xlsx(path: Path, table: RegisterTable, rows: Iterator[list[Cell]]) -> int:
    # Rows go to a file as they come; it is to lie where there is room, and to vanish with `path`.
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = book.add_worksheet(table.title)
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(table.columns):
        sheet.set_column(column, column, _WIDE.get(title, _NARROW))
        sheet.write_string(0, column, title, heading)
    count = 0
    for count, row in enumerate(rows, 1):
        if count >= _MOST_ROWS:
            raise BadArgument(argument="--format", value="xlsx", allowed="csv")
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(count, column, _local(cell), day)
            else:
                sheet.write_string(count, column, cell or "")
    _lay_out(sheet, count, len(table.columns))
    try:
        book.close()
    except FileCreateError as exc:
        raise exc.args[0] from exc  # the OSError it stands for
    return count


def _lay_out(sheet: Worksheet, rows: int, columns: int) -> None:
    """Let the sheet be filtered and scrolled with its head in sight, and printed on A4."""
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _local(value: date) -> datetime:
    # xlsx knows no time zones: a moment is written as the clock here showed it.
    if isinstance(value, datetime):
        return value.astimezone().replace(tzinfo=None)
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone().date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell or ""


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
