"""Where to go next, as a form or an address says: only ever to a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

_LONGEST = 2000


def next_page(wanted: str, otherwise: str = "/") -> str:
    r"""Return `wanted` when it is a path of this site, else `otherwise`.

    Browsers read `//host`, `/\host` and `/<tab>/host` as other sites, and skip control characters.
    """
    plain = wanted.isprintable() and "\\" not in wanted and len(wanted) <= _LONGEST
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    leaves_again = parts.path in {"/sign-in", "/sign-out"} or parts.path.startswith("/sign-in/")
    return otherwise if parts.scheme or parts.netloc or leaves_again else wanted
