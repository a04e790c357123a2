"""Partners who open links from a process of their own, with nothing but the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import http.client
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlsplit

from docvault.sharing import keys
from docvault.sharing.keys import Link

_PIECE = 1 << 20


@dataclass(frozen=True)
class Opening:
    """What opening a link gave."""

    ticket: str
    cek: bytes
    sha256: str


def opening(url: str, link: Link) -> Opening:
    """Open a link without a password once."""
    answer = _post(url, f"/s/{link.sid_text}/open", {"auth": keys.to_text(link.auth)})
    policy = keys.Policy(link.sid, keys.Mode.DOWNLOAD, password=False, files=1)
    half = keys.from_text(answer["server_half"])
    kek = keys.key_of_keys(link.link_key, half, keys.NO_PASSWORD, policy)
    wrapped, commit = (keys.from_text(answer[name]) for name in ("wrapped_key", "commit"))
    cek = keys.unwrap(kek, wrapped, commit, policy)
    manifest = keys.open_manifest(cek, keys.from_text(answer["manifest"]), policy)
    return Opening(answer["ticket"], cek, manifest["files"][0]["sha256"])


def ciphertext(url: str, link: Link, ticket: str, start: int = 0) -> Iterator[bytes]:
    """Yield the ciphertext of the first document, from a place on."""
    headers = {"Authorization": f"DV1 {ticket}"}
    if start:
        headers["Range"] = f"bytes={start}-"
    with contextlib.closing(_connection(url)) as connection:
        connection.request("GET", f"/s/{link.sid_text}/b/0", headers=headers)
        answer = connection.getresponse()
        if answer.status != (206 if start else 200):
            raise RuntimeError(answer.status)
        while piece := answer.read(_PIECE):
            yield piece


def hash_from(url: str, link: Link, ticket: str, start: int, before: bytes) -> str:
    """Return the SHA-256 of a download that was broken off at `start` and resumed there."""
    digest = hashlib.sha256(before)
    for piece in ciphertext(url, link, ticket, start):
        digest.update(piece)
    return digest.hexdigest()


def at_once(url: str, link: Link, ticket: str, count: int) -> tuple[int, float]:
    """Download the first document so many times at once; return how many came whole, and seconds.

    Runs in a process of its own.
    """
    with get_context("spawn").Pool(1) as apart:
        return apart.apply(_all, (url, link.sid_text, ticket, count))


def refusals(url: str, calls: list[tuple[str, Link]]) -> dict[str, list[tuple[float, int, int]]]:
    """Try links that do not open, one by one; return of each kind seconds, status and length.

    Each comes from another address, as a proxy on this machine tells it.
    """
    found: dict[str, list[tuple[float, int, int]]] = {}
    with contextlib.closing(_connection(url)) as connection:
        for number, (kind, link) in enumerate(calls):
            where = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            headers = {"Content-Type": "application/json", "X-Forwarded-For": where}
            body = json.dumps({"auth": keys.to_text(link.auth)})
            start = time.perf_counter()
            connection.request("POST", f"/s/{link.sid_text}/open", body, headers)
            answer = connection.getresponse()
            length = len(answer.read())
            took = time.perf_counter() - start
            found.setdefault(kind, []).append((took, answer.status, length))
    return found


def _post(url: str, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
    with contextlib.closing(_connection(url)) as connection:
        connection.request("POST", path, json.dumps(content), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        told: dict[str, Any] = json.loads(answer.read())
    if answer.status != 200:
        raise RuntimeError(told)
    return told


def _connection(url: str) -> http.client.HTTPConnection:
    place = urlsplit(url)
    return http.client.HTTPConnection(str(place.hostname), place.port, timeout=120)


def _all(url: str, sid: str, ticket: str, count: int) -> tuple[int, float]:
    async def every() -> tuple[int, float]:
        start = time.perf_counter()
        done = await asyncio.gather(*(_one(url, sid, ticket) for _ in range(count)))
        return sum(done), time.perf_counter() - start

    return asyncio.run(every())


async def _one(url: str, sid: str, ticket: str) -> bool:
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    request = (
        f"GET /s/{sid}/b/0 HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
        f"Authorization: DV1 {ticket}\r\n\r\n"
    )
    writer.write(request.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    wanted, got = int(fields.get(b"content-length", b"0")), 0
    while piece := await reader.read(_PIECE):
        got += len(piece)
    writer.close()
    return head.startswith(b"HTTP/1.1 200") and got == wanted
