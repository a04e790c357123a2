"""A site served by a process of its own, and people who click through it from another one."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote, urlsplit

from benchmarks.test_command_line import DOCVAULT
from docvault.errors import UserExists
from docvault.model.user import Role
from docvault.users import registering, sessions
from docvault.vault import Vault

_KB = 1024


@dataclass(frozen=True, slots=True)
class Served:
    """Where a site is, and the process that serves it."""

    url: str
    process: int

    def memory(self) -> float:
        """Return the server's own resident memory now, in MiB."""
        lines = Path(f"/proc/{self.process}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / _KB

    def settled(self) -> float:
        """Return the memory once all is read that is read at the beginning."""
        before = 0.0
        while (now := self.memory()) > before + 1:
            before = now
            time.sleep(3)
        return now


@contextlib.contextmanager
def served(vault: Path, *, port: int = 0) -> Iterator[Served]:
    """Run `docvault serve` on a vault as long as needed."""
    command = [DOCVAULT, "--vault", str(vault), "--json", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Served(json.loads(process.stdout.readline())["url"], process.pid)
        finally:
            process.terminate()
            process.wait()


def cookies_of(vault: Vault, count: int) -> list[str]:
    """Return the cookies of so many people: members of the departments, and a registrar."""
    departments = vault.convention.departments.codes
    found = []
    for number in range(count):
        name = f"person-{number}"
        role = Role.REGISTRAR if number == 0 else Role.MEMBER
        with contextlib.suppress(UserExists):
            department = None if number == 0 else departments[number % 10]
            registering.add(vault, name, actor="benchmark", role=role, department=department)
        secret = sessions.begin(vault, name, method="password", address="127.0.0.1", agent="b")
        found.append(f"docvault={secret}")
    return found


def click_through(
    url: str, cookies: Sequence[str], paths: Sequence[Sequence[str]], clicks: int, pause: float
) -> list[float]:
    """Let everybody click at once, each through their own paths; return the seconds of each click.

    Between two clicks they pause for `pause` seconds on average. Runs in a process of its own.
    """
    with ThreadPoolExecutor(1) as waiting, get_context("spawn").Pool(1) as apart:
        return waiting.submit(apart.apply, _all, (url, cookies, paths, clicks, pause)).result()


def _all(
    url: str, cookies: Sequence[str], paths: Sequence[Sequence[str]], clicks: int, pause: float
) -> list[float]:
    with ThreadPoolExecutor(len(cookies)) as people:
        done = [
            people.submit(_one, url, cookie, own, clicks, pause, number)
            for number, (cookie, own) in enumerate(zip(cookies, paths, strict=True))
        ]
        return [seconds for each in done for seconds in each.result()]


def _one(
    url: str, cookie: str, paths: Sequence[str], clicks: int, pause: float, seed: int
) -> list[float]:
    chance = random.Random(seed)
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)
    headers = {"Cookie": cookie, "Accept-Language": "zh", "Accept-Encoding": "gzip"}
    took = []
    for _ in range(clicks):
        time.sleep(chance.expovariate(1 / pause) if pause else 0)
        path = quote(chance.choice(paths), safe="/?=&%")
        start = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - start)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    return took


def summary(took: Sequence[float]) -> tuple[float, float, float]:
    """Return median, 95 % and slowest, in seconds."""
    return median(took), quantiles(took, n=20)[-1], max(took)
