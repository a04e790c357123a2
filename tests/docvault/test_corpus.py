"""Real documents: 1,473 laws under the names people gave them, and 160 files of every kind."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docvault.archive import Action
from docvault.auditing import audit
from docvault.importing import Imported, plan_import, run_import
from docvault.rebuilding import rebuild
from docvault.register_export import export_register
from docvault.vault import CheckIn, Incoming, Vault, check_in_many
from docvault.verifying import Tally, verify
from naming_rules.checker import Tally as Names
from tests.docvault.conftest import clone, tree

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
LAWS = CORPUS / "laws.tar.xz"
FILES = sorted((CORPUS / "files").glob("*"))
COUNT = 1473

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (LAWS.exists() and FILES), reason="the corpus folder is not here"),
]
# What git, left to itself, would change or drop.
TRICKS = {
    "gitattributes": b"* text=auto eol=crlf ident\n*.txt working-tree-encoding=UTF-16\n",
    "gitignore": b"*\n!*.txt\n",
    "crlf": b"one\r\ntwo\nthree\r\r\n",
    "ident": b"$Id$ $Id: 0123456789 $\n",
    "utf16": "\ufeff\u4e2d\u6587\r\n".encode("utf-16-le"),
    "nul": b"\0" * 4096,
    "empty": b"",
}


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laws")
    with tarfile.open(LAWS) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def imported(
    laws: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Vault, Imported, list[int]]]:
    """The laws in a vault, what the import said, and its progress."""
    told: list[int] = []
    with Vault.make(tmp_path_factory.mktemp("vault") / "vault") as vault:
        plan = plan_import(vault, laws)
        outcome = run_import(vault, plan, actor="文档管理员", done=told.append)
        yield vault, outcome, told


@pytest.mark.slow
def test_every_law_goes_in_under_a_name_of_its_own(
    imported: tuple[Vault, Imported, list[int]], laws: Path
) -> None:
    vault, outcome, told = imported
    assert (outcome.imported, outcome.skipped, outcome.findings) == (COUNT, 0, [])
    assert sum(told) == COUNT
    names = [document.name for document in vault.documents()]
    assert len(set(names)) == COUNT
    assert all(name.startswith("法务部-法规-") for name in names)
    bytes_in = sorted(digest(path.read_bytes()) for path in laws.rglob("*.md"))
    assert sorted(digest(data) for data in tree(vault).values()) == bytes_in


@pytest.mark.slow
def test_a_plain_clone_gives_the_same_tree(
    imported: tuple[Vault, Imported, list[int]], tmp_path: Path
) -> None:
    vault, _, _ = imported
    assert clone(vault, "法务部", tmp_path / "clone") == tree(vault)


@pytest.mark.slow
def test_the_auditor_and_the_verifier_find_nothing(
    imported: tuple[Vault, Imported, list[int]],
) -> None:
    vault, _, _ = imported
    names, checked = Names(), Tally()
    assert list(audit(vault, tally=names)) == []
    assert list(verify(vault, deep=True, tally=checked)) == []
    assert (names.checked, checked.checked) == (COUNT, 2 * COUNT)


@pytest.mark.slow
def test_importing_again_is_a_clean_skip(
    imported: tuple[Vault, Imported, list[int]], laws: Path
) -> None:
    vault, _, _ = imported
    again = run_import(vault, plan_import(vault, laws), actor="文档管理员")
    assert (again.imported, again.known, again.findings) == (0, COUNT, [])


@pytest.mark.slow
def test_the_register_made_from_git_alone_is_the_same(
    imported: tuple[Vault, Imported, list[int]], tmp_path: Path
) -> None:
    vault, _, _ = imported
    export_register(vault, "ledger", "csv", tmp_path / "before.csv")
    assert rebuild(vault, actor="文档管理员") == (COUNT, 0)
    export_register(vault, "ledger", "csv", tmp_path / "after.csv")
    assert (tmp_path / "after.csv").read_bytes() == (tmp_path / "before.csv").read_bytes()
    assert (tmp_path / "after.csv").read_bytes().count(b"\n") == COUNT + 1


def test_every_file_of_every_kind_comes_out_as_it_went_in(tmp_path: Path) -> None:
    tricks = [tmp_path / f"{name}.txt" for name in TRICKS]
    for path in tricks:
        path.write_bytes(TRICKS[path.stem])
    with Vault.make(tmp_path / "vault") as vault:
        naming = replace(vault.convention, extensions=frozenset({"*"}))
        vault.settings = vault.settings.model_copy(update={"naming": naming})
        names = {}
        for number, path in enumerate([*FILES, *tricks]):
            name = f"技术部-资料-20231011-V1.0-{number:03}{path.suffix or '.bin'}"
            parsed = naming.parse(name)
            assert parsed, name
            names[name] = Incoming(path, CheckIn(parsed, Action.ADD, "a"))
        assert list(check_in_many(vault, names.values())) == []
        cloned = clone(vault, "技术部", tmp_path / "clone")
        for name, item in names.items():
            document = vault.find(name)
            vault.get(document, tmp_path / "out")
            expected = digest(item.file.read_bytes())
            assert digest((tmp_path / "out").read_bytes()) == expected
            assert digest((vault.root / document.path).read_bytes()) == expected
            assert digest(cloned[document.path]) == expected
        assert list(verify(vault, deep=True, tally=Tally())) == []


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
