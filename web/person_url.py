"""The address of a person's page; a user's name may hold a slash."""

from __future__ import annotations

from urllib.parse import quote


def person_url(name: str) -> str:
    """Return the address of the page where administrators see a person."""
    return f"/admin/people/person?name={quote(name, safe='')}"
