"""Print what a click program says of itself, as JSON, in the language of DOCVAULT_LANG.

A program of its own because the language of help is chosen when it is imported.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

import click


def describe(command: click.Command, context: click.Context) -> dict[str, Any]:
    """Return usage, help, options as `--help` shows them, all spellings, and the commands below."""
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    below = command.list_commands(context) if isinstance(command, click.Group) else []
    return {
        "usage": command.collect_usage_pieces(context)[1:],
        "help": " ".join((command.help or "").split()),
        "options": [row for option in options if (row := option.get_help_record(context))],
        "spellings": [
            name for option in options for name in (*option.opts, *option.secondary_opts)
        ],
        "commands": {name: describe_below(command, name, context) for name in below},
    }


def describe_below(group: click.Command, name: str, context: click.Context) -> dict[str, Any]:
    assert isinstance(group, click.Group)
    command = group.get_command(context, name)
    assert command is not None, name
    return describe(command, click.Context(command, context, name))


if __name__ == "__main__":
    module, attribute = sys.argv[1:]
    program = getattr(importlib.import_module(module), attribute)
    json.dump(describe(program, click.Context(program)), sys.stdout)
