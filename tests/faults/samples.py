"""The names the fault tests use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docvault.vault import Vault
from naming_rules.name import DocumentName

Write = Callable[[str, bytes], Path]
WEEKLY = "运营部-周报-20231011-V1.0-工作总结.xlsx"
PLACE = "运营部/2023/10/周报"


def v(number: int) -> str:
    """Return the name of a version of the weekly report."""
    return WEEKLY.replace("V1.0", f"V{number}.0")


def name_of(vault: Vault, text: str) -> DocumentName:
    """Return a name that is known to be right."""
    name = vault.convention.parse(text)
    assert name is not None, text
    return name
