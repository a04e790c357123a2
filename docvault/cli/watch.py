"""`docvault watch`: look after the inbox and the folders."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import asdict
from threading import Event, Thread
from types import FrameType

import click

from docvault.cli.session import Session, dumps
from docvault.errors import StoreLocked
from docvault.inbox import Outcome, Watcher
from docvault.search.keeping import catch_up, follow
from naming_rules.language import Text, say
from naming_rules.report.visible import visible

_WORDS = {
    "filed": Text("已归入 {now}", "filed as {now}"),
    "held": Text("已移到 {now}：{reason}", "moved to {now}: {reason}"),
    "kept": Text(
        "被直接修改：内容已留存在 git 中，请用 docvault revise 升版本",
        "was changed in place: its bytes are kept in git; make it a version with docvault revise",
    ),
    "failed": Text("没有处理：{reason}", "was left alone: {reason}"),
}


@click.command(
    help=say(
        zh="看管收件箱和文件夹：名称合规的归入应在的文件夹，不合规的移到待更正并说明原因，"
        "被直接修改的立即留存在 git 中；新签入的随即可以检索。按 Ctrl-C 结束。"
        "使用 --json 时每件事一行。",
        en="Look after the inbox and the folders: file what has a right name, hold what has a wrong"
        " one with the reason, keep in git what was changed in place, and let searches find it all."
        " Ends with Ctrl-C. With --json there is one object on each line.",
    )
)
@click.option(
    "--once",
    is_flag=True,
    help=say(zh="处理完现有文件就结束。", en="End when what lies there now is dealt with."),
)
@click.pass_obj
def watch(session: Session, once: bool) -> None:
    """Print a line for each file dealt with; with --json one object a line."""
    watcher = Watcher(session.vault(), session.actor)
    if once:
        _print(session, watcher.sweep())
        with contextlib.suppress(StoreLocked):
            catch_up(watcher.vault)
        return
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    root = watcher.vault.root
    click.echo(
        say(zh=f"正在看管 {root}，按 Ctrl-C 结束。", en=f"Watching {root}; Ctrl-C ends it."),
        err=True,
    )
    indexer = Thread(target=follow, args=(watcher.vault, stop))
    indexer.start()
    try:
        _print(session, watcher.run(stop))
    finally:
        stop.set()
        indexer.join()


def _print(session: Session, outcomes: Iterator[Outcome]) -> None:
    for outcome in outcomes:
        click.echo(dumps(asdict(outcome)) if session.json else line_of(outcome))


def line_of(outcome: Outcome) -> str:
    """Return what became of one file, for people."""
    words = _WORDS[outcome.what].format(now=outcome.now, reason=outcome.reason)
    hint = f" → {outcome.suggestion}" if outcome.suggestion else ""
    return visible(f"{outcome.path}: {words}{hint}")
