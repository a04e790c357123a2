"""What an error is over HTTP: one table, and for people a page that says what to do.

This is the edge: whatever was not foreseen gets an id here, is logged under it, and is shown.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from docvault.errors import (
    BadArgument,
    Conflict,
    DiskFull,
    DocVaultError,
    NotAllowed,
    NotFound,
    QueryRefused,
    Refused,
    ShareRefused,
    StoreError,
    TriesExceeded,
    UsageError,
    VersionMoved,
)
from docvault.shapes import error_json
from naming_rules.language import Text
from web.asked import readable, shown_of

STATUS: dict[type[DocVaultError], int] = {
    VersionMoved: 412,
    TriesExceeded: 429,
    NotFound: 404,
    Refused: 422,
    NotAllowed: 403,
    Conflict: 409,
    ShareRefused: 404,
    QueryRefused: 400,
    UsageError: 400,
    DiskFull: 507,
    StoreError: 503,
}
"""A class of errors -> status; the first that fits."""

_INTERNAL = Text(
    "内部错误（编号 {incident}）。已签入的文件完好；请把编号告诉管理员。",
    "Internal error ({incident}). What was checked in is safe; tell the administrator the number.",
)
_BY_STATUS = {
    400: Text("请求无法理解。", "The request is not clear."),
    401: Text("请先登录，或给出有效的令牌。", "Sign in first, or give a valid token."),
    404: Text("没有这个页面。", "There is no such page."),
    405: Text("这里不能这样做。", "This cannot be done here."),
    408: Text(
        "等待数据超时，没有改动任何东西。", "Waiting for data took too long; nothing changed."
    ),
    413: Text("内容太大，没有改动任何东西。", "That is too large; nothing was changed."),
    421: Text("本站不使用这个主机名。", "This site does not go by that host name."),
    429: Text("请求太多，请稍后再试。", "Too many requests; try again a little later."),
}
_UNKNOWN = Text("请求失败（{status}）。", "The request failed ({status}).")


class Elsewhere(Exception):
    """The answer is on another page."""

    def __init__(self, *, url: str) -> None:
        """Name the path of the other page."""
        super().__init__(url)
        self.url = url


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The variables of error.html."""

    status: int
    code: str
    message: str
    suggestion: str | None = None


def status_of(error: DocVaultError) -> int:
    """Return the HTTP status of an error: that of its class."""
    return next(status for family, status in STATUS.items() if isinstance(error, family))


def wants_json(request: Request) -> bool:
    """Tell whether a program asks, not a person."""
    return request.url.path.startswith("/api/") or request.headers.get("accept", "").startswith(
        "application/json"
    )


def install(app: FastAPI) -> None:
    """Let the app answer errors as this table says."""
    app.add_exception_handler(DocVaultError, _told)
    app.add_exception_handler(Elsewhere, _elsewhere)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, DocVaultError)  # noqa: S101 - it is what this handler is for
    status = status_of(error)
    if wants_json(request):
        return JSONResponse(error_json(error), status)
    suggestion = error.fields.get("suggestion")
    shown = ErrorPage(status, error.code, str(error), str(suggestion) if suggestion else None)
    return _page(request, shown)


def _elsewhere(request: Request, error: Exception) -> Response:
    assert isinstance(error, Elsewhere)  # noqa: S101 - as above
    if wants_json(request):
        return _said(request, 401, "not-signed-in", str(_BY_STATUS[401]))
    return RedirectResponse(error.url, 303)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    message = _BY_STATUS.get(error.status_code, _UNKNOWN).format(status=error.status_code)
    answer = _said(request, error.status_code, f"http-{error.status_code}", str(message))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    first = error.errors()[0]
    place = first["loc"]
    where = readable(".".join(str(part) for part in place[1:]) or str(place[0]))
    value = shown_of(first, place)
    return _told(request, BadArgument(argument=where, value=value, allowed=readable(first["msg"])))


def _unforeseen(request: Request, error: Exception) -> Response:
    incident = secrets.token_hex(4)
    logging.getLogger("web").error("incident %s", incident, exc_info=error)
    return _said(request, 500, "internal-error", str(_INTERNAL.format(incident=incident)))


def _said(request: Request, status: int, code: str, message: str) -> Response:
    if wants_json(request):
        return JSONResponse({"error": {"code": code, "message": message}}, status)
    return _page(request, ErrorPage(status, code, message))


def _page(request: Request, shown: ErrorPage) -> Response:
    from web.pages import page  # noqa: PLC0415 - pages know errors
    from web.visit import visit_of  # noqa: PLC0415 - as above

    template = request.state.entrance.errors
    return page(request, visit_of(request), template, shown, status=shown.status)
