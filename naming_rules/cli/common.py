"""What the commands share: the convention they judge by, and JSON on the line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from naming_rules.convention import Convention
from naming_rules.errors import PathMissing
from naming_rules.language import say
from naming_rules.report.visible import dumps

PATH: Final = click.Path(path_type=Path)

config_option: Callable[[Any], Any] = click.option(
    "--config",
    type=PATH,
    metavar="TOML",
    help=say(
        zh="读取其中 [naming] 表的设置文件；默认使用中文规则。",
        en="The file whose [naming] table holds; without one the Chinese preset.",
    ),
)
json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help=say(zh="以 JSON 输出。", en="Print JSON.")
)


def wrong_call(*, zh: str, en: str) -> click.UsageError:
    """Return the error that a call is wrong; it says where the right one is explained."""
    return click.UsageError(say(zh=zh, en=en), click.get_current_context())


def convention_of(config: Path | None) -> Convention:
    """Return the convention of a settings file, or the preset. Raises PathMissing."""
    if config is None:
        return Convention.preset()
    if not config.is_file():
        raise PathMissing(path=config)
    return Convention.from_toml(config)


def existing(path: Path) -> Path:
    """Return `path` if something is there. Raises PathMissing."""
    if not path.exists():
        raise PathMissing(path=path)
    return path


def names_in(source: BinaryIO, separator: bytes) -> Iterator[str]:
    """Yield the names of a stream, one to a line (or between NULs), as their bytes are."""
    rest = b""
    while chunk := source.read(1 << 16):
        *whole, rest = (rest + chunk).split(separator)
        yield from map(_name, whole)
    if rest:
        yield _name(rest)


def print_json(value: object) -> None:
    """Print one JSON value on standard output."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    click.echo(dumps(value))


def _name(raw: bytes) -> str:
    return raw.rstrip(b"\r").decode("utf-8", "surrogateescape")
