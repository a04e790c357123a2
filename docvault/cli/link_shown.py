"""A link that is shown once on the command line: its address, its QR code."""

from __future__ import annotations

import io
from pathlib import Path

import click
import segno

from docvault.cli.output import opened
from docvault.cli.texts import FILE
from naming_rules.language import say

HERE = "http://127.0.0.1:8420"
"""Where the site is for whoever has not set `[web] url`."""

days_option = click.option(
    "--days",
    type=int,
    metavar=say(zh="天数", en="N"),
    help=say(zh="有效天数；默认按设置。", en="How many days it opens; as set by default."),
)
qr_option = click.option(
    "--qr",
    type=FILE,
    metavar="FILE.svg|-",
    help=say(
        zh="把二维码写到 SVG 文件；- 表示显示在终端。",
        en="Write a QR code as SVG; - draws it on the terminal.",
    ),
)


def only_here() -> str:
    """Return the line that says why a link has the address of this machine."""
    return say(
        zh="这是本机地址；设置 [web] url 后，链接用网站的地址。",
        en="This address works on this machine only; set [web] url to the site's own.",
    )


def draw(url: str, target: Path, *, on_stderr: bool) -> None:
    """Draw a link as a QR code: to a file, or on the terminal for `-`."""
    drawn = segno.make(url, error="m", micro=False)
    if str(target) == "-":
        squares = io.StringIO()
        drawn.terminal(squares, compact=True)
        click.echo(squares.getvalue(), err=on_stderr)
        return
    picture = io.BytesIO()
    drawn.save(picture, kind="svg", scale=8, border=4)
    with opened(target) as file:
        file.write(picture.getvalue().decode("utf-8"))
