"""The program `docvault`: finds the command, runs it, and turns errors into exit statuses."""

from __future__ import annotations

import importlib
import logging
import os
import secrets
import sys
from importlib.metadata import EntryPoint, entry_points, version
from typing import Any

import click

from docvault.cli.exit_status import DONE, INTERNAL, INTERRUPTED, STATUS, exit_status
from docvault.cli.session import Session, options
from docvault.errors import DocVaultError, UsageError
from naming_rules.language import say
from naming_rules.terminal import bilingual, complaint

# name -> "module:attribute"; a command is imported when it is called, so that help stays quick.
COMMANDS = {
    "init": "init:init",
    "add": "add:add",
    "revise": "revise:revise",
    "list": "list_documents:list_documents",
    "show": "show:show",
    "history": "history:history",
    "get": "get:get",
    "restore": "restore:restore",
    "diff": "diff:diff",
    "search": "search:search_documents",
    "import": "import_tree:import_tree",
    "watch": "watch:watch",
    "audit": "audit:audit",
    "verify": "verify:verify",
    "rebuild": "rebuild:rebuild",
    "reindex": "reindex:reindex",
    "register": "register:register",
    "user": "user:user",
    "grant": "grant:grant",
    "share": "share:share",
    "request": "request:request",
    "why": "why:why",
    "demo": "demo:demo",
}
SUMMARIES = {
    "init": say(zh="新建文件库。", en="Make a vault."),
    "add": say(zh="签入文件。", en="Check in documents."),
    "revise": say(zh="签入下一版本，由 DocVault 命名。", en="Check in the next version."),
    "list": say(zh="列出文件。", en="List documents."),
    "show": say(zh="显示一个文件的登记信息。", en="Show one document."),
    "history": say(zh="显示文件的所有版本。", en="Show all versions of a document."),
    "get": say(zh="取出一个版本，经校验。", en="Take a version out, verified."),
    "restore": say(zh="把旧版本恢复为下一版本。", en="Make an old version the next one."),
    "diff": say(zh="比较两个版本的文字。", en="Compare the text of two versions."),
    "search": say(zh="按内容查找文件。", en="Find documents by what is in them."),
    "import": say(zh="接管已有的文件夹。", en="Take over an existing folder."),
    "watch": say(zh="看管收件箱和文件夹。", en="Look after the inbox and the folders."),
    "audit": say(zh="审计名称、位置、版本、台账和内容。", en="Audit names, places and content."),
    "verify": say(zh="互相核对 git、文件夹、台账和审计日志。", en="Check everything against git."),
    "rebuild": say(zh="从 git 重建台账。", en="Make the register anew from git."),
    "reindex": say(zh="重新建立检索索引。", en="Make the search index anew."),
    "register": say(zh="导出台账。", en="Export the registers."),
    "user": say(zh="管理用户。", en="Manage users."),
    "grant": say(zh="授予其他部门的权限。", en="Give rights in other departments."),
    "share": say(zh="给外部合作方的分享链接。", en="Links for partners outside."),
    "request": say(zh="向外部合作方征集文件。", en="Ask partners outside for files."),
    "why": say(zh="说明某人为什么能看某文件。", en="Say why somebody may see a document."),
    "demo": say(zh="用生成的样例文件演示。", en="Show it all on generated documents."),
    "serve": say(
        zh="启动网站：网页、接口、收件箱看管。", en="Serve the site, and look after the inbox."
    ),
}


