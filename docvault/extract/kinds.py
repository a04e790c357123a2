"""Which reader reads which kind of file. Nothing is imported until a child needs it."""

from __future__ import annotations

from pathlib import PurePath

_HERE = "docvault.extract."
_WORD = _HERE + "word:word_pieces"
_SHEET = _HERE + "sheet:sheet_pieces"
_OLD_SHEET = _HERE + "sheet:old_sheet_pieces"
_OPEN = _HERE + "opendocument:opendocument_pieces"
_WORD_KINDS = (".docx", ".docm", ".dotx", ".dotm")
_SHEET_KINDS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb")
_SLIDE_KINDS = (".pptx", ".pptm", ".ppsx", ".potx")
_OPEN_KINDS = (".odt", ".ods", ".odp", ".ott", ".ots", ".otp")
READERS = {
    **dict.fromkeys((".txt", ".csv", ".tsv", ".json", ".xml"), _HERE + "plain:source_pieces"),
    **dict.fromkeys((".md", ".markdown"), _HERE + "plain:markdown_pieces"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _HERE + "page:page_pieces"),
    **dict.fromkeys(_WORD_KINDS, _WORD),
    **dict.fromkeys(_SHEET_KINDS, _SHEET),
    **dict.fromkeys((".xls", ".xlt"), _OLD_SHEET),
    **dict.fromkeys(_SLIDE_KINDS, _HERE + "slides:slide_pieces"),
    **dict.fromkeys(_OPEN_KINDS, _OPEN),
    ".pdf": _HERE + "pdf:pdf_pieces",
    ".rtf": _HERE + "rich_text:rich_text_pieces",
    ".eml": _HERE + "mail:mail_pieces",
    ".mbox": _HERE + "mail:mailbox_pieces",
    ".msg": _HERE + "outlook:outlook_pieces",
}
"""Extension (lower case, with its dot) -> reader."""
CONTAINERS = frozenset((*_WORD_KINDS, *_SHEET_KINDS, *_SLIDE_KINDS, *_OPEN_KINDS))
"""The kinds that are a zip of parts, which `container` looks at first."""
OFFICE = frozenset((".docx", ".docm", ".xlsx", ".xlsm"))
"""The kinds that are expected to carry a revision record: what people write and revise."""


def kind_of(name: str) -> str:
    """Return the extension that decides how a file is read: lower case, with its dot."""
    return PurePath(name).suffix.lower()
