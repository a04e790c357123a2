"""What one call of the command line works with: the vault, the actor, the kind of output."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docvault.errors import DocVaultError
from naming_rules.language import current_language, say
from naming_rules.report.visible import dumps as as_json
from naming_rules.report.visible import visible
from naming_rules.terminal import table

if TYPE_CHECKING:
    from docvault.access import Right
    from docvault.model.document import Document
    from docvault.vault import Vault


@dataclass(slots=True)
class Session:
    """The global options, wherever on the line they stood, and what follows from them."""

    vault_path: Path | None = None
    actor_name: str | None = None
    json: bool = False
    status: int = 0
    """What the process ends with when no error is raised: 1 after findings."""
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def actor(self) -> str:
        """Who acts: `--actor`, else DOCVAULT_ACTOR, else the user of the operating system."""
        return self.actor_name or os.environ.get("DOCVAULT_ACTOR") or _system_user()

    def vault(self, right: Right | None = None, *, create_database: bool = False) -> Vault:
        """Open the vault of `--vault`, DOCVAULT_VAULT or the nearest parent; once per call.

        Raises ActorNotAllowed when the actor has not the right, for the whole vault.
        """
        from docvault.access import require  # noqa: PLC0415 - `--help` must not wait for it
        from docvault.vault import Vault, find_root  # noqa: PLC0415 - as above

        named = self.vault_path or os.environ.get("DOCVAULT_VAULT")
        root = Path(named) if named else find_root(Path.cwd())
        vault = self._stack.enter_context(Vault.open(root, create_database=create_database))
        if right:
            require(vault.actor(self.actor), right)
        return vault

    def document(self, vault: Vault, reference: str) -> Document:
        """Return the document with this id, name or path, if the actor may read it.

        Raises DocumentNotFound, ActorNotAllowed.
        """
        from docvault.access import Right, require, subject_of  # noqa: PLC0415 - see `vault`

        found = vault.find(reference)
        require(vault.actor(self.actor), Right.READ, subject_of(found, vault.settings))
        return found

    def close(self) -> None:
        """Close what was opened."""
        self._stack.close()

    # ---- output

    def emit(self, value: object, *lines: str) -> None:
        """Print the result: `value` as JSON with `--json`, else the lines for people."""
        if self.json:
            click.echo(dumps(value))
        else:
            for line in lines:
                click.echo(line)

    def emit_table(
        self,
        rows: Sequence[Mapping[str, object]],
        columns: Mapping[str, str],
        *,
        empty: str,
    ) -> None:
        """Print an array of objects, or a table of the given keys -> headings."""
        head, *lines = table(
            [[*columns.values()], *([_cell(row[key]) for key in columns] for row in rows)]
        )
        self.emit(list(rows), *([emphasised(head), *lines] if rows else [empty]))

    def report(self, error: DocVaultError) -> None:
        """Print an error on stderr, as JSON with `--json`."""
        fields = dict(error.fields)
        if findings := fields.pop("findings", None):
            from naming_rules.report.as_json import as_mapping  # noqa: PLC0415 - rarely needed

            language = current_language()
            fields["findings"] = [as_mapping(finding, language) for finding in findings]  # type: ignore[attr-defined]
        self.say_error(error.code, str(error), fields)

    def say_error(self, code: str, message: str, fields: Mapping[str, object]) -> None:
        """Print what went wrong on stderr: one line, with a suggestion where there is one."""
        if self.json:
            body = {"error": {**fields, "code": code, "message": message}}
            click.echo(dumps(body), err=True)
            return
        if suggestion := fields.get("suggestion"):
            message = message.rstrip("。.")
            message += say(zh=f"。建议：{suggestion}", en=f". Suggestion: {suggestion}")
        click.echo(f"docvault: {visible(message)}", err=True)

    @contextlib.contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Show a progress bar while stderr is a terminal; the callable advances it."""
        if not sys.stderr.isatty():
            yield lambda count: None
            return
        from rich.console import Console  # noqa: PLC0415 - 80 ms that only a terminal pays
        from rich.progress import (  # noqa: PLC0415 - as above
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=total)
            yield lambda count: bar.update(task, advance=count)


def dumps(value: object) -> str:
    r"""Return a value as JSON, Chinese readable, bytes that were no UTF-8 as `\udcXX`."""
    return as_json(value, default=str)


def emphasised(line: str) -> str:
    """Return a line in bold, for a terminal that is not to stay plain (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
    return line if plain else click.style(line, bold=True)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user that no system knows
        return f"uid-{os.getuid()}"


def options(*, inner: bool) -> Iterable[click.Option]:
    """Return the global options, for the program and for each command alike."""
    hidden: dict[str, Any] = {"hidden": inner, "expose_value": False}
    return (
        click.Option(
            ["--vault"],
            type=click.Path(path_type=Path),
            metavar=say(zh="文件夹", en="FOLDER"),
            callback=_remember("vault_path"),
            help=say(
                zh="文件库的根文件夹（否则用 DOCVAULT_VAULT，再否则找最近的上级文件夹）。",
                en="Root of the vault (else DOCVAULT_VAULT, else the nearest parent that is one).",
            ),
            **hidden,
        ),
        click.Option(
            ["--actor"],
            metavar=say(zh="姓名", en="NAME"),
            callback=_remember("actor_name"),
            help=say(
                zh="操作人（否则用 DOCVAULT_ACTOR，再否则用系统用户名）。",
                en="Who acts (else DOCVAULT_ACTOR, else the system's user name).",
            ),
            **hidden,
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            callback=_remember("json"),
            help=say(zh="以 JSON 输出结果和错误。", en="Print results and errors as JSON."),
            **hidden,
        ),
    )


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def remember(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.ensure_object(Session), name, value)

    return remember
