"""Whatever is handed in, there is one clear error of the right family, and nothing has changed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from docvault import vault as vaults
from docvault.archive import Action
from docvault.errors import (
    DocumentNotFound,
    DocVaultError,
    FileChanging,
    FileNotFound,
    FileTooLarge,
    NameRefused,
    NotAFile,
    Refused,
    SettingsUnreadable,
    UnreadableFile,
    VersionConflict,
    VersionNotFound,
)
from docvault.importing import plan_import, run_import
from docvault.vault import CheckIn, Incoming, Vault
from tests.faults.samples import PLACE, WEEKLY, Write, name_of, v
from tests.faults.state import state_of

CHECKOUT = Path(__file__).parents[2]


@contextmanager
def nothing_changes(vault: Vault) -> Iterator[None]:
    before = state_of(vault.root)
    yield
    assert state_of(vault.root) == before
    assert vault.archive_names() == ["运营部"]


def folder(path: Path) -> None:
    path.mkdir()


def link(path: Path) -> None:
    path.symlink_to(__file__)


def link_to_folder(path: Path) -> None:
    path.symlink_to("/")


def dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def looping_link(path: Path) -> None:
    path.symlink_to(path.name)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening_socket(path: Path) -> None:
    # The name of a socket may be 107 bytes long, its path is longer.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)


NO_FILES = [folder, link, link_to_folder, dangling_link, looping_link, pipe, listening_socket]


@pytest.mark.parametrize("make", NO_FILES)
def test_what_is_no_regular_file(
    vault: Vault, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / v(5)
    make(path)
    with nothing_changes(vault):
        with pytest.raises(NotAFile):
            vaults.add(vault, path, actor="a")
        with pytest.raises(NotAFile):
            vaults.add(vault, path, name=v(5), actor="a")
        with pytest.raises(Refused):
            vaults.revise(vault, WEEKLY, path, actor="a")
        item = Incoming(path, CheckIn(name_of(vault, v(5)), Action.IMPORT, "a"))
        (turned,) = vaults.check_in_many(vault, [item])
        assert isinstance(turned.error, NotAFile)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
def test_a_device(vault: Vault, device: str) -> None:
    with nothing_changes(vault), pytest.raises((NotAFile, UnreadableFile)):
        vaults.add(vault, Path(device), name=v(5), actor="a")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that fails when read")
def test_a_file_that_fails_when_it_is_read(vault: Vault) -> None:
    with nothing_changes(vault), pytest.raises(UnreadableFile):
        vaults.add(vault, Path("/proc/self/mem"), name=v(5), actor="a")


def test_a_file_that_may_not_be_read(filled: Path, tmp_path: Path) -> None:
    """In a process without root's right to read everything."""
    file = tmp_path / v(5)
    file.write_bytes(b"secret")
    file.chmod(0)
    with Vault.open(filled) as vault, nothing_changes(vault):
        command = [sys.executable, "-c", ADD, str(filled), str(file)]
        if os.geteuid() == 0:
            dropped = "-dac_override,-dac_read_search"
            command = ["setpriv", "--bounding-set", dropped, *command]
        try:
            said = subprocess.run(
                command, cwd=CHECKOUT, capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            pytest.skip("no setpriv to give root's rights up with")
        assert said.stdout == "UnreadableFile\n", said.stderr


ADD = """
import sys
from pathlib import Path
from docvault import vault as vaults
from docvault.errors import DocVaultError
with vaults.Vault.open(Path(sys.argv[1])) as vault:
    try:
        vaults.add(vault, Path(sys.argv[2]), actor="a")
    except DocVaultError as error:
        print(type(error).__name__)
"""


@pytest.mark.parametrize("missing", ["none.xlsx", "no folder/none.xlsx"])
def test_a_file_that_is_not_there(vault: Vault, tmp_path: Path, missing: str) -> None:
    with nothing_changes(vault), pytest.raises(FileNotFound):
        vaults.add(vault, tmp_path / missing, name=v(5), actor="a")


def test_a_path_through_a_file(vault: Vault, write: Write) -> None:
    file = write("file", b"x")
    with nothing_changes(vault), pytest.raises((FileNotFound, UnreadableFile)):
        vaults.add(vault, file / "below", name=v(5), actor="a")


@contextmanager
def always_writing(file: Path, write: Callable[[int], object]) -> Iterator[None]:
    """Write to a file all the time."""
    over = threading.Event()
    fd = os.open(file, os.O_RDWR)

    def work() -> None:
        while not over.is_set():
            write(fd)
            time.sleep(0.0005)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        os.close(fd)


CHANGES: dict[str, Callable[[int], object]] = {
    "grows": lambda fd: os.pwrite(fd, b"more", os.fstat(fd).st_size),
    "shrinks": lambda fd: os.ftruncate(fd, max(0, os.fstat(fd).st_size - 1)),
    "changes": lambda fd: os.pwrite(fd, os.urandom(1), 0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read(vault: Vault, write: Write, change: str) -> None:
    file = write(v(5), b"x" * 12_000_000)
    with (
        always_writing(file, CHANGES[change]),
        nothing_changes(vault),
        pytest.raises(FileChanging),
    ):
        vaults.add(vault, file, actor="a")
    vaults.add(vault, file, actor="a")


def test_a_file_over_the_limit(filled: Path, write: Write) -> None:
    settings = filled / "docvault.toml"
    text = settings.read_text(encoding="utf-8")
    assert "max_file_size" in text or "[limits]" in text
    with Vault.open(filled) as vault:
        limit = vault.settings.limits.max_file_size
        file = write(v(5), b"")
        os.truncate(file, limit + 1)
        with nothing_changes(vault), pytest.raises(FileTooLarge):
            vaults.add(vault, file, actor="a")


BAD_NAMES = [
    "",
    ".",
    "..",
    "/",
    "报" * 100,
    "运营部-周报-20231011-V5.0-" + "长" * 80 + ".xlsx",
    "运营部-周报-20231011-V5.0-工作\0总结.xlsx",
    "运营部-周报-20231011-V5.0-工作\n总结.xlsx",
    "运营部-周报-20231011-V5.0-\ud800.xlsx",
    "运营部-周报-20231011-V5.0-../../x.xlsx",
    "../运营部-周报-20231011-V5.0-x.xlsx",
    "运营部-周报-20231332-V5.0-工作总结.xlsx",
    "运营部-周报-20231011-V5-工作总结.xlsx",
    "没有部-周报-20231011-V5.0-工作总结.xlsx",
    "运营部-周报-20231011-V5.0-工作总结.exe",
    "运营部-周报-20231011-V5.0-工作总结",
    "NUL.xlsx",
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_breaks_the_rules(vault: Vault, write: Write, name: str) -> None:
    file = write("file.xlsx", b"x")
    with nothing_changes(vault), pytest.raises(NameRefused) as caught:
        vaults.add(vault, file, name=name, actor="a")
    assert str(caught.value)


def test_a_file_whose_own_name_is_in_no_encoding(vault: Vault, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd4\xcb\xd3\xaa.xlsx"))
    file.write_bytes(b"x")
    with nothing_changes(vault):
        with pytest.raises(NameRefused):
            vaults.add(vault, file, actor="a")
        with pytest.raises(DocVaultError):
            vaults.revise(vault, str(file), file, actor="a")


@pytest.mark.parametrize("field", ["note", "actor"])
@pytest.mark.parametrize("text", ["\ud800", "a\0b", "x" * 300_000, "\nDocVault-Version: V9.0"])
def test_words_that_no_commit_or_row_can_hold(
    vault: Vault, write: Write, field: str, text: str
) -> None:
    """They are refused, or kept in a form that can be read back; never half of them."""
    before = state_of(vault.root)
    facts = {"actor": "a", field: text}
    try:
        version = vaults.add(vault, write(v(5), b"five"), **facts)
    except DocVaultError:
        assert state_of(vault.root) == before
        return
    assert version.number == "V5.0"
    assert vault.history(vault.find(WEEKLY))[0] == version


@pytest.mark.parametrize("number", ["V4.0", "V3.9", "V1.0"])
def test_a_version_that_does_not_follow(vault: Vault, write: Write, number: str) -> None:
    file = write(WEEKLY.replace("V1.0", number), b"late")
    with nothing_changes(vault), pytest.raises(VersionConflict) as caught:
        vaults.add(vault, file, actor="a")
    assert caught.value.fields["current"] == "V4.0"


@pytest.mark.parametrize("reference", ["没有", "", "..", "\0", "a/b/c", "x" * 5000, "\ud800"])
def test_a_document_that_is_not_there(vault: Vault, write: Write, reference: str) -> None:
    file = write("x.xlsx", b"x")
    with nothing_changes(vault):
        with pytest.raises((DocumentNotFound, Refused, DocVaultError)):
            vault.find(reference)
        with pytest.raises(DocVaultError):
            vaults.revise(vault, reference, file, actor="a")


def test_a_version_that_is_not_there(vault: Vault, tmp_path: Path) -> None:
    document = vault.find(WEEKLY)
    with nothing_changes(vault):
        for number in ("V9.0", "", "V\0"):
            with pytest.raises(VersionNotFound):
                vault.get(document, tmp_path / "out", number)
        with pytest.raises(FileNotFound):
            vault.get(document, tmp_path / "no folder" / "out")
    assert not (tmp_path / "out").exists()


def test_files_that_go_away_between_the_plan_and_the_import(vault: Vault, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    for date in ("20231025", "20231101", "20231108"):
        (tree / WEEKLY.replace("20231011", date)).write_bytes(date.encode())
    plan = plan_import(vault, tree)
    gone = tree / WEEKLY.replace("20231011", "20231101")
    gone.unlink()
    outcome = run_import(vault, plan, actor="a")
    assert (outcome.imported, outcome.skipped) == (2, 1)
    assert [finding.path for finding in outcome.findings] == [gone.name]


def test_twenty_megabytes_of_settings(filled: Path) -> None:
    settings = filled / "docvault.toml"
    whole = settings.read_bytes()
    settings.write_bytes(b"a = 1\n" * 3_500_000)
    started = time.perf_counter()
    with pytest.raises(SettingsUnreadable):
        Vault.open(filled)
    assert time.perf_counter() - started < 1
    settings.write_bytes(whole)
    Vault.open(filled).close()


def test_a_file_in_the_way_is_not_touched(vault: Vault, write: Write) -> None:
    (vault.root / PLACE / v(5)).write_bytes(b"somebody's")
    with nothing_changes(vault), pytest.raises(DocVaultError):
        vaults.add(vault, write(v(5), b"mine"), actor="a")
