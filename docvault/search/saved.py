"""Searches kept for later, each person's own. What they find is looked up when they are opened."""

from __future__ import annotations

from docvault.database import saved_searches
from docvault.errors import BadArgument
from docvault.model.saved_search import SavedSearch
from docvault.search.query import parse
from docvault.vault import Vault
from naming_rules.language import Text

LONGEST_LABEL = 60
"""Characters of a label."""
MOST = 50
"""Searches that one person keeps."""

_LABEL = Text(
    f"1–{LONGEST_LABEL} 个字，不含控制字符",
    f"1 to {LONGEST_LABEL} characters, none of them invisible",
)
_FULL = Text(
    f"最多保存 {MOST} 个检索，请先删除不用的",
    f"at most {MOST} saved searches; delete one you no longer need",
)


def save(vault: Vault, user_name: str, *, query: str, label: str = "") -> str:
    """Keep a query for a registered user; return the label, which is the query when none is given.

    An earlier search of the same label is replaced. Raises QueryRefused for a query that cannot be
    read, BadArgument for a label that is too long or cannot be seen, and for one search too many.
    """
    parse(query)
    shown = " ".join((label or query).split())
    if not label:
        shown = shown[:LONGEST_LABEL].rstrip()
    if not (shown.isprintable() and 0 < len(shown) <= LONGEST_LABEL):
        raise BadArgument(argument="label", value=shown[:LONGEST_LABEL], allowed=_LABEL)
    with vault.database.write() as connection:
        if saved_searches.others(connection, user_name, shown) >= MOST:
            raise BadArgument(argument="label", value=shown, allowed=_FULL)
        saved_searches.put(connection, user_name, shown, query, vault.now())
    return shown


def forget(vault: Vault, user_name: str, id_: int) -> bool:
    """Delete one of the user's own searches; tell whether there was one."""
    with vault.database.write() as connection:
        return saved_searches.remove(connection, user_name, id_)


def saved_by(vault: Vault, user_name: str) -> list[SavedSearch]:
    """Return the searches a user keeps, by label."""
    with vault.database.read() as connection:
        return saved_searches.of(connection, user_name)
