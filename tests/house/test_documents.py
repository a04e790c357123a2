"""What the pages say is what the code does (house style, rule 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import distribution
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from docvault.archive.record import Action, Record
from docvault.cli.exit_status import DONE, FINDINGS, STATUS
from docvault.settings import default_settings, load_settings
from naming_rules.convention_reader import _KEYS as NAMING_KEYS
from tests.house.documents import MAKERS, PROGRAMS, described, page, walk
from tests.house.source import PACKAGES, ROOT, project, read, sources

READMES = ("README.md", "README.zh-CN.md")
PERMISSIVE = re.compile(r"\b(MIT|BSD|Apache|PSF)", re.IGNORECASE)


def section(name: str, number: int) -> str:
    """Return the text below a page's n-th second-level heading (from 1)."""
    return re.split(r"^## ", read(name), flags=re.MULTILINE)[number]


def headings(name: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", read(name), flags=re.MULTILINE)


def cells(text: str) -> list[list[str]]:
    """Return the rows of the first table, without its head."""
    lines = (line for line in text.splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][2:]


def table(name: str, heading: str) -> list[list[str]]:
    _, _, rest = read(name).partition(f"## {heading}\n")
    return cells("\n".join(takewhile(lambda line: not line.startswith("## "), rest.splitlines())))


def shell_lines(name: str) -> list[str]:
    """Return the commands of a page's shell blocks, without what stands behind a #."""
    blocks = re.findall(r"```sh\n(.*?)```", read(name), flags=re.DOTALL)
    return [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]


# ---- generated pages


@pytest.mark.parametrize("path", MAKERS)
def test_generated_pages_are_current(path: str) -> None:
    assert (ROOT / path).exists(), "run ./run documents"
    assert read(path) == page(path), "run ./run documents"


def test_every_page_is_linked_from_the_readme() -> None:
    assert [path for path in MAKERS if f"({path})" not in read("README.md")] == []


# ---- the two READMEs


def test_the_readmes_have_the_same_sections() -> None:
    english, chinese = (re.findall(r"^#+", read(name), flags=re.MULTILINE) for name in READMES)
    assert english == chinese


def test_the_readmes_give_the_same_commands() -> None:
    assert shell_lines(READMES[0]) == shell_lines(READMES[1])


def test_the_readmes_have_the_same_words() -> None:
    english, chinese = (
        [row[:2] for row in cells(section(name, headings_before("glossary")))] for name in READMES
    )
    assert english == chinese
    assert len(english) >= 20


def test_the_readmes_have_the_same_exit_statuses_as_the_code() -> None:
    known = {DONE, FINDINGS, *STATUS.values()}
    for name in READMES:
        listed = [int(row[0]) for row in cells(section(name, headings_before("statuses")))]
        assert listed == sorted(known)


def headings_before(which: str) -> int:
    """The sections are in the same order in both languages, so a number finds them."""
    titles = [title for title in headings(READMES[0]) if title != headings(READMES[0])[0]]
    return titles.index({"glossary": "Words", "statuses": "Exit statuses"}[which]) + 1


def test_every_word_of_the_glossary_is_one_of_the_code() -> None:
    code = "\n".join(source.text for source in sources(*PACKAGES)).lower()
    words = [row[0] for row in table("README.md", "Words") if row[0] != "classification"]
    # A classification is a scale of levels; the code speaks of a document's level.
    assert [w for w in words if re.sub("[- ]", "_", w) not in code and w not in code] == []


@pytest.mark.parametrize("name", [*READMES, "docvault/DESIGN.md"])
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#]+)", read(name))
    lost = [link for link in links if "://" not in link and not (folder / link).exists()]
    assert lost == []


# ---- commands


def commands() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield every command of both programs with its description in English and Chinese."""
    for name, module, attribute in PROGRAMS:
        english, chinese = (described(module, attribute, language) for language in ("en", "zh"))
        for path, en, zh in walk((name,), english, chinese):
            yield " ".join(path), en, zh


@pytest.mark.parametrize("name", READMES)
def test_the_commands_of_the_readmes_exist(name: str) -> None:
    known = {path: en for path, en, _ in commands()}
    for line in shell_lines(name):
        call = line.removeprefix("./run ")
        if call.partition(" ")[0] not in ("docvault", "naming-rules"):
            continue
        command = max((path for path in known if f"{call} ".startswith(f"{path} ")), key=len)
        assert not known[command]["commands"], f"{line}: no such command"
        options = {word for word in call.split() if re.match("--?[a-z]", word)}
        assert options <= set(known[command]["spellings"]), line


def test_every_command_and_option_says_in_both_languages_what_it_does() -> None:
    for path, en, zh in commands():
        assert en["help"], path
        assert re.search("[一-鿿]", zh["help"]), path
        for (option, mine), (_, theirs) in zip(en["options"], zh["options"], strict=True):
            assert mine, (path, option)
            assert re.search("[一-鿿]", theirs) or "--help" in option, (path, option)


# ---- settings


@pytest.mark.parametrize("preset", ["zh", "en"])
def test_a_new_vaults_settings_show_every_way_to_change_names(preset: str) -> None:
    text = default_settings(preset)
    shown = set(re.findall(r"^(?:# )?(?:\[+naming\.)?(\w+)", text, flags=re.MULTILINE))
    assert set(NAMING_KEYS) <= shown


@pytest.mark.parametrize("preset", ["zh", "en"])
def test_the_examples_in_a_new_vaults_settings_are_valid(preset: str, tmp_path: Path) -> None:
    text = re.sub(r"^# (?=[\w-]+ = |\[)", "", default_settings(preset), flags=re.MULTILINE)
    (tmp_path / "docvault.toml").write_text(text, encoding="utf-8")
    naming = load_settings(tmp_path / "docvault.toml").naming
    assert "tender" in {scheme.id for scheme in naming.schemes}
    assert naming.where


# ---- setting up


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    command = next(line for line in shell_lines("README.md") if line.endswith("test"))
    lines = [line.strip() for line in read(".ci/run").splitlines()]
    assert any(re.fullmatch(rf"(timeout \w+ )?{re.escape(command)}", line) for line in lines)


def test_run_and_make_know_the_same_commands() -> None:
    listed = set(re.findall(r"^#   \./run (\w+)", read("run"), flags=re.MULTILINE))
    made = set(re.findall(r"^\.PHONY: (.*)$", read("Makefile"), flags=re.MULTILINE)[0].split())
    assert made == (listed | {"help"}) - {"docvault"}
    for name in READMES:
        assert {w[6:].split()[0] for w in shell_lines(name) if w.startswith("./run ")} <= listed


# ---- the design


def test_the_design_gives_a_reason_for_every_library() -> None:
    declared = [
        re.split(r"[<>=!~;\[ ]", requirement)[0]
        for requirement in (
            *project()["project"]["dependencies"],
            *project()["project"]["optional-dependencies"]["postgresql"],
        )
    ]
    listed = table("docvault/DESIGN.md", "Why these libraries")
    assert sorted(row[0].lower() for row in listed) == sorted(name.lower() for name in declared)
    for name, licence, reason in listed:
        assert PERMISSIVE.match(licence), name
        assert reason


def licence_of(name: str) -> str:
    metadata = distribution(name).metadata
    classifiers = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License")]
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    return " ".join((said[:100], *classifiers))


def test_every_run_time_dependency_is_permissive() -> None:
    left = [*project()["project"]["dependencies"]]
    left += project()["project"]["optional-dependencies"]["postgresql"]
    seen: set[str] = set()
    while left:
        name, _, condition = left.pop().partition(";")
        name = re.split(r"[<>=!~\[ (]", name.strip())[0]
        if name in seen or "extra" in condition:
            continue
        seen.add(name)
        try:
            left += distribution(name).requires or []
        except ModuleNotFoundError:
            continue  # for another system or Python
        assert PERMISSIVE.search(licence_of(name)), name
    assert len(seen) > 20


def test_the_design_lists_every_trailer() -> None:
    everything = Record(
        document="1",
        action=Action.ADD,
        version="V1.0",
        path="a",
        sha256="0",
        actor="李伟",
        at=datetime.now(UTC),
        note="x",
        superseded="b",
        removed=("c",),
        source="d",
    )
    written = re.findall(r"^(DocVault-\w+): ", everything.message(), flags=re.MULTILINE)
    listed = [row[0].strip("`") for row in cells(section("docvault/DESIGN.md", 2))]
    assert sorted(listed) == sorted(written)


def test_changes_are_told_for_the_version_that_is_next() -> None:
    first = headings("docvault/CHANGES.md")[1]
    assert first == "Not released yet" or first.startswith(project()["project"]["version"])
