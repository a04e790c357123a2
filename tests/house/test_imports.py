"""Who may import whom, beyond what import-linter's contracts in pyproject.toml say."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.source import PACKAGES, ROOT, kept_files, project, read, sources

# naming-rules runs alone on any folder: what it needs is short, and known.
LINTER_NEEDS = {"click", "pathvalidate", "pydantic", "rich", "naming_rules"}
# Declared though no file imports them: the floor below which an advisory stands, a driver that is
# named in a URL, and programs.
NOT_IMPORTED = {"lxml", "import-linter", "mypy", "ruff", "types-openpyxl", "pytest-benchmark"}
NOT_IMPORTED |= {"pytest-cov", "pytest-xdist", "docvault"}

ONE_WITH = {"pydantic-core": "pydantic"}  # always in exactly the version that the other asks for


def plain(name: str) -> str:
    """Return a distribution's name in its one spelling (PEP 503), without version and extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", name)[0]).lower()


def declared() -> set[str]:
    extras = project()["project"]["optional-dependencies"].values()
    names = [*project()["project"]["dependencies"], *(name for extra in extras for name in extra)]
    return {plain(name) for name in names}


def imported(*folders: str) -> set[str]:
    known = packages_distributions()
    modules = {module for source in sources(*folders) for module in source.imports()}
    ours = {*PACKAGES, "tests"}
    names = {plain(name) for module in modules - ours for name in known.get(module, [])}
    return {ONE_WITH.get(name, name) for name in names}


def test_the_linter_stands_alone() -> None:
    needed = {module for source in sources("naming_rules") for module in source.imports()}
    assert needed - sys.stdlib_module_names <= LINTER_NEEDS


def test_what_is_imported_is_declared() -> None:
    assert imported(*PACKAGES, "tests", "benchmarks") <= declared() | {"setuptools"}


def test_what_is_declared_is_imported() -> None:
    assert declared() <= imported(*PACKAGES, "tests", "benchmarks") | NOT_IMPORTED


def test_the_program_needs_nothing_of_the_developers() -> None:
    needed = {plain(name) for name in project()["project"]["dependencies"]}
    extras = {plain(name) for name in project()["project"]["optional-dependencies"]["postgresql"]}
    assert imported(*PACKAGES) <= needed | extras


def test_every_dependency_is_pinned_to_a_tested_version() -> None:
    pinned = {
        plain(line) for line in read("constraints.txt").splitlines() if not line.startswith("#")
    }
    assert declared() - {"docvault"} <= pinned


def test_an_installed_package_has_all_its_files() -> None:
    carried = project()["tool"]["setuptools"]["package-data"]
    for path in kept_files():
        package, *rest = path.relative_to(ROOT).parts
        if package in PACKAGES and path.suffix not in {".py", ".md"}:
            assert any(Path(*rest).match(each) for each in carried.get(package, [])), path
