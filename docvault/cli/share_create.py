"""`docvault share create DOC...`: a link for a partner outside, shown once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from docvault.cli.link_shown import HERE, days_option, draw, only_here, qr_option
from docvault.cli.passwords import password_of
from docvault.cli.session import Session
from docvault.cli.texts import DOCUMENT, counted, moment
from docvault.model.share import Mode, Share
from docvault.sharing import making
from docvault.sharing.rules import Wanted
from docvault.sharing.words import MODES
from docvault.vault import Vault
from naming_rules.language import say


@click.command(
    help=say(
        zh=f"为一个或多个文件创建链接，只显示这一次。{DOCUMENT}",
        en=f"Make a link to one or several documents; it is shown this once. {DOCUMENT}",
    )
)
@click.argument("documents", nargs=-1, required=True, metavar="DOC...")
@days_option
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.VIEW.value,
    show_default=True,
    help=say(
        zh="view 只能查看带水印的页面；download 可以下载文件。",
        en="To look at pages with a watermark, or to take the files.",
    ),
)
@click.option(
    "--password-stdin",
    is_flag=True,
    help=say(
        zh="从标准输入读密码；请用另一种方式告诉对方。",
        en="Read a password from standard input; tell it to the partner some other way.",
    ),
)
@click.option(
    "--max-opens",
    type=int,
    metavar=say(zh="次数", en="N"),
    help=say(zh="最多打开几次。", en="How often it opens at most."),
)
@click.option(
    "--to",
    "recipient",
    default="",
    metavar=say(zh="收件人", en="NAME"),
    help=say(zh="给谁；写在水印和记录里。", en="For whom; in the watermark and on record."),
)
@click.option(
    "--note",
    default="",
    metavar=say(zh="文字", en="TEXT"),
    help=say(zh="给对方的留言。", en="What to tell the partner."),
)
@click.option(
    "--version",
    "number",
    metavar="V",
    help=say(zh="分享这一版，如 V1.0；默认当前版本。", en="As V1.0; the current one by default."),
)
@click.option(
    "--follow",
    is_flag=True,
    help=say(
        zh="始终打开当前版本，而不是创建时的版本。",
        en="Always open the current version, not the one there is now.",
    ),
)
@qr_option
@click.pass_obj
def create(
    session: Session,
    documents: tuple[str, ...],
    days: int | None,
    mode: str,
    password_stdin: bool,
    max_opens: int | None,
    recipient: str,
    note: str,
    number: str | None,
    follow: bool,
    qr: Path | None,
) -> None:
    """Make a link."""
    vault = session.vault()
    found = [session.document(vault, each) for each in documents]
    wanted = Wanted(
        [(each, vault.version(each, number)) for each in found],
        Mode(mode),
        days,
        password_of(from_stdin=True) if password_stdin else None,
        max_opens,
        recipient,
        note,
        follow,
    )
    made, link = making.create(vault, wanted, actor=vault.actor(session.actor))
    url = link.at(vault.settings.web.url or HERE)
    value = {"id": made.id, "url": url, "expires": made.expires_at.isoformat()}
    session.emit(value, url, *_told_of(vault, made))
    if qr:
        draw(url, qr, on_stderr=session.json)


def _told_of(vault: Vault, made: Share) -> Iterator[str]:
    """Yield what whoever makes a link should know of it."""
    until, opens = moment(made.expires_at), made.max_opens
    yield say(
        zh=f"对方可以{MODES[made.mode].zh}，有效至 {until}"
        + (f"，最多打开 {opens} 次" if opens else "")
        + ("，需要密码" if made.password else "")
        + f"。编号 {made.id}。",
        en=f"The partner may {MODES[made.mode].en} it until {until}"
        + (f", {counted(opens, 'time')} at most" if opens else "")
        + (", with the password" if made.password else "")
        + f". Its id is {made.id}.",
    )
    yield say(
        zh="链接只显示这一次，谁拿到都能打开；请只发给对方本人。",
        en="It is shown this once, and whoever has it can open it: send it to the partner alone.",
    )
    if not vault.settings.web.url:
        yield only_here()
