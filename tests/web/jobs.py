"""Long work in tests: followed to its end as a browser without scripts would."""

from __future__ import annotations

import time

import httpx2 as httpx
from starlette.testclient import TestClient

_LONGEST = 60.0


def finished(client: TestClient, begun: httpx.Response) -> httpx.Response:
    """Return the answer of the job's page once it leads to what the job came to, or failed."""
    assert begun.status_code == 303, begun.text
    page = begun.headers["location"]
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        answer = client.get(page)
        if answer.status_code == 303 or "notice bad" in answer.text:
            return answer
        time.sleep(0.05)
    raise TimeoutError(page)
