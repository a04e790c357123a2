"""`docvault serve` as an administrator starts it: an empty folder, a demo, a port that is taken."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx

DOCVAULT = str(Path(sys.executable).with_name("docvault"))
ENVIRONMENT = {**os.environ, "DOCVAULT_LANG": "en"}
WITHIN = 30.0


@contextlib.contextmanager
def serving(folder: Path, *words: str) -> Iterator[dict[str, str]]:
    """Run it until the block ends; what it said of itself."""
    command = [DOCVAULT, "--vault", str(folder), "--json", "serve", "--port", "0", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as process:
        assert process.stdout
        assert process.stderr
        try:
            yield json.loads(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            process.wait(WITHIN)
        finally:
            process.kill()
        said = process.stderr.read().replace("Making the sample company …\n", "")
        assert said in {"", "docvault: Interrupted.\n"}
        assert process.returncode in {0, 130}


def get(url: str, path: str = "/", **headers: str) -> tuple[int, str]:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=WITHIN)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_an_empty_folder_becomes_a_vault_with_a_link_for_its_administrator(tmp_path: Path) -> None:
    with serving(tmp_path / "new") as said:
        assert (tmp_path / "new" / "docvault.toml").exists()
        assert get(said["url"])[0] == 303
        status, page = get(said["url"], urlsplit(said["welcome"]).path)
        assert status == 200
        assert 'type="password"' in page
    with serving(tmp_path / "new") as again:  # the first link was not used: there is a new one
        assert again["welcome"].partition("/welcome")[2] != said["welcome"].partition("/welcome")[2]
        assert get(again["url"], urlsplit(said["welcome"]).path)[0] != 200


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").touch()
    done = subprocess.run(
        [DOCVAULT, "--vault", str(tmp_path / "letters"), "serve"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert done.returncode == 3
    assert "No vault" in done.stderr
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [DOCVAULT, "--vault", str(tmp_path / "v"), "serve", "--port", port],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            check=False,
        )
    assert done.returncode == 2
    assert port in done.stderr
    assert not (tmp_path / "v").exists()


def test_a_file_dropped_into_the_inbox_is_filed_and_found(tmp_path: Path) -> None:
    with serving(tmp_path / "vault") as said:
        name = "HR-Policy-20240115-V1.0-Leave.txt"
        (tmp_path / "vault" / "Inbox" / name).write_text("thirty days of leave")
        wanted = tmp_path / "vault" / "HR/2024/01/Policy" / name
        end = time.monotonic() + WITHIN
        while not wanted.exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert wanted.exists()
        assert get(said["url"], "/healthz")[0] == 200


def test_the_site_answers_on_this_machine_to_its_own_names_only(tmp_path: Path) -> None:
    with serving(tmp_path / "vault") as said:
        assert get(said["url"], "/sign-in", Host="evil.example")[0] == 421
        assert get(said["url"], "/sign-in", Host="localhost")[0] == 200


def test_nobody_guesses_from_addresses_of_their_own_making(tmp_path: Path) -> None:
    with serving(tmp_path / "vault") as said, httpx.Client(base_url=said["url"]) as guest:
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', guest.get("/sign-in").text)
        assert found
        told = [
            guest.post(
                "/sign-in",
                data={"name": f"somebody{number}", "password": "a guess", "csrf": found[1]},
                headers={"x-forwarded-for": f"10.0.0.{number}"},
            ).status_code
            for number in range(25)
        ]
        assert told[0] == 401
        assert told[-1] == 429


def test_the_demo_is_a_living_company(tmp_path: Path) -> None:
    with serving(tmp_path / "demo", "--demo") as said:
        assert re.search(r"/welcome/\S+", said["welcome"])
        assert get(said["url"], "/sign-in")[0] == 200
        assert len(list((tmp_path / "demo" / "运营部").rglob("*.xlsx"))) > 5
