"""The bytes of a version as a response: verified, in parts if asked for, never run by a browser.

The bytes are compared with the register's SHA-256 before the first of them is sent, and lie in a
file without a name from then on. So a slow reader holds neither git nor memory, and a damaged
version is an error instead of half a download.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO

from starlette.requests import Request
from starlette.responses import Response

from docvault.model.document import Document
from docvault.model.media_types import can_be_shown, media_type
from docvault.model.version import Version
from web.closing import ClosingResponse
from web.disposition import disposition
from web.heads import is_head
from web.preconditions import goes_on, is_known, is_other
from web.ranges import Span, Unsatisfiable, span_of

if TYPE_CHECKING:
    from web.site import Site

_PIECE = 64 << 10
_SANDBOX = "default-src 'none'; sandbox"
# Browsers refuse to open their own PDF viewer inside a sandbox.
_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


def content_response(
    request: Request, site: Site, document: Document, version: Version, *, inline: bool = False
) -> Response:
    """Return a version's bytes as the answer to `request` (GET or HEAD).

    Access is decided before. `inline`: kinds that a browser can show safely are shown, others are
    saved all the same. Understands `Range`, `If-Range`, `If-Match` and `If-None-Match`; the ETag is
    the SHA-256. Raises StoreCorrupt, DiskFull.
    """
    headers = _headers(version, inline=inline)
    if is_other(request.headers, headers["ETag"]):
        return Response(status_code=HTTPStatus.PRECONDITION_FAILED, headers=headers)
    if is_known(request.headers, headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        part = _part(request, headers["ETag"], version.size)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{version.size}"
        return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    span = part or Span(0, version.size)
    headers |= {"Content-Length": str(span.length), "Content-Type": media_type(version.name)}
    if part:
        headers["Content-Range"] = part.of(version.size)
    status = HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK
    if is_head(request):
        return Response(status_code=status, headers=headers)
    file = site.vault.open_version(document, version)
    return ClosingResponse(_pieces(file, span), file.close, status=status, headers=headers)


def etag_of(version: Version) -> str:
    """Return the entity tag of a version's bytes: their SHA-256."""
    return f'"{version.sha256}"'


def _part(request: Request, etag: str, size: int) -> Span | None:
    if is_head(request) or not goes_on(request.headers, etag):
        return None
    return span_of(request.headers.get("range"), size)


def _headers(version: Version, *, inline: bool) -> dict[str, str]:
    shown = inline and can_be_shown(version.name)
    digest = base64.b64encode(bytes.fromhex(version.sha256)).decode("ascii")
    is_pdf = shown and media_type(version.name) == "application/pdf"
    return {
        "ETag": etag_of(version),
        "Repr-Digest": f"sha-256=:{digest}:",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(version.name, inline=shown),
        "Content-Security-Policy": _VIEWER if is_pdf else _SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }


def _pieces(file: BinaryIO, span: Span) -> Iterator[bytes]:
    file.seek(span.start)
    left = span.length
    while left and (piece := file.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
