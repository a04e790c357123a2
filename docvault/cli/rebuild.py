"""`docvault rebuild`: the register made anew from git."""

from __future__ import annotations

import click

from docvault.access import Right
from docvault.cli.session import Session
from docvault.rebuilding import rebuild as rebuild_register
from docvault.search.keeping import reindex, version_count
from naming_rules.language import say

_WAIT_SECONDS = 10.0


@click.command(
    help=say(
        zh="只凭 git 重建台账和检索索引，并放回文件夹中缺失的文件；用户、流程和审计日志不动。"
        "数据库丢失时也用它。",
        en="Make the register and the search index anew from git alone and put back files missing"
        " from the folders; users, procedures and the audit trail stay. Also for a database that is"
        " lost.",
    )
)
@click.option(
    "--accept-loss",
    is_flag=True,
    help=say(
        zh="git 已丢失台账中的版本时（例如换回了旧备份），仍以 git 为准重建。",
        en="Rebuild even though git has lost versions that the register knows (an older backup"
        " was put in its place, say).",
    ),
)
@click.pass_obj
def rebuild(session: Session, accept_loss: bool) -> None:
    """Rebuild; works also when the database is gone."""
    vault = session.vault(Right.ADMINISTER, create_database=True)
    with session.progress(say(zh="重建", en="Rebuilding"), None) as advance:
        commits, put_back = rebuild_register(
            vault, actor=session.actor, accept_loss=accept_loss, done=advance
        )
    with session.progress(say(zh="编入索引", en="Indexing"), version_count(vault)) as advance:
        indexed = reindex(vault, wait=_WAIT_SECONDS, done=advance)
    session.emit(
        {"commits": commits, "put_back": put_back, "indexed": indexed},
        say(
            zh=f"已从 git 的 {commits} 次提交重建台账，放回 {put_back} 个文件；"
            f"检索索引已重建（{indexed} 个版本）。",
            en=f"Rebuilt the register from {commits} commits of git, put back {put_back} files,"
            f" made the search index anew ({indexed} versions).",
        ),
    )
