"""`docvault-open`: a partner's program that has the link and nothing else, at a real server."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from docvault import vault as vaults
from docvault.cli.main import run
from docvault.cli.open_link import NAME, open_link
from docvault.cli.session import Session
from docvault.errors import DocVaultError, LinkUnsafe, LinkWrong
from docvault.model.share import Mode, Share
from docvault.sharing import ending, keys, telling
from docvault.sharing.client import Opener
from docvault.sharing.keys import Link, Policy, to_text
from docvault.sharing.making import create
from docvault.sharing.rules import Wanted
from docvault.store.sealed_stream import seal_stream
from tests.cli.conftest import Done
from tests.docvault.extract import files
from tests.web.conftest import WEEKLY
from tests.web.live import live
from web.site import Site

PASSWORD = "correct horse"
PAGES = "运营部-内部通知-20231007-V1.0-值班.pdf"
LARGE = "运营部-内部通知-20231009-V1.0-大文件.txt"
Make = Callable[..., str]


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with live(site) as url:
        yield url


@pytest.fixture
def make(site: Site, address: str, tmp_path: Path) -> Make:
    """Makes a link as it is sent to partners; the last one is `make.share`."""
    vault = site.vault
    vaults.add(vault, files.pdf(tmp_path / PAGES, "eins", "zwei"), actor="lin")
    (tmp_path / LARGE).write_bytes(bytes(range(256)) * 20_000)
    vaults.add(vault, tmp_path / LARGE, actor="lin")

    def made(*names: str, mode: Mode = Mode.DOWNLOAD, **more: Any) -> str:
        pairs = [(found, vault.version(found)) for found in map(vault.find, names)]
        share, link = create(vault, Wanted(pairs, mode, **more), actor=vault.actor("lin"))
        shares.append(share)
        return link.at(address)

    shares: list[Share] = []
    made.share = lambda: shares[-1]  # type: ignore[attr-defined]
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "partner").mkdir()
    return tmp_path / "partner"


def opening(folder: Path, url: str, *more: str) -> Done:
    """Run the program in this process."""
    out, err = io.StringIO(), io.StringIO()
    line = [url, "-o", str(folder), *more]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(Session(json="--json" in line), line, open_link, NAME)
    return Done(status, out.getvalue(), err.getvalue())


def test_files_are_saved_and_nothing_is_overwritten(make: Make, folder: Path, site: Site) -> None:
    url = make(WEEKLY, LARGE)
    done = opening(folder, url, "--json")
    assert (done.status, done.err) == (0, "")
    for name, told in zip((WEEKLY, LARGE), done.json, strict=True):
        found = site.vault.find(name)
        data = (folder / name).read_bytes()
        assert data == site.vault.root.joinpath(found.path).read_bytes()
        assert told == {
            "path": str(folder / name),
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    (folder / WEEKLY).write_bytes(b"mine")
    assert opening(folder, url).status == 0
    assert (folder / WEEKLY).read_bytes() == b"mine"
    assert (folder / WEEKLY.replace(".xlsx", " (2).xlsx")).stat().st_size > 100
    assert len(list(folder.iterdir())) == 4


class _Sparing(httpx.BaseTransport):
    """A server that knows the calls of the protocol and no others."""

    def __init__(self) -> None:
        self._way = httpx.HTTPTransport()
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path.rpartition("/")[2])
        if self.asked[-1] == "about":
            error = {"error": {"code": "share-refused", "message": "no"}}
            return httpx.Response(404, json=error, request=request)
        return self._way.handle_request(request)

    def close(self) -> None:
        self._way.close()


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_nothing_but_the_protocol_is_needed(
    make: Make, folder: Path, mode: Mode, password: str | None
) -> None:
    url = make(PAGES, mode=mode, password=password)
    way = _Sparing()
    with Opener(url, transport=way) as opener:
        saved = list(opener.save(folder, lambda: PASSWORD, at_hand=bool(password)))
    assert len(saved) == (2 if mode is Mode.VIEW else 1)
    assert "view" not in way.asked or mode is Mode.VIEW


def test_pages_are_saved_where_looking_is_all(make: Make, folder: Path, site: Site) -> None:
    url = make(PAGES, mode=Mode.VIEW)
    done = opening(folder, url)
    assert (done.status, done.err) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["page-001.webp", "page-002.webp"]
    assert (folder / "page-001.webp").read_bytes()[8:12] == b"WEBP"
    share: Share = make.share()  # type: ignore[attr-defined]
    story = telling.story(site.vault, share.id, actor=site.vault.actor("lin"))
    assert story.seen == {0: [1, 2]}
    assert story.share.opens == 1


def test_a_password_is_asked_for_and_a_wrong_one_is_told(
    make: Make, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make(WEEKLY, password=PASSWORD)
    for typed, status in (("not this one", 7), (PASSWORD, 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        assert opening(folder, url, "--password-stdin").status == status
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert opening(folder, url).status == 2
    assert [path.name for path in folder.iterdir()] == [WEEKLY]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda url: url[:-5], "link-broken", "cut off"),
        (lambda url: url.replace("#", "%23"), None, ""),
        (lambda url: url.partition("#")[0], "link-broken", "cut off"),
        (lambda _: "https://docs.example/other", "link-wrong", ""),
        (lambda _: "file:///etc/passwd", "link-wrong", ""),
        (lambda _: "nonsense", "link-wrong", ""),
        (lambda _: Link.new().at("http://127.0.0.1:9"), "link-unreachable", "127.0.0.1:9"),
    ],
)
def test_what_is_wrong_with_a_link_is_said(
    make: Make, folder: Path, change: Callable[[str], str], code: str | None, said: str
) -> None:
    done = opening(folder, change(make(WEEKLY)), "--json")
    if code is None:
        assert done.status == 0
        return
    assert done.error["code"] == code
    assert said in done.error["message"]
    assert done.status == (9 if code == "link-unreachable" else 7)
    assert list(folder.iterdir()) == []


def test_links_that_are_over_are_refused(
    make: Make, folder: Path, site: Site, address: str
) -> None:
    url = make(WEEKLY)
    share: Share = make.share()  # type: ignore[attr-defined]
    ending.revoke(site.vault, share.id, actor=site.vault.actor("lin"))
    done = opening(folder, url, "--json")
    assert (done.status, done.error["code"]) == (7, "share-refused")
    assert opening(folder, Link.new().at(address)).status == 7
    assert list(folder.iterdir()) == []


def test_the_folder_is_made_before_an_opening_is_spent(make: Make, folder: Path) -> None:
    url = make(WEEKLY, max_opens=1)
    (folder / "file").write_bytes(b"")
    assert opening(folder / "file", url).status in {3, 9}
    assert opening(folder / "new", url).status == 0
    assert (folder / "new" / WEEKLY).is_file()
    assert opening(folder, url).status == 7


class Breaking(httpx.BaseTransport):
    """The real way, which breaks each download off after some bytes."""

    def __init__(self, pieces: int) -> None:
        self._inner = httpx.HTTPTransport()
        self._pieces = pieces
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if "/b/" not in str(request.url):
            return answer
        self.asked.append(request.headers.get("range", ""))
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=_Cut(answer, self._pieces)
        )

    def close(self) -> None:
        self._inner.close()


class _Cut(httpx.SyncByteStream):
    def __init__(self, answer: httpx.Response, pieces: int) -> None:
        self._answer, self._left = answer, pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._answer.stream:  # type: ignore[union-attr]
            if self._left == 0:
                raise httpx.ReadError("the connection broke")
            self._left -= 1
            assert isinstance(piece, bytes)
            yield piece

    def close(self) -> None:
        self._answer.close()


def test_a_download_goes_on_where_it_broke_off(make: Make, folder: Path, site: Site) -> None:
    url = make(LARGE)
    way = Breaking(30)
    with Opener(url, transport=way) as opener:
        [saved] = opener.save(folder, lambda: "")
    assert saved.sha256 == site.vault.version(site.vault.find(LARGE)).sha256
    assert len(way.asked) > 1
    assert way.asked[0] == ""
    assert way.asked[1].startswith("bytes=")
    share: Share = make.share()  # type: ignore[attr-defined]
    assert ending.find(site.vault, share.id, actor=site.vault.actor("lin")).opens == 1


class Evil(httpx.BaseTransport):
    """A server of somebody else's, that keeps to the protocol and means no good."""

    def __init__(self, link: Link, name: str, data: bytes, promised: bytes) -> None:
        policy = Policy(link.sid, Mode.DOWNLOAD, False, 1)
        half, cek = secrets.token_bytes(32), secrets.token_bytes(32)
        kek = keys.key_of_keys(link.link_key, half, keys.NO_PASSWORD, policy)
        told = {"i": 0, "name": name, "size": len(promised)}
        told["sha256"] = hashlib.sha256(promised).hexdigest()
        manifest = keys.seal_manifest(cek, {"files": [told], "from": "", "note": ""}, policy)
        key_id = keys.file_key_id(link.sid, 0)
        stream = seal_stream([data], keys.file_key(cek, link.sid, 0), key_id=key_id)
        self._sealed = b"".join(stream)
        self._opened = {
            "server_half": to_text(half),
            "password_salt": None,
            "wrapped_key": to_text(keys.wrap(kek, cek, policy)),
            "commit": to_text(keys.commitment(cek, link.sid)),
            "policy": policy.text,
            "manifest": to_text(manifest),
            "ticket": "t",
        }
        self.sent: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request.read().decode() + str(request.url))
        if "/b/" in str(request.url):
            return httpx.Response(
                200, headers={"etag": '"x"'}, stream=httpx.ByteStream(self._sealed)
            )
        opened = str(request.url).endswith("/open")
        body = self._opened if opened else {"mode": "download", "password": False}
        return httpx.Response(200, content=json.dumps(body))


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/b", "a\\b", "..", ".", "", "a\nb", "a\0b", "c:x", "x" * 300]
)
def test_a_name_that_is_a_path_is_refused(folder: Path, name: str) -> None:
    assert saved_from(folder, name, b"data", b"data") is LinkUnsafe
    assert list(folder.iterdir()) == []
    assert [path.name for path in folder.parent.iterdir()] == ["partner"]


def test_what_is_not_what_was_promised_is_not_saved(folder: Path) -> None:
    assert saved_from(folder, "a.txt", b"data", b"dato") is LinkWrong
    assert list(folder.iterdir()) == []
    assert saved_from(folder, "a.txt", b"data", b"data") is None
    assert (folder / "a.txt").read_bytes() == b"data"


def test_the_secret_of_the_link_is_not_sent(folder: Path) -> None:
    link = Link.new()
    way = Evil(link, "a.txt", b"data", b"data")
    with Opener(link.at("https://docs.example"), transport=way) as opener:
        list(opener.save(folder, lambda: ""))
    for secret in (link.token, to_text(link.secret), to_text(link.link_key)):
        assert secret not in "".join(way.sent)


def saved_from(folder: Path, name: str, data: bytes, promised: bytes) -> type[DocVaultError] | None:
    link = Link.new()
    way = Evil(link, name, data, promised)
    with Opener(link.at("https://docs.example"), transport=way) as opener:
        try:
            list(opener.save(folder, lambda: ""))
        except DocVaultError as error:
            return type(error)
    return None
