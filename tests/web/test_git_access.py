"""Archives cloned by the real git client, as anybody would, and by clients that misbehave."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2 as httpx
import pytest

from docvault import vault as vaults
from docvault.database import audit_trail
from docvault.store.git import CommitDraft, Put
from docvault.store.staging import stage
from docvault.users import tokens
from tests.web.live import live
from web.routes.git_access import MOST_AT_ONCE, MOST_OF_ONE, at_work
from web.site import Site

ARCHIVE = "运营部"
FLUSH = b"0000"


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with live(site) as running:
        yield running


@pytest.fixture
def token(site: Site) -> Callable[[str], str]:
    return lambda name: tokens.create(site.vault, name, "test", actor=name)[1]


def url(address: str, secret: str, archive: str = ARCHIVE) -> str:
    return address.replace("//", f"//any:{secret}@") + f"/archives/{archive}.git"


def git(*line: object, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess:
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
        **variables,
    }
    return subprocess.run(
        ["git", "-c", "core.quotepath=off", *map(str, line)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts[:1]
    }


def clones(site: Site) -> list[str]:
    with site.vault.database.read() as connection:
        return [line.actor for line in audit_trail.lines(connection) if line.action == "clone"]


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_a_clone_is_the_folder_as_everybody_sees_it(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path, version: str
) -> None:
    done = git(
        "-c", f"protocol.version={version}", "clone", url(address, token("lin")), tmp_path / "copy"
    )
    assert done.returncode == 0, done.stderr
    assert files_below(tmp_path / "copy") == files_below(site.vault.root / ARCHIVE)
    assert clones(site) == ["lin"]


def test_a_name_may_come_percent_encoded(
    address: str, token: Callable[[str], str], tmp_path: Path
) -> None:
    assert git("clone", url(address, token("lin"), quote(ARCHIVE)), tmp_path / "a").returncode == 0


def test_what_comes_later_is_fetched(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    git("clone", url(address, token("head")), copy)
    file = tmp_path / "运营部-周报-20240102-V1.0-新.txt"
    file.write_bytes(b"new")
    vaults.add(site.vault, file, actor="lin")
    done = git("pull", cwd=copy)
    assert done.returncode == 0, done.stderr
    assert (copy / "2024/01/周报" / file.name).read_bytes() == b"new"
    assert clones(site) == ["head", "head"]


def test_a_shallow_clone_is_allowed(
    address: str, token: Callable[[str], str], tmp_path: Path
) -> None:
    done = git("clone", "--depth", 1, url(address, token("lin")), tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    assert git("rev-list", "--count", "HEAD", cwd=tmp_path / "copy").stdout == "1\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [("other", "may not read"), ("gone", "Authentication failed")],
)
def test_who_may_not_read_all_of_it_gets_nothing_and_is_told(
    address: str, site: Site, tmp_path: Path, name: str, words: str
) -> None:
    secret = tokens.create(site.vault, name, "test", actor="admin")[1] if name != "gone" else "dv_x"
    done = git("clone", url(address, secret), tmp_path / "copy", LANGUAGE="en")
    assert done.returncode != 0
    assert words in done.stderr or "not found" in done.stderr, done.stderr
    assert clones(site) == []


def test_nobody_pushes(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    git("clone", url(address, token("admin")), copy)
    tip = site.vault.archive(ARCHIVE).tip()
    git("-c", "user.name=x", "-c", "user.email=x@x", "commit", "--allow-empty", "-m", "x", cwd=copy)
    done = git("push", cwd=copy)
    assert done.returncode != 0
    assert "403" in done.stderr
    assert site.vault.archive(ARCHIVE).tip() == tip


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("info/refs", 403),
        ("info/refs?service=git-receive-pack", 403),
        ("info/refs?service=git-upload-archive", 403),
        ("HEAD", 404),
        ("config", 404),
        ("objects/info/packs", 404),
        ("../../vault.db", 404),
    ],
)
def test_files_of_the_repository_are_not_given_out(
    address: str, token: Callable[[str], str], path: str, status: int
) -> None:
    base = f"{address}/archives/{quote(ARCHIVE)}.git/"
    answer = httpx.get(base + path, headers={"authorization": f"Bearer {token('lin')}"}, timeout=60)
    assert answer.status_code == status


@pytest.mark.parametrize("archive", ["..", ".", "%2e%2e%2fvault", "nobody", "运营部.git/x", "%00"])
def test_an_archive_that_is_none_is_not_there(
    address: str, token: Callable[[str], str], archive: str
) -> None:
    answer = httpx.get(
        f"{address}/archives/{archive}.git/info/refs?service=git-upload-pack",
        headers={"authorization": f"Bearer {token('admin')}"},
        timeout=60,
    )
    assert answer.status_code in {404, 400}


def test_without_a_token_git_is_asked_for_one(address: str) -> None:
    answer = httpx.get(f"{address}/archives/x.git/info/refs?service=git-upload-pack", timeout=60)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")


def packet(text: bytes) -> bytes:
    return b"%04x%b" % (len(text) + 4, text)


def wanting(site: Site) -> bytes:
    """A request for everything (gitprotocol-pack(5))."""
    tip = str(site.vault.archive(ARCHIVE).tip()).encode()
    return packet(b"want %b side-band-64k ofs-delta\n" % tip) + FLUSH + packet(b"done\n")


def headers(secret: str, **more: str) -> dict[str, str]:
    return {
        "authorization": f"Bearer {secret}",
        "content-type": "application/x-git-upload-pack-request",
        **more,
    }


def test_a_packed_request_is_understood(
    address: str, token: Callable[[str], str], site: Site
) -> None:
    place = f"{address}/archives/{quote(ARCHIVE)}.git/git-upload-pack"
    packed = {"content-encoding": "gzip"}
    body = gzip.compress(wanting(site))
    answer = httpx.post(place, content=body, headers=headers(token("lin"), **packed), timeout=60)
    assert answer.status_code == 200
    assert b"PACK" in answer.content
    plain = httpx.post(place, content=body, headers=headers(token("lin")), timeout=60)
    assert b"PACK" not in plain.content
    broken = httpx.post(
        place, content=body[:-9], headers=headers(token("lin"), **packed), timeout=60
    )
    assert broken.status_code == 400


def test_a_bomb_is_not_unpacked(address: str, token: Callable[[str], str]) -> None:
    place = f"{address}/archives/{quote(ARCHIVE)}.git/git-upload-pack"
    bomb = gzip.compress(packet(b"x" * 60000) * 4000)
    answer = httpx.post(
        place,
        content=bomb,
        headers=headers(token("lin"), **{"content-encoding": "gzip"}),
        timeout=30,
    )
    assert answer.status_code in {200, 400, 413, 503}
    assert settled()


def settled(seconds: float = 10) -> bool:
    """Whether all git processes for clients have ended by then."""
    until = time.monotonic() + seconds
    while at_work.count and time.monotonic() < until:
        time.sleep(0.02)
    return at_work.count == 0


def git_children() -> list[str]:
    done = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True)
    mine = [line for line in done.stdout.splitlines() if line.split()[0] == str(os.getpid())]
    return [line for line in mine if "upload-pack" in line]


def large(site: Site, tmp_path: Path) -> None:
    """Make the archive larger than what pipes and sockets hold."""
    for number in range(2):
        file = tmp_path / f"运营部-周报-2024010{number + 1}-V1.0-大.bin.txt"
        file.write_bytes(os.urandom(24 << 20))
        vaults.add(
            site.vault, file, actor="lin", name=f"运营部-周报-2024010{number + 1}-V1.0-大.txt"
        )


def half_asked(address: str, secret: str, site: Site) -> socket.socket:
    """Ask for everything and read nothing of it."""
    host = urlsplit(address)
    body = wanting(site)
    one = socket.create_connection((str(host.hostname), int(host.port or 0)))
    one.sendall(
        f"POST /archives/{quote(ARCHIVE)}.git/git-upload-pack HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {secret}\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/x-git-upload-pack-request\r\n\r\n".encode()
        + body
    )
    return one


def test_a_client_that_goes_leaves_no_process(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    large(site, tmp_path)
    one = half_asked(address, token("lin"), site)
    assert one.recv(100).startswith(b"HTTP/1.1 200")
    assert at_work.count == 1
    one.close()
    assert settled()
    assert git_children() == []


def test_too_many_at_once_are_asked_to_come_later(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    large(site, tmp_path)
    secret, other = token("registrar"), token("head")
    held = [token("lin")] * MOST_OF_ONE + [other] * (MOST_AT_ONCE - MOST_OF_ONE)
    waiting = [half_asked(address, each, site) for each in held]
    for one in waiting:
        one.recv(100)
    done = git("clone", url(address, secret), tmp_path / "late")
    assert done.returncode != 0
    assert "503" in done.stderr
    for one in waiting:
        one.close()
    assert settled()
    assert git("clone", url(address, secret), tmp_path / "later").returncode == 0


def test_one_person_leaves_room_for_others(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    large(site, tmp_path)
    secret = token("lin")
    waiting = [half_asked(address, secret, site) for _ in range(MOST_OF_ONE)]
    for one in waiting:
        one.recv(100)
    done = git("clone", url(address, secret), tmp_path / "late")
    assert (done.returncode != 0, "503" in done.stderr) == (True, True)
    assert git("clone", url(address, token("head")), tmp_path / "other").returncode == 0
    for one in waiting:
        one.close()
    assert settled()


def test_check_ins_go_on_while_somebody_clones(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    stop = threading.Event()
    made = []

    def work() -> None:
        while not stop.is_set():
            number = len(made) + 1
            name = f"运营部-周报-20240201-V{number}.0-忙.txt"
            file = tmp_path / name
            file.write_bytes(b"%d" % number)
            made.append(vaults.add(site.vault, file, actor="lin").commit)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(3):
            copy = tmp_path / f"copy{number}"
            done = git("clone", url(address, token("lin")), copy)
            assert done.returncode == 0, done.stderr
            assert git("fsck", "--strict", cwd=copy).returncode == 0
    finally:
        stop.set()
        worker.join()
    assert len(made) > 3


def test_an_archive_of_ten_thousand_commits_is_cloned_whole(
    address: str, token: Callable[[str], str], site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "one.txt"
    file.write_bytes(b"one")
    staged = stage(file, site.vault.staging)
    archive = site.vault.archive(ARCHIVE)
    at = datetime(2024, 1, 1, tzinfo=UTC)
    drafts = (
        (CommitDraft((Put(f"x/{number % 500}.txt", staged.blob),), "x", at, f"{number}\n"), [file])
        for number in range(10_000)
    )
    with archive.locked():
        archive.repository.commit_many(drafts, archive.tip())
    done = git("clone", "--no-checkout", url(address, token("lin")), tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    count = int(git("rev-list", "--count", "HEAD", cwd=tmp_path / "copy").stdout)
    assert count > 10_000
