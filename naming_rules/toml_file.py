"""Reading a TOML file from outside: size, encoding and depth are bounded before it is parsed."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from naming_rules.errors import TomlUnreadable
from naming_rules.language import Text

_MOST_BYTES = 1 << 20
# tomllib keeps every prefix of a dotted key: one of 500,000 parts takes a terabyte. The pattern
# also sees strings and comments, where sixteen words joined by bare dots are just as unlikely.
_DEEP_KEY = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){16}"""
)
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises TomlUnreadable, which says where and why, on one line."""
    try:
        # A pipe in its place must not block for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise TomlUnreadable(file=path, reason=Text("不是普通文件", "not a regular file"))
            data = file.read(_MOST_BYTES + 1)
    except OSError as exc:
        raise TomlUnreadable(file=path, reason=exc.strerror or str(exc)) from exc
    if len(data) > _MOST_BYTES:
        reason = Text("超过 1 MiB，未作解析", "over 1 MiB, so it was not parsed")
        raise TomlUnreadable(file=path, reason=reason)
    try:
        text = data.decode("utf-8-sig")  # Windows' editor puts a byte order mark before it
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        reason = Text(f"第 {line} 行不是 UTF-8", f"line {line} is not UTF-8")
        raise TomlUnreadable(file=path, reason=reason) from exc
    return parse_toml(text, str(path))


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Parse TOML; `file` is what the error calls it. Raises TomlUnreadable."""
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        reason = Text(f"第 {line} 行的键嵌套过深", f"the key in line {line} is nested too deeply")
        raise TomlUnreadable(file=file, reason=reason)
    try:
        return tomllib.loads(text)
    except RecursionError as exc:
        raise TomlUnreadable(file=file, reason=Text("嵌套过深", "nested too deeply")) from exc
    except ValueError as exc:  # TOMLDecodeError, or int()'s about a number of 5,000 digits
        raise TomlUnreadable(file=file, reason=_syntax(str(exc))) from exc


def _syntax(said: str) -> Text:
    """Turn tomllib's words into ours: the place in both languages, its reason as it is."""
    found = _PLACE.fullmatch(said)
    reason, line, column = found.groups() if found else (said, None, None)
    reason = reason.replace("\n", " ")
    if line is not None:
        return Text(
            f"第 {line} 行第 {column} 列 TOML 语法错误：{reason}",
            f"TOML syntax, line {line}, column {column}: {reason}",
        )
    return Text(f"TOML 语法错误：{said}", f"TOML syntax: {said}")
