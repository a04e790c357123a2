"""Whether a document carries its own revision record (修订记录).

domain.md §3: after an edit the document's own page 修订记录 says what was changed, by whom, when.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import cast

from docvault.extract import limited
from docvault.extract.kinds import OFFICE, kind_of, lines_of
from docvault.extract.limited import Unread

# What may stand before a heading: 一、 （二） 3. 4.1 第五章 附录A
_NUMBER = re.compile(r"(?:第|附[录錄件表])?\(?[0-9a-z一二三四五六七八九十.]{0,9}[)章节、.:\s]{1,3}")
_TITLE = re.compile(
    r"(?:文件|文档|文檔|版本)?(?:修订|修訂)(?:记录|記錄|紀錄|历史|歷史)表?"
    r"|(?:document)?revision(?:record|history|log)s?"
)


def has_revision_record(path: Path, *, name: str | None = None) -> bool | Unread | None:
    """Say whether a docx or xlsx has a heading, table, cell or sheet titled 修订记录.

    `name` decides what kind of file it is where `path` is a copy under another name. None: this
    kind of file carries none. `Unread`: it could not be told, and why. Raises OSError where the
    file cannot be opened.
    """
    kind = kind_of(name or path.name)
    if kind not in OFFICE:
        return None
    return cast("bool | Unread", limited.read(f"{__name__}:look", path, kind))


def look(path: str, kind: str) -> bool:
    """Do the work of `has_revision_record`; only ever called in a confined child."""
    return any(is_title(cell) for line in lines_of(Path(path), kind) for cell in line.split("\t"))


def is_title(line: str) -> bool:
    """Say whether a line is the title of a revision record and nothing else."""
    plain = unicodedata.normalize("NFKC", line).strip(" 《》【】[]:：").lower()
    number = _NUMBER.match(plain)
    candidates = (plain, plain[number.end() :]) if number else (plain,)
    return any(_TITLE.fullmatch("".join(words.split())) for words in candidates)
