"""What the house does not do (house style, rules 5, 10, 11)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.source import PACKAGES, ROOT, Source, kept_files, sources

HERE = "tests/house/test_habits.py"  # it names what it forbids
BROAD = {"Exception", "BaseException"}
# The two edges, where whatever was not foreseen gets an id and is shown.
EDGES = {"docvault/cli/main.py", "web/errors.py"}
# What people see is printed by the faces: click for both programs, and the helper's pipes.
SPEAKERS = re.compile(r"docvault/cli/|web/serve\.py|naming_rules/cli|naming_rules/report/")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|TBD)\b|—\s*TODO|待补充|待完善")
HOSTS = re.compile(
    r"pypi\.org|pythonhosted|npmjs|debian\.org|ubuntu\.com/ubuntu|crates\.io|index-url"
)
PRINTING = {"print", "click.echo", "sys.stdout.write"}
MOCKS = re.compile(r"unittest\.mock|\bMagicMock\b|\bmocker\b")


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(each, ast.Name) and each.id in BROAD for each in caught)


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether it only tidies up: its last word is a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def broad_handlers(source: Source) -> int:
    return sum(
        is_broad(node) and not passes_on(node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
    )


def test_only_the_two_edges_catch_everything() -> None:
    catching = {source.name: broad_handlers(source) for source in sources(*PACKAGES)}
    assert {name for name, count in catching.items() if count} <= EDGES
    assert all(count <= 1 for count in catching.values())


def test_only_the_faces_print() -> None:
    printed = [
        f"{source.name}:{node.lineno}"
        for source in sources(*PACKAGES)
        if not SPEAKERS.match(source.name)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in PRINTING
    ]
    assert printed == []


def test_our_own_code_is_not_mocked() -> None:
    mocking = [source.name for source in sources("tests", "benchmarks") if is_mocking(source)]
    assert mocking == []


def is_mocking(source: Source) -> bool:
    return source.name != HERE and MOCKS.search(source.text) is not None


def test_nothing_is_left_unfinished() -> None:
    assert list(matches(UNFINISHED)) == []


def test_no_file_names_the_host_of_a_registry() -> None:
    assert list(matches(HOSTS)) == []


def matches(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in kept_files():
        if path == ROOT / HERE or path.is_relative_to(ROOT / "tests/data") or path.suffix == ".png":
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                yield f"{path.relative_to(ROOT).as_posix()}:{number}"


def test_the_top_level_stays_tidy() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in kept_files()}
    allowed = {
        ".ci",
        ".gitignore",
        "LICENSE",
        "Makefile",
        "README.md",
        "README.zh-CN.md",
        "benchmarks",
        "constraints.txt",
        "docvault",
        "naming_rules",
        "pictures",
        "pyproject.toml",
        "run",
        "tests",
        "web",
    }
    assert top <= allowed
