"""What this process has served, as Prometheus counts it."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)


class Measures:
    """The figures of one application: how many requests, how long, and what the process uses."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Histogram(
            "docvault_http_request_seconds",
            "Requests by route and status, to the end of the answer",
            ("method", "route", "status"),
            registry=self.registry,
            buckets=_SECONDS,
        )


class Measured:
    """Around all routes: counts each request under its route, never under its path."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve and measure."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # what did not even begin to answer

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.monotonic()
        try:
            await self.app(scope, receive, noting)
        finally:
            # What is asked for is the caller's to choose; the labels are not.
            method = scope["method"] if scope["method"] in _METHODS else "other"
            seconds = time.monotonic() - began
            self.measures.requests.labels(method, _template(scope), str(status)).observe(seconds)


def _template(scope: Scope) -> str:
    """Return the path of the route as it is declared; `none` for files and for what is no route.

    A route of an included router knows only its own end; where it was included is said beside.
    """
    included = scope.get("fastapi", {}).get("effective_route_context")
    return str(getattr(included or scope.get("route"), "path_format", "none"))
