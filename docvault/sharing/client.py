"""A client that opens a link and knows nothing but the protocol: the link, HTTP, the keys.

What it saves was decrypted here and compared with the SHA-256 in the manifest; a download that
breaks off goes on where it stopped. The secret of the link never leaves this process.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import httpx2 as httpx

from docvault.errors import LinkRefused, LinkUnreachable, LinkUnsafe, LinkWrong, TriesExceeded
from docvault.model.share import Mode
from docvault.sharing import keys
from docvault.sharing.keys import Link, Policy, from_text, to_text
from docvault.store.files import store_errors
from docvault.store.sealed_stream import open_stream
from naming_rules.language import Text, current_language

_SECONDS = 60.0
_RENDERING_SECONDS = 120.0
_TRIES = 6
_PIECE = 1 << 18
_LONGEST_NAME = 255  # bytes, on every usual file system
_JSON_MOST = 8 << 20
_MOST_FILES, _MOST_PAGES = 1000, 10_000

Password = Callable[[], str]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was saved; of a page picture, `sha256` is nothing that was promised."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Keys:
    """What decrypts the files of a link."""

    cek: bytes
    ticket: str
    manifest: dict[str, Any]


class Opener:
    """A link, and the server it leads to."""

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        """Read a link. Raises LinkBroken (cut off), LinkWrong (none of ours)."""
        parts = urlsplit(unquote(url.strip()) if "#" not in url else url.strip())
        place, _, sid = parts.path.rpartition("/")
        if parts.scheme not in {"http", "https"} or not parts.hostname or place != "/s":
            raise LinkWrong
        self._link = Link.parse(sid, parts.fragment)
        self.host = parts.netloc
        self._client = httpx.Client(
            base_url=f"{parts.scheme}://{parts.netloc}/s/{sid}/",
            timeout=_SECONDS,
            headers={"accept": "application/json", "accept-language": current_language()},
            transport=transport,
        )

    def __enter__(self) -> Self:
        """Stand open until the end of the block."""
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def save(
        self,
        folder: Path,
        password: Password,
        progress: Progress = lambda count: None,
        *,
        at_hand: bool = False,
    ) -> Iterator[Saved]:
        """Open the link, once, and save what it holds; nothing that is there is overwritten.

        `password` is asked only where the link needs one; `at_hand`: it does not bother anybody, so
        it is also asked where the server does not tell. Raises LinkRefused, TriesExceeded,
        LinkUnreachable, LinkWrong, LinkUnsafe, SealBroken, StoreError.
        """
        _ensure_writable(folder)
        claim = {"auth": to_text(self._link.auth)}
        try:
            known = self._call("about", claim)
        except LinkRefused:
            yield from self._tried(folder, claim, password if at_hand else None, progress)
            return
        if known.get("password"):
            claim["password"] = password()
        save = self._pages if known.get("mode") == Mode.VIEW.value else self._files
        yield from save(folder, claim, progress)

    def _tried(
        self, folder: Path, claim: dict[str, str], password: Password | None, progress: Progress
    ) -> Iterator[Saved]:
        """Open a link on a server that does not tell what a link asks for; the protocol need not.

        The link's part of the key is sent only where it cannot be downloaded.
        """
        if password:
            claim["password"] = password()
        try:
            opened = self._call("open", claim)
        except LinkRefused:
            yield from self._pages(folder, claim, progress)
        else:
            yield from self._kept(folder, opened, claim, progress)

    def _files(self, folder: Path, claim: dict[str, str], progress: Progress) -> Iterator[Saved]:
        yield from self._kept(folder, self._call("open", claim), claim, progress)

    def _kept(
        self, folder: Path, answer: dict[str, Any], claim: dict[str, str], progress: Progress
    ) -> Iterator[Saved]:
        opened = self._unlocked(answer, claim.get("password"))
        for file in opened.manifest["files"]:
            yield self._file(folder, opened, file, progress)

    def _unlocked(self, told: dict[str, Any], password: str | None) -> _Keys:
        """Return what the answer to `open` decrypts to. Raises LinkWrong."""
        link = self._link
        try:
            policy = _policy(told["policy"], link)
            part = keys.NO_PASSWORD
            if told["password_salt"] is not None:
                salt = from_text(told["password_salt"], keys.PASSWORD_SALT)
                part = keys.password_key(keys.password_root(password or "", salt), link.sid)
            half = from_text(told["server_half"], keys.KEY)
            kek = keys.key_of_keys(link.link_key, half, part, policy)
            commit = from_text(told["commit"], keys.KEY)
            cek = keys.unwrap(kek, from_text(told["wrapped_key"]), commit, policy)
            manifest = keys.open_manifest(cek, from_text(told["manifest"]), policy)
            return _Keys(cek, str(told["ticket"]), manifest)
        except (KeyError, TypeError, ValueError) as exc:
            raise LinkWrong from exc

    def _file(self, folder: Path, opened: _Keys, file: dict[str, Any], progress: Progress) -> Saved:
        name, number = _plain(str(file["name"])), int(file["i"])
        material = keys.file_key(opened.cek, self._link.sid, number)
        digest, size = hashlib.sha256(), 0

        def plaintext() -> Iterator[bytes]:
            nonlocal size
            for piece in open_stream(self._ciphertext(number, opened.ticket), material):
                digest.update(piece)
                size += len(piece)
                progress(len(piece))
                yield piece
            if digest.hexdigest() != file["sha256"] or size != file["size"]:
                raise LinkWrong

        return Saved(_save(folder, name, plaintext()), size, digest.hexdigest())

    def _ciphertext(self, number: int, ticket: str) -> Iterator[bytes]:
        """Yield a file as it was sealed; what breaks off goes on where it stopped."""
        at, etag, tries = 0, "", 0
        while True:
            headers = {"authorization": f"DV1 {ticket}", "accept-encoding": "identity"}
            if at:
                headers |= {"range": f"bytes={at}-", "if-range": etag}
            try:
                with self._client.stream("GET", f"b/{number}", headers=headers) as answer:
                    if answer.status_code not in {200, 206}:
                        answer.read()
                        self._refuse(answer)
                    if (answer.status_code == 206) != bool(at):  # noqa: PLR2004 - a part
                        raise LinkWrong  # it is another file by now
                    etag = answer.headers.get("etag", "")
                    for piece in answer.iter_raw(_PIECE):
                        at, tries = at + len(piece), 0
                        yield piece
            except httpx.TransportError as exc:
                tries += 1
                if tries >= _TRIES or not etag:
                    raise self._unreachable(exc) from exc
                time.sleep(min(2 ** (tries - 1) / 4, 8))
            else:
                return

    def _pages(self, folder: Path, claim: dict[str, str], progress: Progress) -> Iterator[Saved]:
        claim |= {"link_key": to_text(self._link.link_key)}
        self._call("view", claim)
        for number in range(_MOST_FILES):
            label = "page" if number == 0 else f"document-{number + 1}-page"
            count = 0
            for page in range(1, _MOST_PAGES + 1):
                data = self._page(number, page)
                if data is None:
                    break
                count += 1
                progress(len(data))
                path = _save(folder, f"{label}-{page:03d}.webp", iter([data]))
                yield Saved(path, len(data), hashlib.sha256(data).hexdigest())
            if not count:
                return

    def _page(self, number: int, page: int) -> bytes | None:
        """Return the picture of a page, None where there is none."""
        until = time.monotonic() + _RENDERING_SECONDS
        while True:
            answer = self._asked("GET", f"p/{number}/{page}", headers={"accept": "image/webp"})
            if answer.status_code == httpx.codes.OK:
                return bytes(answer.content)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > until:
                return None
            time.sleep(_seconds(answer, 1))

    def _call(self, what: str, content: dict[str, str]) -> dict[str, Any]:
        answer = self._asked("POST", what, json=content)
        if answer.status_code != httpx.codes.OK:
            self._refuse(answer)
        told = _object(answer)
        if told is None:
            raise LinkWrong
        return told

    def _asked(self, method: str, what: str, **more: Any) -> httpx.Response:
        try:
            return self._client.request(method, what, **more)
        except httpx.TransportError as exc:
            raise self._unreachable(exc) from exc

    def _refuse(self, answer: httpx.Response) -> None:
        """Raise what a refusal says."""
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise TriesExceeded(seconds=_seconds(answer, 60))
        error = (_object(answer) or {}).get("error")
        if answer.status_code == httpx.codes.NOT_FOUND and isinstance(error, dict):
            said = str(error.get("message", ""))[:1000]
            raise LinkRefused(said=Text(said, said))
        raise LinkUnreachable(host=self.host, reason=f"HTTP {answer.status_code}")

    def _unreachable(self, error: httpx.TransportError) -> LinkUnreachable:
        return LinkUnreachable(host=self.host, reason=str(error) or type(error).__name__)


def _policy(text: str, link: Link) -> Policy:
    """Return the policy that is written so; what is not its own spelling is another's."""
    told = json.loads(text)
    policy = Policy(link.sid, Mode(told["mode"]), bool(told["pw"]), int(told["files"]))
    if policy.text != text:
        raise LinkWrong
    return policy


