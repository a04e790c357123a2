"""A vault on each kind of database, with a clock that can be set."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from docvault.database.address import VARIABLE, Address
from docvault.vault import Vault

Write = Callable[[str, bytes], Path]
WEEKLY = "运营部-周报-20231011-V1.0-工作总结.xlsx"
PLACE = "运营部/2023/10/周报"


class SetClock:
    """The time the test says it is; a minute later each time it is asked."""

    def __init__(self) -> None:
        self.at = datetime(2023, 11, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def vault(
    tmp_path: Path, backend: str, database_address: Address, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Vault]:
    """An empty vault. Its tables are there already: making them each time would take longer."""
    if backend == "sqlite":
        own = tmp_path / "vault" / ".docvault"
        own.mkdir(parents=True)
        (tmp_path / "vault.db").rename(own / "vault.db")
    else:
        url = database_address.url.set(drivername="postgresql")
        unix = database_address.connect_args.get("unix_sock")
        if unix:
            url = url.update_query_dict({"host": str(Path(str(unix)).parent)})
        monkeypatch.setenv(VARIABLE, url.render_as_string(hide_password=False))
    Vault.make(tmp_path / "vault").close()
    with Vault.open(tmp_path / "vault", clock=SetClock()) as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file outside the vault and returns its path."""

    def write_file(name: str, data: bytes) -> Path:
        folder = tmp_path / "outside"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_bytes(data)
        return path

    return write_file


def tree(vault: Vault) -> dict[str, bytes]:
    """Return every visible file of the vault's archives: path -> bytes."""
    return {
        path.relative_to(vault.root).as_posix(): path.read_bytes()
        for name in vault.archive_names()
        for path in sorted((vault.root / name).rglob("*"))
        if path.is_file()
    }


def put(folder: Path, **files: bytes) -> None:
    """Write files below a folder: path -> bytes."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def clone(vault: Vault, archive: str, target: Path) -> dict[str, bytes]:
    """Return what plain git makes of an archive: path -> bytes, relative to the vault."""
    git_dir = vault.own / "archives" / f"{archive}.git"
    subprocess.run(["git", "clone", "-q", git_dir, target], check=True)
    return {
        f"{archive}/{path.relative_to(target).as_posix()}": path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(target).parts[:1]
    }
