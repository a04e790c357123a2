"""The command line in Chinese as in English: click's own words, and lines measured in columns.

A Chinese character takes two columns of a terminal, and a Chinese sentence may be broken after
any character but not before its punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import click

from naming_rules.language import current_language, say

_OPENING: Final = r"（《「『“‘【〔(\["
_CLOSING: Final = r"，。；：、！？）》」』”’】〕…)\]"
# What stays on one line: a word, or one wide character, with the punctuation that belongs to it.
_PIECE: Final = re.compile(
    rf"\s+|[{_OPENING}]*(?:[^\s\u2e80-\uffef{_OPENING}{_CLOSING}]+|[\u2e80-\uffef])[{_CLOSING}]*|."
)
_CLICK_WORDS: Final = {
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这段说明。",
}
_EXTRA: Final = (
    (re.compile(r"\[default: ([^;\]]*)"), r"[默认 \1"),
    (re.compile(r"\brequired\]$"), "必填]"),
)
_COMPLAINTS: Final = (
    (re.compile(r"No such command '(.*)'\."), r"没有命令 \1"),
    (re.compile(r"Missing command\."), "缺少命令"),
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), r"多出的参数：\1"),
    (re.compile(r"Option '(.*)' requires an argument\."), r"选项 \1 需要一个值"),
    (re.compile(r"Option '(.*)' does not take a value\."), r"选项 \1 不带值"),
)


def columns(text: str) -> int:
    """Return how many columns of a terminal a line takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) != 0 for character in text)


def padded(text: str, width: int) -> str:
    """Return `text` filled up with blanks to `width` columns."""
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int) -> list[str]:
    """Break a paragraph into lines of at most `width` columns, where Chinese and English may."""
    lines = [""]
    for match in _PIECE.finditer(text):
        piece = " " if match[0].isspace() else match[0]
        if lines[-1] and columns(lines[-1]) + columns(piece.rstrip()) > width:
            lines.append("")
        if lines[-1] or piece != " ":
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def table(rows: Iterable[Sequence[str]], *, gap: str = "  ") -> Iterator[str]:
    """Yield rows of equal length as lines whose columns stand under each other."""
    held = list(rows)
    widths = [max(map(columns, column)) for column in zip(*held, strict=True)]
    for row in held:
        cells = (padded(cell, width) for cell, width in zip(row, widths, strict=True))
        yield gap.join(cells).rstrip()


class HelpFormatter(click.HelpFormatter):
    """Writes help pages."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        super().write_usage(prog, args, prefix or say(zh="用法: ", en="Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_worded(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" if number else "")
            for line in wrapped(" ".join(paragraph.split()), self.width - len(indent)):
                self.write(f"{indent}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean, side by side."""
        held = [(term, _worded(meaning)) for term, meaning in rows]
        first = min(max(columns(term) for term, _ in held), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in held:
            lines = wrapped(meaning, max(self.width - first - len(indent), 20))
            head = padded(term, first)
            if columns(term) > first - col_spacing:
                self.write(f"{indent}{term}\n")
                head = " " * first
            self.write(f"{indent}{head}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")


class Context(click.Context):
    """What click passes to commands; its help is written by ours."""

    formatter_class = HelpFormatter


def bilingual(command: click.Command) -> None:
    """Let a command, and those below it, write their help in the language of the process."""
    command.context_class = Context
    command.options_metavar = say(zh="[选项]", en="[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = say(zh="命令 [参数]...", en="COMMAND [ARGS]...")
        for child in command.commands.values():
            bilingual(child)


def complaint(error: click.UsageError) -> str:
    """Return in one line what is wrong with a call, and where the right one is explained."""
    command = error.ctx.command_path if error.ctx else ""
    zh, en = _chinese(error), error.format_message().removesuffix(".")
    return say(
        zh=f"{zh}{'' if zh.endswith('？') else '。'}参见 {command} --help",
        en=f"{en}{'' if en.endswith('?') else '.'} See {command} --help",
    )


def _worded(text: str) -> str:
    """Return click's own words, or what it adds to an option's help, in the language."""
    if current_language() == "en":
        return text
    for pattern, chinese in _EXTRA:
        text = pattern.sub(chinese, text)
    return _CLICK_WORDS.get(text, text)


def _chinese(error: click.UsageError) -> str:
    parameter: Any = getattr(error, "param", None)
    name = " / ".join(parameter.opts) if isinstance(parameter, click.Option) else ""
    if isinstance(parameter, click.Argument):
        name = parameter.make_metavar(error.ctx) if error.ctx else str(parameter.name)
    if isinstance(error, click.MissingParameter):
        kind = "选项" if isinstance(parameter, click.Option) else "参数"
        return f"缺少{kind} {name}"
    if isinstance(error, click.NoSuchOption):
        meant = f"；是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{meant}"
    if isinstance(error, click.BadParameter) and name:
        choices = getattr(parameter.type, "choices", None)
        allowed = f"；允许：{'、'.join(map(str, choices))}" if choices else f"：{error.message}"
        return f"{name} 的值无效{allowed}"
    message = error.message
    for pattern, chinese in _COMPLAINTS:
        message = pattern.sub(chinese, message)
    return message
