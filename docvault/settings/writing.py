"""Changing docvault.toml: only what is to change, every comment kept, and nothing that is invalid.

Works on text; who writes it to the disk is `docvault.configuring`.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item, Table, Whitespace

from docvault.errors import SettingsUnreadable
from docvault.settings.model import Settings
from docvault.settings.reading import SETTINGS_FILE, settings_of
from naming_rules.errors import TomlUnreadable
from naming_rules.language import Text
from naming_rules.toml_file import parse_toml

Key = tuple[str, ...]
"""A dotted key in its parts: `("naming", "schemes", "tender")`."""
Changes = Mapping[Key, Any]
"""What each key is to be: plain values, lists and mappings; None takes the key out."""

_BY_HAND = Text(
    "这样写成的文件无法自动修改，请用文本编辑器改动",
    "it is written in a way that cannot be changed automatically; change it with a text editor",
)


def edited(text: str, changes: Changes, *, file: str = SETTINGS_FILE) -> tuple[str, Settings]:
    """Return the text with the changes made, and the settings it then holds.

    What is not changed stays as it was written. Raises SettingsInvalid naming the key that would
    be wrong, SettingsUnreadable for a text that is no TOML or cannot be changed.
    """
    try:
        wanted = _plainly(parse_toml(text, file), changes)
        document = tomlkit.parse(text)
        for key, value in changes.items():
            _change(document, key, value)
        written = tomlkit.dumps(document)
        if parse_toml(written, file) != wanted:
            raise SettingsUnreadable(file=file, reason=_BY_HAND)
    except TomlUnreadable as exc:
        raise SettingsUnreadable(**exc.fields) from exc
    except TOMLKitError as exc:
        raise SettingsUnreadable(file=file, reason=_BY_HAND) from exc
    return written, settings_of(wanted, file=file)


def value_at(table: Mapping[str, Any], key: Key) -> Any:
    """Return what stands at a key of a parsed file, None where nothing does."""
    found: Any = table
    for part in key:
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _plainly(table: dict[str, Any], changes: Changes) -> dict[str, Any]:
    """Make the changes to a parsed file: what the written one must come out as."""
    for key, value in changes.items():
        *above, last = key
        holder = table
        for part in above:
            holder = holder.setdefault(part, {})
        if value is None:
            _pop(table, key)
        else:
            holder[last] = _unfrozen(value)
    return table


def _pop(table: MutableMapping[str, Any], key: Key) -> Any:
    """Take a key out, and the tables that are empty without it; those of the first rank stay."""
    while len(key) > 2 and len(value_at(table, key[:-1])) <= 1:  # noqa: PLR2004
        key = key[:-1]
    return value_at(table, key[:-1]).pop(key[-1], None)


def _unfrozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _unfrozen(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_unfrozen(one) for one in value]
    return value


def _change(document: TOMLDocument, key: Key, value: Any) -> None:
    *above, last = key
    holder: MutableMapping[str, Any] = document
    for depth, part in enumerate(above):
        if part not in holder:
            # A table of tables has no line of its own.
            _put(holder, part, tomlkit.table(is_super_table=depth > 0))
        holder = holder[part]
    if value is None:
        removed = _pop(document, key)
        if isinstance(removed, Table) and isinstance(first := document[key[0]], Table):
            first.value.body.extend(_take_heading(removed))
    else:
        _put(holder, last, _item(_unfrozen(value)))


def _put(holder: MutableMapping[str, Any], name: str, item: Item) -> None:
    """Set a key; a new one goes before the comment that heads the next table."""
    if name in holder or not isinstance(holder, Table):
        holder[name] = item
        return
    heading = _take_heading(holder)
    holder.append(name, item)
    holder.value.body.extend(heading)


def _take_heading(table: Table) -> list[tuple[Any, Item]]:
    """Take the comment that heads the next table off the end of this one, or of its last."""
    body = table.value.body
    start = _heading(body)
    if start == len(body) and body and isinstance(last := body[-1][1], Table):
        return _take_heading(last)
    heading = body[start:]
    del body[start:]
    return heading


def _heading(body: Sequence[tuple[Any, Item]]) -> int:
    """Return where the last lines without a key begin: the blank line and what follows it."""
    start = len(body)
    for number in range(len(body) - 1, -1, -1):
        name, item = body[number]
        if name is not None:
            break
        if isinstance(item, Whitespace):
            start = number
    return start


def _item(value: Any) -> Item:
    if isinstance(value, dict):
        table = tomlkit.table()
        for name, one in value.items():
            table.append(name, _inline(one))
        return table
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        rows = tomlkit.array()
        for one in value:
            rows.append(_inline(one))
        return rows.multiline(True)
    return _value(value)


def _inline(value: Any) -> Item:
    if not isinstance(value, dict):
        return _value(value)
    table = tomlkit.inline_table()
    for name, one in value.items():
        table.append(name, _inline(one))
    return table


def _value(value: Any) -> Item:
    item: Item = tomlkit.item(value)
    return item
