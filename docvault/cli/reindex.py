"""`docvault reindex`: the search index made anew."""

from __future__ import annotations

import click

from docvault.access import Right
from docvault.cli.session import Session
from docvault.cli.texts import counted
from docvault.search.keeping import reindex as make_anew
from docvault.search.keeping import version_count
from naming_rules.language import say

_WAIT_SECONDS = 10.0


@click.command(
    help=say(
        zh="重新建立检索索引；完成之前仍可用旧索引检索。索引缺失或损坏时会自动重建，一般不需要它。",
        en="Make the search index anew; searches go on with the old one until it is done. An index"
        " that is missing or damaged is made anew by itself, so this is rarely needed.",
    )
)
@click.pass_obj
def reindex(session: Session) -> None:
    """Make the index anew from the register and what the documents say."""
    vault = session.vault(Right.OVERSEE)
    with session.progress(say(zh="编入索引", en="Indexing"), version_count(vault)) as advance:
        count = make_anew(vault, wait=_WAIT_SECONDS, done=advance)
    session.emit(
        {"versions": count},
        say(zh=f"索引已重建：{count} 个版本。", en=f"The index has {counted(count, 'version')}."),
    )
