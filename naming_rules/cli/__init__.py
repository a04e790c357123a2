"""The program `naming-rules`: finds the command, runs it, turns errors into exit statuses."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Final

import click

from naming_rules.cli.exit_status import COMPLIANT, USAGE, exit_status
from naming_rules.errors import NamedError, PathUnreadable
from naming_rules.language import say
from naming_rules.report.visible import dumps, visible
from naming_rules.terminal import bilingual, complaint

_INTERRUPTED: Final = 130  # as a shell says of a program that Ctrl-C ended
_JSON: Final = frozenset({"--json", "json", "--format=json"})

COMMANDS: Final = {
    "check": say(zh="检查文件夹、文件或名称。", en="Check folders, files or names."),
    "explain": say(zh="解释一条规则，或列出所有规则。", en="Explain a rule, or list them all."),
    "fix": say(zh="按建议改名，可撤销。", en="Give files compliant names; can be undone."),
    "suggest": say(zh="给出最接近的合规名称。", en="Suggest the nearest compliant name."),
}


class Program(click.Group):
    """The group of all commands; a command is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"naming_rules.cli.{cmd_name}").command
        bilingual(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(program_version())
        ctx.exit()


program = Program(
    name="naming-rules",
    help=say(
        zh="文件名和文件夹的检查工具。退出状态：0 合规，1 有问题，2 用法错误，3 找不到。",
        en="A linter for document names and folders. "
        "Exit status: 0 compliant, 1 findings, 2 usage, 3 not found.",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
bilingual(program)
program.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_version,
        help=say(zh="显示版本。", en="Show the version."),
    )
)


def program_version() -> str:
    """Return the version of the installed distribution; empty when it is run from a checkout."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - takes 25 ms

    try:
        return version("docvault")
    except PackageNotFoundError:
        return ""


def main() -> None:
    """Run the program; never returns."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    try:
        return _invoked(arguments)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COMPLIANT
    except (KeyboardInterrupt, click.Abort):
        click.echo(say(zh="已中断。", en="Interrupted."), err=True)
        return _INTERRUPTED
    except (NamedError, click.UsageError, OSError) as error:
        return _told(error, as_json=_JSON.intersection(arguments) != set())


def _invoked(arguments: list[str]) -> int:
    try:
        # Not program.main: it answers a reader that went away with status 1.
        with program.make_context("naming-rules", list(arguments)) as context:
            status = program.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    return status if isinstance(status, int) else COMPLIANT


def _told(error: NamedError | click.UsageError | OSError, *, as_json: bool) -> int:
    """Say an error on stderr; return its status."""
    if isinstance(error, click.UsageError):
        _say_error("usage", complaint(error), {}, as_json=as_json)
        return USAGE
    if isinstance(error, OSError):
        path, reason = error.filename or "?", error.strerror or str(error)
        error = PathUnreadable(path=path, reason=reason)
    _say_error(error.code, str(error), error.fields, as_json=as_json)
    return exit_status(error)


def _say_error(code: str, message: str, fields: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        shown = {key: str(value) for key, value in fields.items()}
        click.echo(dumps({"error": {**shown, "code": code, "message": message}}), err=True)
    else:
        click.echo(f"naming-rules: {visible(message)}", err=True)
