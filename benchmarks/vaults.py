"""Vaults of a known size, made once through `check_in_many` and kept while their folder is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.documents import NameOf, text, write_text
from docvault.archive import Action
from docvault.database import versions
from docvault.errors import DocVaultError
from docvault.extract.contents import Contents
from docvault.search.keeping import reindex
from docvault.texts import Texts
from docvault.vault import CheckIn, Incoming, Vault, check_in_many

ACTOR = "张三"
_CHUNK = 1 << 20


def vault_of(room: Path, count: int, name_of: NameOf) -> Path:
    """Return the vault with at least `count` documents in the folder `room`, made if it is not."""
    root = room / f"vault-{name_of.__name__}-{count}"
    whole = root.with_suffix(".whole")
    if whole.exists() and _opens(root):
        return root
    whole.unlink(missing_ok=True)
    shutil.rmtree(root, ignore_errors=True)
    fill(root, count, name_of)
    whole.touch()
    return root


def searchable(room: Path, count: int, name_of: NameOf) -> Path:
    """Return the same with everything in the index; what they say is known, not read again."""
    root = vault_of(room, count, name_of)
    indexed = root.with_suffix(".indexed")
    if not indexed.exists():
        with Vault.open(root) as vault:
            texts = Texts(vault.own / "texts", vault.staging)
            with vault.database.read() as connection:
                for version in versions.every(connection):
                    number = int(re.findall(r"第(\d+)号", version.name)[0])
                    lines = tuple(text(number).decode().split("\n"))
                    texts.put(version.sha256, ".md", Contents(lines, (), {}, ()))
            reindex(vault)
        indexed.touch()
    return root


def fill(root: Path, count: int, name_of: NameOf) -> None:
    """Make a vault and check in `count` documents of text."""
    source = root.with_suffix(".source")
    source.mkdir()
    with Vault.make(root) as vault:
        for turned in check_in_many(vault, _incoming(vault, source, count, name_of)):
            raise turned.error
    shutil.rmtree(source)


def warm(vault: Vault) -> None:
    """Read what is DocVault's own, so that it is in the memory of the system."""
    warm_files(vault.own)


def warm_files(folder: Path) -> None:
    """Read all files of a folder.

    Some machines give the memory of idle files away; what is measured after that is their disk.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(_CHUNK):
                    pass


def _opens(root: Path) -> bool:
    try:
        Vault.open(root).close()
    except DocVaultError:  # made by a program with other tables
        return False
    return True


def _incoming(vault: Vault, source: Path, count: int, name_of: NameOf) -> Iterator[Incoming]:
    """Write each file just before it is wanted; an archive's last ones are read at the very end."""
    for number in range(count):
        file = write_text(source, name_of(number), number)
        name = vault.convention.parse(file.name)
        assert name is not None
        yield Incoming(file, CheckIn(name, Action.IMPORT, ACTOR))
