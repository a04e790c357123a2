"""Which maker shows which kind of file, and which kinds can be seen as they would be printed."""

from __future__ import annotations

from enum import StrEnum

from docvault.extract.kinds import CONTAINERS, READERS
from docvault.extract.programs import Program

_HERE = "docvault.extract.preview."
_PIECES = _HERE + "piece_pages"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")
_SOURCES = (".txt", ".csv", ".tsv", ".json", ".xml", ".svg", ".log", ".ini", ".toml", ".yaml")
_SHEETS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots")
_SLIDES = (".pptx", ".pptm", ".ppsx", ".potx")
MAKERS = {
    **dict.fromkeys(READERS, _PIECES),
    **dict.fromkeys(_PICTURES, _HERE + "picture_pages"),
    **dict.fromkeys((*_SOURCES, ".yml"), _HERE + "source_pages"),
    **dict.fromkeys((".md", ".markdown"), _HERE + "markdown_pages"),
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _HERE + "word_pages"),
    **dict.fromkeys(_SHEETS, _HERE + "sheet_pages"),
    **dict.fromkeys(_SLIDES, _HERE + "slide_pages"),
    ".pdf": _HERE + "pdf_pages",
}
"""Extension (lower case, with its dot) -> the module that shows it."""
_PRINTED = CONTAINERS | set(Program.OFFICE.makes) | {".xls", ".xlt", ".rtf"}
# What stands where on the page is what matters in them.
_LAID_OUT = {*_SLIDES, ".odt", ".ott", ".odp", ".otp", ".rtf"} | set(Program.OFFICE.makes)


class Manner(StrEnum):
    """How a document is shown."""

    READ = "read"
    """What it says, set for reading on a screen."""
    PRINTED = "printed"
    """The pages as LibreOffice would print them."""


def manners(kind: str) -> tuple[Manner, ...]:
    """Return how files of a kind can be shown here, now; the best one first."""
    office = Program.OFFICE.place() is not None
    read = kind in MAKERS or (office and kind in Program.OFFICE.makes)
    found = [Manner.READ] if read else []
    if office and kind in _PRINTED:
        found.insert(0 if kind in _LAID_OUT else 1, Manner.PRINTED)
    return tuple(found)
