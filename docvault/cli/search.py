"""`docvault search QUERY`: documents by what is in them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator

import click

from docvault.cli.session import Session
from docvault.cli.texts import counted
from docvault.errors import IndexCorrupt, QueryRefused, StoreError, StoreLocked
from docvault.search.keeping import catch_up, reindex, version_count, waiting
from docvault.search.place import index_of
from docvault.search.query.help import topics
from docvault.search.ranking import Sort
from docvault.search.searching import MOST_HITS, Answer, search
from docvault.search.snippets import Snippet
from docvault.shapes import answer_json
from docvault.vault import Vault
from naming_rules.language import say
from naming_rules.report.visible import visible
from naming_rules.terminal import table

_WORTH_A_BAR = 4  # check-ins that wait; even an old Word file takes no longer than seconds
_MOST_FACETS = 6
_WAIT_SECONDS = 10.0


@click.command(
    "search",
    context_settings={"ignore_unknown_options": True},  # -word excludes a word
    help=say(
        zh="按内容查找文件。多个词须同时出现；条件如 部门:运营部 日期:2023-10，"
        "引号内为原文，-词 表示排除。--help-query 列出全部写法。",
        en="Find documents by what is in them. Of several words all must be there; conditions are"
        " written department:X or date:2023-10, quotes ask for the very words, -word excludes."
        " --help-query lists the whole language.",
    ),
)
@click.argument("query", nargs=-1, type=click.UNPROCESSED, metavar="QUERY")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_HITS),
    metavar=say(zh="条数", en="NUMBER"),
    default=20,
    show_default=True,
    help=say(zh="每页条数。", en="Hits on a page."),
)
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    show_default=True,
    help=say(
        zh="排序：相关度、日期（新的在前）、名称。",
        en="By relevance, by date (newest first) or by name.",
    ),
)
@click.option(
    "--cursor",
    metavar=say(zh="标记", en="CURSOR"),
    help=say(zh="上一页给出的翻页标记。", en="Go on where the page before ended."),
)
@click.option(
    "--help-query",
    is_flag=True,
    help=say(zh="列出查询的全部写法。", en="List the whole query language."),
)
@click.pass_obj
def search_documents(
    session: Session,
    query: tuple[str, ...],
    limit: int,
    sort: str,
    cursor: str | None,
    help_query: bool,
) -> None:
    """Take in what waits, then print what is found."""
    if help_query:
        click.echo("\n".join(_language()))
        return
    vault = session.vault()
    actor = vault.actor(session.actor)
    text = " ".join(query)
    _take_in(session, vault)

    def answered() -> Answer:
        return search(vault, text, actor=actor, limit=limit, sort=Sort(sort), cursor=cursor)

    try:
        answer = _or_made_anew(session, vault, answered)
    except QueryRefused as error:
        _point_at(session, text, error)
        raise
    session.emit(answer_json(answer), *lines_of(answer))


def _language() -> Iterator[str]:
    yield from table((str(t.written), str(t.meaning), str(t.example)) for t in topics())


def _take_in(session: Session, vault: Vault) -> None:
    """Let the index have what was checked in; another process that is at it goes on alone.

    Where that cannot be written, what is there already is still found.
    """
    count = waiting(vault)
    there = index_of(vault) is not None
    if there and not count:
        return
    try:
        with _bar(session, count if there else version_count(vault)) as advance:
            catch_up(vault, done=advance)
    except StoreLocked:
        return
    except StoreError as error:
        if not there:
            raise
        if not session.json:
            new = say(
                zh=f"新签入的暂时检索不到：{error}", en=f"What is new is not found yet: {error}"
            )
            click.echo(f"docvault: {visible(new)}", err=True)


def _or_made_anew(session: Session, vault: Vault, answered: Callable[[], Answer]) -> Answer:
    """Return the answer, from an index made anew where the one there is damaged."""
    try:
        return answered()
    except IndexCorrupt:
        with _bar(session, version_count(vault)) as advance:
            reindex(vault, wait=_WAIT_SECONDS, done=advance)
        return answered()


@contextlib.contextmanager
def _bar(session: Session, count: int) -> Iterator[Callable[[int], None]]:
    if count < _WORTH_A_BAR:
        yield lambda _: None
        return
    with session.progress(say(zh="编入索引", en="Indexing"), count) as advance:
        yield advance


def _point_at(session: Session, text: str, error: QueryRefused) -> None:
    """Show where in the query the error lies."""
    position = error.fields.get("position")
    if isinstance(position, int) and not session.json and sys.stderr.isatty():
        before = visible(text[:position])
        width = sum(2 if ord(character) >= 0x1100 else 1 for character in before)  # noqa: PLR2004
        click.echo(f"{visible(text)}\n{' ' * width}^", err=True)


def lines_of(answer: Answer) -> Iterator[str]:
    """Yield an answer for people."""
    for hit in answer.hits:
        yield _shown(hit.name)
        where = hit.version.path or say(
            zh=f"{hit.version.number}，只在 git 中", en=f"{hit.version.number}, in git only"
        )
        yield click.style(f"  {visible(where)}", dim=True) if _coloured() else f"  {visible(where)}"
        if hit.snippet.text:
            yield f"  {_shown(hit.snippet)}"
    yield from _summary(answer)


def _summary(answer: Answer) -> Iterator[str]:
    yield say(zh=f"共找到 {answer.total} 个。", en=f"{counted(answer.total, 'version')} found.")
    if answer.total > len(answer.hits):
        for name in ("department", "type", "year"):
            values = [f"{v} {c}" for v, c in answer.facets[name][:_MOST_FACETS]]
            if len(values) > 1:
                yield f"  {_FACETS[name]}: {visible(' · '.join(values))}"
    if answer.cursor:
        yield say(zh=f"下一页：--cursor {answer.cursor}", en=f"Next page: --cursor {answer.cursor}")
    if answer.meant:
        words = visible(say(zh="、", en=", ").join(answer.meant))
        yield say(zh=f"是否要找：{words}？", en=f"Did you mean: {words}?")
    if answer.waiting:
        yield say(
            zh=f"另有 {answer.waiting} 次签入正在编入索引。",
            en=f"{counted(answer.waiting, 'check-in')} more are being indexed.",
        )


_FACETS = {
    "department": say(zh="部门", en="Departments"),
    "type": say(zh="类型", en="Types"),
    "year": say(zh="年份", en="Years"),
}


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _shown(snippet: Snippet) -> str:
    """Return a snippet for a terminal: bold where it can be, in 【】 where it cannot."""
    parts, place = [], 0
    for start, end in snippet.marks:
        marked = visible(snippet.text[start:end])
        parts.append(visible(snippet.text[place:start]))
        parts.append(click.style(marked, fg="red", bold=True) if _coloured() else f"【{marked}】")
        place = end
    return "".join((*parts, visible(snippet.text[place:])))
