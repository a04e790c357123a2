"""`If-Match`, `If-None-Match` and `If-Range`: what the caller has already (RFC 9110 §13)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def is_other(headers: Mapping[str, str], etag: str) -> bool:
    """Tell whether `If-Match` names only other states than `etag`: then 412, and nothing done."""
    wanted = headers.get("if-match")
    if wanted is None or wanted.strip() == "*":
        return False
    return not any(tag == etag and not weak for weak, tag in _TAG.findall(wanted))


def is_known(headers: Mapping[str, str], etag: str) -> bool:
    """Tell whether `If-None-Match` says that the caller has `etag` already: then 304."""
    known = headers.get("if-none-match")
    if known is None:
        return False
    return known.strip() == "*" or any(tag == etag for _, tag in _TAG.findall(known))


def goes_on(headers: Mapping[str, str], etag: str) -> bool:
    """Tell whether `If-Range` allows a part: the caller's other part is of the same bytes."""
    # A date would do only if it were exact to the second and ours; there is none, so all is sent.
    return headers.get("if-range", etag).strip() == etag
