"""Folders of the vault as addresses of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Crumb:
    """A folder on the way to a place."""

    name: str
    url: str


def crumbs_of(path: str) -> Sequence[Crumb]:
    """Return the folders from the archive down to `path` (relative to the vault)."""
    parts = path.split("/") if path else []
    return [Crumb(part, url_of("/".join(parts[: number + 1]))) for number, part in enumerate(parts)]


def url_of(path: str) -> str:
    """Return the address of a folder's page."""
    return f"/browse/{quote(path.strip('/'))}" if path.strip("/") else "/browse"
