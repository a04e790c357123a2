"""What a file is called on the wire: a table of kinds, never a guess from its bytes.

Nothing that a browser would run (HTML, SVG, XML, scripts) has a type of its own.
"""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_TYPES = {
    "bmp": "image/bmp",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "md": "text/plain",
    "odp": f"{_OPEN}presentation",
    "ods": f"{_OPEN}spreadsheet",
    "odt": f"{_OPEN}text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "webp": "image/webp",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "zip": "application/zip",
}
_SHOWN = {"bmp", "gif", "jpeg", "jpg", "md", "pdf", "png", "txt", "webp"}


def media_type(name: str) -> str:
    """Return the type a file of this name is sent with."""
    return _TYPES.get(_extension(name), UNKNOWN)


def can_be_shown(name: str) -> bool:
    """Tell whether a browser may show such a file itself instead of saving it."""
    return _extension(name) in _SHOWN


def _extension(name: str) -> str:
    return name.rpartition(".")[2].casefold()
