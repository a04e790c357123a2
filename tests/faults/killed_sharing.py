"""Kill what is done with a share link at every call that changes the disk; see test_sharing.

After each kill the vault is opened again by a partner who has the link: it opens wholly, or it is
over and nothing opens it. Never both, and what is over leaves nothing once somebody has swept.

Usage: killed_sharing.py FOLDER SCENARIO STEP   (STEP 1: at every call; 10: at every tenth)
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docvault import vault as vaults
from docvault.database import shares
from docvault.errors import LinkRefused
from docvault.model.share import Mode, State
from docvault.sharing import ending, keys
from docvault.sharing.keys import Link
from docvault.sharing.making import create, sid_hash
from docvault.sharing.opening import Claim, open_to_download, ticket_of
from docvault.sharing.place import jar_of, now_of, shelf_of
from docvault.sharing.rules import Wanted
from docvault.sharing.trail import Visitor
from docvault.store.sealed_stream import open_stream
from docvault.vault import Vault
from tests.faults.calls import Call, run

NAME = "运营部-内部通知-20231007-V1.0-值班.txt"
OLD, NEW = b"one" * 60_000, b"two" * 60_000
ACTOR = "张三"
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Scenario:
    """What is killed; whether the link may still open afterwards, and what it then holds."""

    act: Callable[[Path, Link], None]
    ends: bool = True
    holds: bytes = OLD


def opened(root: Path, later: datetime.timedelta = datetime.timedelta()) -> Vault:
    now = datetime.datetime.now(datetime.UTC) + later
    return Vault.open(root, clock=lambda: now)


def make(root: Path, _link: Link | None = None, *, follows: bool = False) -> Link:
    with opened(root) as vault:
        document = vault.find(NAME)
        wanted = Wanted([(document, vault.version(document))], Mode.DOWNLOAD, follows=follows)
        return create(vault, wanted, actor=vault.actor(ACTOR))[1]


def revoke(root: Path, _link: Link) -> None:
    with opened(root) as vault, vault.database.read() as connection:
        (share,) = shares.page(connection, shares.ShareFilter(), limit=1)
    with opened(root) as vault:
        ending.revoke(vault, share.id, actor=vault.actor(ACTOR))


def expire(root: Path, _link: Link) -> None:
    with opened(root, 8 * _DAY) as vault:
        ending.sweep(vault)


def follow(root: Path, link: Link) -> None:
    with opened(root) as vault:
        open_to_download(vault, link.sid, Claim(link.auth), Visitor())


SCENARIOS = {
    "make": Scenario(lambda root, _link: make(root) and None, ends=False),
    "revoke": Scenario(revoke),
    "expire": Scenario(expire),
    "follow": Scenario(follow, ends=False, holds=NEW),
}


def content(vault: Vault, link: Link) -> bytes | None:
    """Return what the link opens, None where it does not open."""
    try:
        got = open_to_download(vault, link.sid, Claim(link.auth), Visitor())
    except LinkRefused:
        return None
    kek = keys.key_of_keys(link.link_key, got.half, keys.NO_PASSWORD, got.policy)
    cek = keys.unwrap(kek, got.wrapped, got.commit, got.policy)
    ticket = ticket_of(vault, got.ticket)
    assert ticket
    stream = shelf_of(vault).read(sid_hash(link.sid), ticket.generation, 0)
    return b"".join(open_stream(stream, keys.file_key(cek, link.sid, 0)))


def left(vault: Vault, name: str) -> list[Path]:
    folders = (vault.own / "keyjar", vault.own / "shares")
    return [path for folder in folders for path in folder.rglob("*") if name in str(path)]


class Trials:
    """One scenario, tried again and again on the same link."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.scenario = name, SCENARIOS[name]
        self.template, self.root = folder / "template", folder / "vault"
        Vault.make(self.template).close()
        file = folder / NAME
        file.write_bytes(OLD)
        with opened(self.template) as vault:
            version = vaults.add(vault, file, actor=ACTOR)
        self.link = make(self.template, follows=name == "follow")
        if name == "follow":
            file.write_bytes(NEW)
            with opened(self.template) as vault:
                vaults.revise(vault, version.document, file, actor=ACTOR)
        self.found: Counter[str] = Counter()
        self.calls: list[Call] = []

    def killed_before(self, number: int) -> bool:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)
        self.calls = []

        def stop_at(call: Call) -> bool:
            if Path(call.path).is_relative_to(self.root):
                self.calls.append(call)
            return len(self.calls) == number

        status = run(lambda: self.scenario.act(self.root, self.link), stop_at)
        assert status in {0, None}, "the action failed"
        return status is None

    def judge(self) -> None:
        with opened(self.root) as vault:
            with vault.database.read() as connection:
                known = shares.by_sid(connection, sid_hash(self.link.sid))
                now = now_of(vault, connection)  # the latest that was known, before the kill too
            assert known
            over = known[0].state is not State.ACTIVE or now >= known[0].expires_at
            found = content(vault, self.link)
            self.found["over" if over else "open"] += 1
            assert over == (found is None), (over, found is None)
            assert self.scenario.ends or not over
            assert found in {None, self.scenario.holds}
            ending.sweep(vault)
            if over:
                assert left(vault, sid_hash(self.link.sid)) == []
                with vault.database.read() as connection:
                    after = shares.by_sid(connection, sid_hash(self.link.sid))
                assert after
                assert after[0].erased_at
            self.every_link_is_whole(vault)

    def every_link_is_whole(self, vault: Vault) -> None:
        """What a killed maker left opens nothing, and goes once it is old."""
        with vault.database.read() as connection:
            live = shares.active(connection)
        for _, lock in live:
            assert jar_of(vault).half(lock.sid_hash)
            assert shelf_of(vault).path(lock.sid_hash, lock.generation, 0).exists()
        for folder in ("keyjar", "shares"):
            for path in (vault.own / folder).iterdir():
                os.utime(path, (0, 0))
        ending.sweep(vault)
        names = {lock.sid_hash for _, lock in live}
        assert {path.name.partition(".")[0] for path in (vault.own / "keyjar").iterdir()} == names
        assert {path.name for path in (vault.own / "shares").iterdir()} == names


def main() -> None:
    folder, name, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    trials = Trials(folder, name)
    number = 1
    while trials.killed_before(number):
        try:
            trials.judge()
        except BaseException:
            print(f"killed before call {number}: {trials.calls[-1]}", file=sys.stderr)
            raise
        number += step
    trials.judge()
    print(json.dumps({"calls": len(trials.calls), **trials.found}))


if __name__ == "__main__":
    main()
