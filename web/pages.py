"""Pages: a template, and one documented dataclass with its variables."""

from __future__ import annotations

import base64
import datetime
import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from naming_rules.language import Text, current_language
from web import catalogue
from web.naming import spoken
from web.site import Site
from web.visit import Visit, session_cookie, site_of, visit_cookie

_NOTICE = "docvault-notice"
_LONGEST_NOTICE = 1500
_UNITS = ("B", "KB", "MB", "GB", "TB")
_KILO = 1024
_QUICKLY = 4


def page(
    request: Request, visit: Visit, template: str, content: object, *, status: int = 200
) -> Response:
    """Render a template, which sees `page` (the content), `visit`, `site`, `person` and `path`."""
    site = site_of(request)
    cookies = request.cookies if request.state.entrance.cookies else {}
    html = (
        environment()
        .get_template(template)
        .render(
            page=content,
            visit=visit,
            site=site,
            person=site.person,
            path=request.url.path,
            notice=_notice(cookies, site),
            csrf_field=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(
                visit.csrf
            ),
        )
    )
    answer = _packed(request, html, status)
    if _NOTICE in cookies:
        answer.delete_cookie(_NOTICE)
    takes_cookies = request.state.entrance.cookies
    if takes_cookies and visit.user is None and visit_cookie(site) not in cookies:
        set_cookie(site, answer, visit_cookie(site), request.state.new_visit)
    return answer


def _packed(request: Request, html: str, status: int) -> HTMLResponse:
    """Return the page, packed where the browser takes it.

    That its length tells something of the token in it (BREACH) is of no use to another site: the
    cookie does not travel with what another site asks for.
    """
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(html, status, {"vary": "accept-encoding"})
    packed = gzip.compress(html.encode(), _QUICKLY, mtime=0)
    return HTMLResponse(packed, status, {"content-encoding": "gzip", "vary": "accept-encoding"})


def redirect(
    request: Request, url: str, *, notice: Text | None = None, bad: bool = False
) -> RedirectResponse:
    """Send the browser to another page of ours, which shows the notice once. `url` is a path."""
    answer = RedirectResponse(url, 303)
    if notice:
        tell_next(request, answer, notice, bad=bad)
    return answer


def tell_next(request: Request, answer: Response, notice: Text, *, bad: bool = False) -> None:
    """Let the next page that is opened after this answer show the notice once."""
    site = site_of(request)
    said = json.dumps([str(notice)[:_LONGEST_NOTICE], bad]).encode()
    text = base64.urlsafe_b64encode(said).decode("ascii")
    set_cookie(site, answer, _NOTICE, f"{text}.{site.sign('notice', text)}", seconds=60)


def set_cookie(
    site: Site, answer: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Set a cookie that no script can read and no other site's form can send."""
    answer.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=site.secure
    )


def sign_in(request: Request, answer: Response, secret: str) -> None:
    """Let the browser carry the session of this secret from now on."""
    site = site_of(request)
    set_cookie(site, answer, session_cookie(site), secret)
    answer.delete_cookie(visit_cookie(site))


def sign_out(request: Request, answer: Response) -> None:
    """Let the browser forget the session, and what it kept of our pages."""
    site = site_of(request)
    answer.delete_cookie(session_cookie(site), secure=site.secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'


def _notice(cookies: Mapping[str, str], site: Site) -> tuple[str, bool] | None:
    text, _, signature = cookies.get(_NOTICE, "").partition(".")
    if not text or not site.is_signed("notice", text, signature):
        return None
    said, bad = json.loads(base64.urlsafe_b64decode(text))
    return said, bad


@cache
def environment() -> Environment:
    """Return the templates; what they show is text unless it is marked as HTML of ours."""
    made = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    callables: Any = made
    callables.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)
    made.globals |= {"static": static, "icon": icon, "kind_mark": kind_mark}
    made.filters |= {
        "open_parts": spoken,
        "moment": moment,
        "day": day,
        "size": size,
        "number": number,
    }
    return made


@cache
def static(name: str) -> str:
    """Return the address of a file of ours; it changes with the file, so browsers keep it."""
    data = (files("web") / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(data).hexdigest()[:12]}"


def icon(name: str) -> Markup:
    """Return one of the icons of icons.html; words beside it say what it means."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>').format(name)


_MARKS = {
    "word": ("doc", "docx", "odt", "rtf", "wps"),
    "sheet": ("xls", "xlsx", "xlsb", "ods", "csv", "et"),
    "slides": ("ppt", "pptx", "odp", "dps"),
    "pdf": ("pdf",),
    "picture": ("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"),
}


def kind_mark(extension: str) -> Markup:
    """Return a small mark that says what kind of file it is, by its extension."""
    kind = next((kind for kind, known in _MARKS.items() if extension.lower() in known), "other")
    return Markup('<span class="kind {}" aria-hidden="true">{}</span>').format(
        kind, extension[:4].upper()
    )


def moment(at: datetime.datetime) -> Markup:
    """Return a time as the clock on the wall shows it, exact for programs."""
    shown = format_datetime(at.astimezone(), "yyyy-MM-dd HH:mm", locale=_locale())
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)


def day(at: datetime.date) -> str:
    """Return a day as it is written in names' neighbourhood: 2023-10-11."""
    return str(format_date(at, "yyyy-MM-dd", locale=_locale()))


def size(count: int) -> str:
    """Return a number of bytes in the unit people read."""
    value = float(count)
    unit = 0
    while value >= _KILO and unit < len(_UNITS) - 1:
        value, unit = value / _KILO, unit + 1
    shown = f"{value:.0f}" if unit == 0 or value >= 10 else f"{value:.1f}"  # noqa: PLR2004
    return f"{shown} {_UNITS[unit]}"


def number(value: int) -> str:
    """Return a number with its thousands apart."""
    return str(format_decimal(value, locale=_locale()))


def _locale() -> str:
    return "zh_Hans_CN" if current_language() == "zh" else "en"
