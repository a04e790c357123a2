"""`docvault-open URL`: opens a share link from a terminal; for partners, who have no vault."""

from __future__ import annotations

from pathlib import Path

import click

from docvault.cli.main import run_to_the_end
from docvault.cli.passwords import password_of
from docvault.cli.session import Session
from docvault.cli.texts import FILE, counted
from docvault.sharing.client import Opener
from docvault.store.files import make_folder, store_errors
from naming_rules.language import say
from naming_rules.report.visible import visible
from naming_rules.terminal import bilingual

NAME = "docvault-open"


@click.command(
    NAME,
    help=say(
        zh="打开分享链接，把文件存到文件夹；只能查看的链接存下带水印的页面图片。"
        "URL 要加引号，完整到 # 之后的全部。",
        en="Open a share link and save its files; of a link for viewing the pictures of the pages."
        " Put the URL in quotes, with all that stands behind the #.",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.argument("url", metavar="URL")
@click.option(
    "-o",
    "--output",
    type=FILE,
    default=Path(),
    metavar=say(zh="文件夹", en="FOLDER"),
    help=say(
        zh="存到这个文件夹，没有就新建；默认当前文件夹。",
        en="Where to save, made where it is missing; here by default.",
    ),
)
@click.option(
    "--password-stdin",
    is_flag=True,
    help=say(
        zh="从标准输入读密码；否则在需要时询问。",
        en="Read the password from standard input; else it is asked for where needed.",
    ),
)
@click.option(
    "--json",
    "_as_json",
    is_flag=True,
    help=say(zh="以 JSON 输出结果和错误。", en="Print results and errors as JSON."),
)
@click.pass_obj
def open_link(
    session: Session, url: str, output: Path, password_stdin: bool, _as_json: bool
) -> None:
    """Open a link and save what it holds."""
    with store_errors(output):  # before an opening is spent
        make_folder(output)

    def password() -> str:
        return password_of(from_stdin=password_stdin, option="--password-stdin", again=False)

    label = say(zh="字节", en="bytes")
    with Opener(url) as opener, session.progress(label, None) as advance:
        saved = list(opener.save(output, password, advance, at_hand=password_stdin))
    session.emit(
        [{"path": str(each.path), "size": each.size, "sha256": each.sha256} for each in saved],
        *(visible(str(each.path)) for each in saved),
        say(zh=f"已保存 {len(saved)} 个文件。", en=f"Saved {counted(len(saved), 'file')}."),
    )


bilingual(open_link)


def main() -> None:
    """Run the program; never returns."""
    run_to_the_end(open_link, NAME)


if __name__ == "__main__":
    main()
