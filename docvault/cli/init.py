"""`docvault init PATH`: make a vault."""

from __future__ import annotations

from pathlib import Path

import click

from docvault.cli.session import Session
from docvault.cli.texts import FILE
from docvault.vault import Vault
from naming_rules.language import say
from naming_rules.terminal import table


@click.command(
    help=say(
        zh="在文件夹 PATH 新建文件库；里面原有的文件不动，可用 docvault import 接管。",
        en="Make a vault in the folder PATH. What lies there already stays as it is; docvault"
        " import takes it over.",
    )
)
@click.argument("path", metavar="PATH", type=FILE)
@click.option(
    "--preset",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=say(zh="命名方案、部门和类型用哪种语言。", en="Language of schemes, departments, types."),
)
@click.pass_obj
def init(session: Session, path: Path, preset: str) -> None:
    """Make a vault in the folder PATH. What lies there already stays as it is."""
    with Vault.make(path, preset=preset) as vault:
        root = vault.root
        settings = vault.settings
    session.emit(
        {"vault": str(root)},
        say(zh=f"已新建文件库 {root}", en=f"Made a vault at {root}"),
        *table(
            (f"  {name}", meaning)
            for name, meaning in (
                ("docvault.toml", say(zh="全部设置", en="all settings")),
                (
                    f"{settings.inbox.folder}/",
                    say(
                        zh="收件箱：同事把文件放进这里，docvault watch 归入应在的文件夹",
                        en="the inbox: staff drop files here, docvault watch files them",
                    ),
                ),
                (
                    f"{settings.inbox.folder}/{settings.inbox.holding}/",
                    say(
                        zh="名称不合规的文件，附原因和建议",
                        en="files whose names are not compliant, with reason and suggestion",
                    ),
                ),
            )
        ),
        say(
            zh=f"已有文件可用 docvault --vault {root} import 接管。",
            en=f"Take over files that you have with docvault --vault {root} import.",
        ),
    )
