"""Foreign programs that read what no reader does; DocVault works without them, and says so.

LibreOffice turns the older Office formats, and those of WPS Office, into ones with a reader;
Tesseract recognises the text of pictures.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from naming_rules.language import Text


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str
    reads: Text
    makes: dict[str, str]
    names: tuple[str, ...]
    folders: tuple[str, ...] = ()


class Program(Enum):
    """A program that may be installed beside DocVault."""

    OFFICE = _Facts(
        title="LibreOffice",
        reads=Text("旧版 Office 和 WPS 文件（doc、ppt、wps 等）", "older Office and WPS files"),
        makes={
            **dict.fromkeys((".doc", ".dot", ".wps", ".wpt"), ".docx"),
            **dict.fromkeys((".et", ".ett"), ".xlsx"),
            **dict.fromkeys((".ppt", ".pps", ".pot", ".dps", ".dpt"), ".pptx"),
        },
        names=("soffice", "libreoffice"),
        folders=("/Applications/LibreOffice.app/Contents/MacOS",),
    )
    OCR = _Facts(
        title="Tesseract",
        reads=Text("图片中的文字", "text in pictures"),
        makes=dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), ".txt"),
        names=("tesseract",),
        folders=("/opt/homebrew/bin",),
    )

    @property
    def title(self) -> str:
        """What it calls itself."""
        return self.value.title

    @property
    def reads(self) -> Text:
        """Which files are read with it, in words for people."""
        return self.value.reads

    @property
    def makes(self) -> dict[str, str]:
        """The kinds it reads, each with the kind that it makes of it."""
        return self.value.makes

    def place(self) -> str | None:
        """Return the program's real path; None where it is not installed.

        Looked up in PATH and where its installer puts it, each time anew: it may come while the
        server runs.
        """
        path = os.pathsep.join((os.environ.get("PATH", os.defpath), *self.value.folders))
        for name in self.value.names:
            if found := shutil.which(name, path=path):
                real = Path(found).resolve()
                # The name belongs to a shell script that looks for this; in there nothing starts.
                inner = real.with_name("soffice.bin")
                return str(inner if inner.exists() else real)
        return None


def program_for(kind: str) -> Program | None:
    """Return the program that reads files of a kind, installed or not; None: a reader or nobody."""
    return next((program for program in Program if kind in program.makes), None)


def missing_programs() -> list[Program]:
    """Return those that are not installed."""
    return [program for program in Program if program.place() is None]
