"""`naming-rules check PATH...`: what is wrong with the names in folders, of files, in git."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

import click

from naming_rules.checker import Tally, check_name, check_paths, check_tree
from naming_rules.cli.common import (
    PATH,
    config_option,
    convention_of,
    existing,
    names_in,
    wrong_call,
)
from naming_rules.cli.exit_status import COMPLIANT, FINDINGS
from naming_rules.convention import Convention
from naming_rules.finding import Finding
from naming_rules.language import current_language, say
from naming_rules.report import FORMATS, About, writer
from naming_rules.report.counts import Counts

_WITH_PAGES: Final = frozenset({"sarif", "html"})


@click.command(
    "check",
    help=say(
        zh="检查 PATH（文件夹或文件）中的名称；不写 PATH 时用 --stdin 读入名称。",
        en="Check the names in PATH (folders or files), or those that --stdin reads.",
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help=say(zh="输出格式。", en="The form of the report."),
)
@click.option(
    "--json", "as_json", is_flag=True, help=say(zh="即 --format json。", en="Is --format json.")
)
@config_option
@click.option(
    "--git-ref",
    metavar="REF",
    help=say(
        zh="检查 git 版本 REF 中的名称；PATH 为仓库。",
        en="Check the names in the git tree REF; PATH is the repository.",
    ),
)
@click.option(
    "--stdin",
    is_flag=True,
    help=say(zh="从标准输入读取名称，每行一个。", en="Read bare names from stdin, one a line."),
)
@click.option(
    "-0",
    "--null",
    is_flag=True,
    help=say(zh="与 --stdin 一起：以 NUL 分隔。", en="With --stdin: names end in NUL."),
)
@click.option(
    "-o",
    "--output",
    type=PATH,
    metavar="FILE",
    help=say(zh="写到文件。", en="Write to a file."),
)
def command(
    *,
    paths: tuple[Path, ...],
    form: str,
    as_json: bool,
    config: Path | None,
    git_ref: str | None,
    stdin: bool,
    null: bool,
    output: Path | None,
) -> int:
    """Report what is found; the status says whether errors or warnings were."""
    _refuse_contradictions(paths, git_ref, stdin=stdin, null=null)
    convention = convention_of(config)
    seen = Tally()
    if stdin:
        found = _from_stream(convention, b"\0" if null else b"\n", seen)
    elif git_ref is not None:
        found = _from_git(convention, paths, git_ref, seen)
    else:
        found = _from_disk(convention, [existing(path) for path in paths], seen)
    found = _begun(found)
    counts = Counts()
    form = "json" if as_json else form
    with _opened(output, form) as out:
        about = _about(convention, [os.fspath(path) for path in paths] or ["stdin"], form)
        writer(form)(counts.count(found), out, about, lambda: seen.checked)
    return COMPLIANT if counts.compliant else FINDINGS


def _begun(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Return the same findings, the first one found: what cannot be read at all has said so."""
    first = next(findings, None)
    return iter(()) if first is None else chain((first,), findings)


def _refuse_contradictions(
    paths: tuple[Path, ...], git_ref: str | None, *, stdin: bool, null: bool
) -> None:
    if not paths and not stdin:
        raise wrong_call(zh="请给出 PATH，或用 --stdin", en="Give a PATH, or --stdin")
    if stdin and (paths or git_ref is not None):
        raise wrong_call(
            zh="--stdin 不与 PATH 或 --git-ref 同用", en="--stdin goes with no PATH or --git-ref"
        )
    if null and not stdin:
        raise wrong_call(zh="-0 只与 --stdin 同用", en="-0 goes with --stdin only")


def _from_stream(convention: Convention, separator: bytes, seen: Tally) -> Iterator[Finding]:
    for name in names_in(sys.stdin.buffer, separator):
        if name:
            seen.checked += 1
            yield from check_name(convention, name)


def _from_git(
    convention: Convention, paths: tuple[Path, ...], ref: str, seen: Tally
) -> Iterator[Finding]:
    from naming_rules.git_tree import paths_in  # noqa: PLC0415 - a check of folders needs no git

    trees = [(path, paths_in(existing(path), ref)) for path in paths]
    for path, names in trees:
        prefix = "" if len(trees) == 1 else _prefix(path)
        yield from _prefixed(check_paths(convention, names, tally=seen), prefix)


def _from_disk(convention: Convention, paths: list[Path], seen: Tally) -> Iterator[Finding]:
    for path in paths:
        if path.is_dir():
            yield from _prefixed(check_tree(convention, path, tally=seen), _prefix(path))
        else:
            seen.checked += 1
            yield from _prefixed(check_name(convention, path.name), _prefix(path.parent))


def _prefix(folder: Path) -> str:
    text = folder.as_posix()
    return "" if text == "." else text if text.endswith("/") else f"{text}/"


def _prefixed(findings: Iterator[Finding] | list[Finding], prefix: str) -> Iterator[Finding]:
    """Yield findings with paths as given on the command line; places in suggestions too."""
    if not prefix:
        yield from findings
        return
    for finding in findings:
        suggestion = finding.suggestion
        if suggestion and "/" in suggestion:
            suggestion = prefix + suggestion
        yield replace(finding, path=prefix + finding.path, suggestion=suggestion)


@contextlib.contextmanager
def _opened(output: Path | None, form: str) -> Iterator[TextIO]:
    """Give the stream a report goes to; a file is replaced whole, and only by a whole report."""
    if output is None:
        errors = "backslashreplace" if form == "text" else "strict"
        encoding = None if form == "text" else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors=errors)  # type: ignore[union-attr]
        yield sys.stdout
        return
    # The suffix is one that conventions ignore: the file may lie in the tree that is checked.
    descriptor, name = tempfile.mkstemp(dir=output.parent, suffix=".tmp")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        draft.chmod(0o644)
        draft.replace(output)
    except BaseException:
        draft.unlink()
        raise


def _about(convention: Convention, subjects: list[str], form: str) -> About:
    about = About(
        subject=", ".join(subjects),
        language=current_language(),
        at=datetime.now().astimezone(),
        group_of=lambda finding: department_of(convention, finding),
    )
    return _with_pages(about) if form in _WITH_PAGES else about


def _with_pages(about: About) -> About:
    """Add what takes time to read and only some reports show: the rules, the version."""
    from naming_rules.cli import program_version  # noqa: PLC0415 - see above
    from naming_rules.cli.explain import rule_pages  # noqa: PLC0415

    return replace(about, rules=rule_pages(), version=program_version())


def department_of(convention: Convention, finding: Finding) -> str | None:
    """Return the department a finding belongs to, as far as anything tells.

    That is the one its name gives, or the name it should have, or a folder it lies in.
    """
    *folders, name = finding.path.split("/")
    parsed = convention.parse(name)
    if parsed and parsed.department:
        return parsed.department
    suggested = (finding.suggestion or "").rpartition("/")[2].partition("-")[0]
    if suggested in convention.departments:
        return suggested
    found = (convention.departments.find(folder) for folder in folders)
    return next((entry.code for entry in found if entry), None)