class Program(click.Group):
    """The group of all commands; web and others add theirs by entry point."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table, then those of other packages."""
        return [*COMMANDS, *(point.name for point in _contributed())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if place := COMMANDS.get(cmd_name):
            module, _, attribute = place.partition(":")
            command: Any = getattr(importlib.import_module(f"docvault.cli.{module}"), attribute)
        else:
            point = next((p for p in _contributed() if p.name == cmd_name), None)
            command = point.load() if point else None
        if not isinstance(command, click.Command):
            return None
        bilingual(command)
        _give_options(command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C becomes Abort here, before click prints an empty line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            raise click.Abort from interrupt

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            rows = [(name, SUMMARIES[name]) for name in COMMANDS]
            formatter.write_dl(
                [*rows, *((each.name, SUMMARIES.get(each.name, "")) for each in _contributed())]
            )


def _contributed() -> list[EntryPoint]:
    return sorted(entry_points(group="docvault.commands"), key=lambda point: point.name)


def _give_options(command: click.Command) -> None:
    for child in getattr(command, "commands", {}).values():
        _give_options(child)
    known = {option for parameter in command.params for option in parameter.opts}
    for option in options(inner=True):
        if option.opts[0] not in known:
            command.params.append(option)


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(version("docvault"))
        context.exit()


program = Program(
    name="docvault",
    help=say(
        zh="DocVault：按运营手册管理文件的文件库。文件放在真实的文件夹里，每一版都在 git 中。",
        en="DocVault: the document repository for companies that live by an operations manual."
        " Documents lie in real folders, every version is in git.",
    ),
    epilog=say(
        zh="全局选项写在命令前后都可以。退出状态：0 完成，1 有问题，2 用法，3 找不到，"
        "4 被拒绝，5 无权限，6 冲突，7 链接打不开，8 查询有误，9 存储故障。",
        en="Global options may stand before or after the command. Exit status: 0 done, 1 findings,"
        " 2 usage, 3 not found, 4 refused, 5 not allowed, 6 conflict, 7 a link does not open,"
        " 8 query, 9 store.",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
program.params.extend(options(inner=False))
program.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_version,
        help=say(zh="显示程序的版本。", en="Show the program's version."),
    )
)
bilingual(program)


def main() -> None:
    """Run the program; never returns."""
    run_to_the_end(program, "docvault")


def run_to_the_end(command: click.Command, name: str) -> None:
    """Run a program of ours with the arguments of this process; never returns."""
    for stream in (sys.stdout, sys.stderr):
        # A name in another encoding, or a terminal that knows no Chinese, is no reason to fail.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    try:
        status = run(Session(json="--json" in sys.argv), sys.argv[1:], command, name)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    sys.exit(status)


def run(
    session: Session,
    arguments: list[str],
    command: click.Command = program,
    name: str = "docvault",
) -> int:
    """Run the command of `arguments` and return its exit status."""
    try:
        return _call(session, arguments, command, name)
    except DocVaultError as error:
        session.report(error)
        return exit_status(error)
    except click.UsageError as error:
        return _explain(session, error)
    except (KeyboardInterrupt, click.Abort):
        if sys.stderr.isatty():
            click.echo(err=True)  # the terminal has printed ^C on this line
        session.say_error("interrupted", say(zh="已中断。", en="Interrupted."), {})
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception:  # noqa: BLE001 - the edge: whatever was not foreseen gets an id, and is shown
        return _apologise(session)


def _call(session: Session, arguments: list[str], command: click.Command, name: str) -> int:
    try:
        command.main(arguments, prog_name=name, standalone_mode=False, obj=session)
    except click.exceptions.Exit as done:
        return done.exit_code
    except SystemExit:
        return DONE  # click's way to say that the reader of our output went away
    finally:
        session.close()
    return session.status


def _explain(session: Session, error: click.UsageError) -> int:
    """Say what is wrong with the call; where nothing was asked for, what there is."""
    nothing_asked = type(error).__name__ == "NoArgsIsHelpError"  # click has it since 8.2
    if nothing_asked and error.ctx and not session.json:
        click.echo(error.ctx.get_help(), err=True)
    else:
        missing = say(zh="缺少命令", en="Missing command.")
        session.say_error("usage", missing if nothing_asked else complaint(error), {})
    return STATUS[UsageError]


def _apologise(session: Session) -> int:
    incident = secrets.token_hex(4)
    logging.getLogger("docvault").exception("incident %s", incident)
    message = say(
        zh=f"内部错误（编号 {incident}），已签入的文件完好；请把上面的记录发给维护者。",
        en=f"Internal error ({incident}); what was checked in is safe. Please report the above.",
    )
    session.say_error("internal-error", message, {"incident": incident})
    return INTERNAL
