"""Answers that stand in a frame of ours, and those that carry what came out of a document.

Markup out of a document was sanitized, and is shown as if it had not been: in a sandbox without
scripts, forms and an origin, under a policy that loads nothing, not even from this site.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files

from starlette.responses import HTMLResponse, Response

from naming_rules.language import Text
from web.security import POLICY
from web.visit import Visit

SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""What a frame with foreign markup may do: open a link in a window of its own."""
_KEPT_SECONDS = 3600
_PICTURE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def framed(answer: Response) -> Response:
    """Let a page of ours stand in a frame on another page of ours."""
    policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    answer.headers["content-security-policy"] = policy
    answer.headers["x-frame-options"] = "SAMEORIGIN"
    return answer


def leaf_page(visit: Visit, markup: str, *, said: Text | None, again: bool) -> Response:
    """Return a page of a document for a sandboxed frame, or what is said instead of it.

    `markup` was sanitized. `again`: it is still being made, and the frame asks by itself.
    """
    style, source = _style()
    theme = f' data-theme="{visit.theme}"' if visit.theme else ""
    language = "zh-Hans" if visit.language == "zh" else "en"
    refresh = '<meta http-equiv="refresh" content="2">' if again else ""
    body = f'<p class="said">{escape(str(said))}</p>' if said else markup
    answer = HTMLResponse(
        f'<!doctype html><html lang="{language}"{theme}><head><meta charset="utf-8">{refresh}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(str(_TITLE))}</title><style>{style}</style></head>"
        f'<body tabindex="0">{body}</body></html>',
        503 if again else 200,
    )
    answer.headers["content-security-policy"] = (
        f"default-src 'none'; img-src data:; style-src '{source}'; base-uri 'none';"
        f" form-action 'none'; frame-ancestors 'self'; sandbox {SANDBOX}"
    )
    answer.headers["x-frame-options"] = "SAMEORIGIN"
    if again:
        answer.headers["retry-after"] = "2"
    return answer


_TITLE = Text("预览", "Preview")


def picture_response(data: bytes, *, kept: bool) -> Response:
    """Return a picture; `kept`: the browser may keep it for an hour."""
    answer = Response(data, media_type="image/webp")
    answer.headers["content-security-policy"] = _PICTURE_POLICY
    if kept:
        answer.headers["cache-control"] = f"private, max-age={_KEPT_SECONDS}"
    return answer


@cache
def _style() -> tuple[str, str]:
    """Return the style of foreign pages, and its hash for the policy: no other may stand there."""
    style = (files("web") / "static" / "leaf.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return style, f"sha256-{digest}"
