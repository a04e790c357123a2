"""Passwords that are typed on a terminal or read from standard input."""

from __future__ import annotations

import sys

import click

from docvault.errors import BadArgument
from naming_rules.language import Text, say

_LONGEST_LINE = 1000


def password_of(*, from_stdin: bool, option: str = "--stdin", again: bool = True) -> str:
    """Return a password: a line of standard input, else what is typed unseen.

    `again`: it is a new one and typed twice. Raises BadArgument: there is no terminal.
    """
    if from_stdin:
        return sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")
    if not sys.stdin.isatty():
        allowed = Text(f"在终端输入，或加 {option}", f"a terminal, or {option}")
        raise BadArgument(argument="password", value="", allowed=allowed)
    prompt = say(zh="密码", en="Password")
    twice = say(zh="再输入一次", en="Once more") if again else False
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True)
    return typed
