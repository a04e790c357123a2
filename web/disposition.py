"""How a browser is told what to do with a file, and what to call it (RFC 6266, RFC 8187)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

# Letters, digits and what RFC 8187 lets stand as itself.
_AS_IT_IS = "!#$&+-.^_`|~"
# A quoted string of a header could be ended by the first two; the others confuse old clients.
_NOT_IN_QUOTES = frozenset('"\\%;/:*?<>|')
_UNSEEN = ("C", "Zl", "Zp")  # control, direction, private, line ends: no name may carry them
_SPOKEN = {"\u00a0": " "}


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the value of `Content-Disposition` for a file of this name, whatever is in it.

    Old clients get ASCII with `_` for what they cannot read, all others the name itself without
    what cannot be seen: a name must neither end the header nor pretend to another extension.
    """
    clean = _cleaned(name)
    plain = "".join(c if c.isascii() and c not in _NOT_IN_QUOTES else "_" for c in clean)
    exact = quote(clean, safe=_AS_IT_IS, encoding="utf-8")
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{exact}"


def _cleaned(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        _SPOKEN.get(c, c) for c in last if not unicodedata.category(c).startswith(_UNSEEN)
    )
    return kept.strip(" .") or "document"