def _plain(name: str) -> str:
    """Return a name under which a file may be saved here. Raises LinkUnsafe for a path and such."""
    wrong = set(name) & set('/\\:*?"<>|\0') or not name.isprintable()
    if wrong or not name.strip(". ") or len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise LinkUnsafe(name=name[:80])
    return name


def _ensure_writable(folder: Path) -> None:
    """Raise StoreError where nothing can be saved, before an opening is spent."""
    draft = folder / f".{secrets.token_hex(8)}.part"
    with store_errors(folder):
        draft.touch(exist_ok=False)
        draft.unlink()


def _save(folder: Path, name: str, pieces: Iterator[bytes]) -> Path:
    """Write a file whole or not at all, under a name that is free; return where it is."""
    draft = folder / f".{secrets.token_hex(8)}.part"
    with store_errors(folder):
        try:
            with draft.open("xb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            target = _free(folder, name)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return target


def _free(folder: Path, name: str) -> Path:
    """Take a name that nothing has: the file's own, else `name (2).ext`."""
    stem, dot, extension = name.rpartition(".") if "." in name[1:] else (name, "", "")
    for number in itertools.count(1):
        path = folder / (name if number == 1 else f"{stem} ({number}){dot}{extension}")
        with contextlib.suppress(FileExistsError):
            path.touch(exist_ok=False)
            return path
    raise AssertionError


def _object(answer: httpx.Response) -> dict[str, Any] | None:
    """Return a JSON object, None where it is none."""
    if len(answer.content) > _JSON_MOST:
        return None
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _seconds(answer: httpx.Response, otherwise: int) -> int:
    text = answer.headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() else otherwise
