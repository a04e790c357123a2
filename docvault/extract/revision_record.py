"""Whether a document carries its own revision record (修订记录).

domain.md §3: after an edit the document's own page 修订记录 says what was changed, by whom, when.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import cast

from docvault.extract import reading
from docvault.extract.kinds import OFFICE, kind_of
from docvault.extract.limited import Unread
from docvault.extract.pieces import Line

# What may stand before a heading: 一、 （二） 3. 4.1 第五章 附录A
_NUMBER = re.compile(r"(?:第|附[录錄件表])?\(?[0-9a-z一二三四五六七八九十.]{0,9}[)章节、.:\s]{1,3}")
_TITLE = re.compile(
    r"(?:文件|文档|文檔|版本)?(?:修订|修訂)(?:记录|記錄|紀錄|历史|歷史)表?"
    r"|(?:document)?revision(?:record|history|log)s?"
)
# Every title has one of these; asked first, for a workbook has a million cells.
_HINT = re.compile(r"修|[rｒ]\s?[eｅ]\s?[vｖ]", re.IGNORECASE)
_LONGEST = 60  # characters of a title
_MOST_PROSE = 3


def has_revision_record(path: Path, *, name: str | None = None) -> bool | Unread | None:
    """Say whether a docx or xlsx has a heading, table, cell or sheet titled 修订记录.

    `name` decides what kind of file it is where `path` is a copy under another name. None: this
    kind of file carries none. `Unread`: it could not be told, and why. Raises OSError where the
    file cannot be opened.
    """
    if kind_of(name or path.name) not in OFFICE:
        return None
    return cast("bool | Unread", reading.run(f"{__name__}:look", path, name))


def look(path: str, kind: str) -> bool:
    """Do the work of `has_revision_record`; only ever called in a confined child."""
    pieces = reading.pieces_of(Path(path), kind)
    return any(isinstance(piece, Line) and _titles(piece) for piece in pieces)


class RecordRows:
    """Picks the rows of revision records out of a document's lines, seen one after the other.

    A record is the rest of the table that its title stands in, or the next table, with at most
    three lines of prose before it.
    """

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._awaited = 0  # lines that may still come before the table
        self._table = 0  # the table that is being read

    def see(self, line: Line) -> None:
        """Look at the next line of the document."""
        if _titles(line):
            self._table, self._awaited = line.table, _MOST_PROSE + 1
        elif line.table and (line.table == self._table or self._awaited):
            self._table, self._awaited = line.table, 0
            self._keep(line.text)
        elif line.text.strip():
            self._table, self._awaited = 0, max(0, self._awaited - 1)

    def _keep(self, row: str) -> None:
        if row.startswith("|"):  # Markdown, read as it is written
            row = "\t".join(cell.strip() for cell in row.strip().strip("|").split("|"))
        if row.strip("-:\t "):
            self.rows.append(row)


def _titles(line: Line) -> bool:
    if not _HINT.search(line.text):
        return False
    return any(is_title(cell) for cell in line.text.split("\t"))


def is_title(line: str) -> bool:
    """Say whether a line is the title of a revision record and nothing else."""
    if len(line) > _LONGEST:
        return False
    plain = unicodedata.normalize("NFKC", line).strip(" #|《》【】[]:：").lower()
    number = _NUMBER.match(plain)
    candidates = (plain, plain[number.end() :]) if number else (plain,)
    return any(_TITLE.fullmatch("".join(words.split())) for words in candidates)
