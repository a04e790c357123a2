"""Forms with one file, as the interface takes them."""

from __future__ import annotations

from typing import Any

from docvault.errors import BadArgument
from naming_rules.language import Text
from web.multipart import Form, Incoming

_ONE_FILE = Text("一个名为 file 的文件", "one file, named file")
_YES_NO = Text("true 或 false", "true or false")


def file_form(**fields: tuple[str, str]) -> dict[str, Any]:
    """Return how OpenAPI describes a form with a file and these fields: name -> type, meaning."""
    described: dict[str, Any] = {
        name: {"type": kind, "description": meaning} for name, (kind, meaning) in fields.items()
    }
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}, **described},
    }
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


def single_file(form: Form) -> Incoming:
    """Return the form's file. Raises BadArgument where there is none."""
    if len(form.files) != 1 or form.files[0].field != "file":
        raise BadArgument(argument="file", value="", allowed=_ONE_FILE)
    return form.files[0]


def flag(form: Form, name: str, *, default: bool) -> bool:
    """Return a field that is true or false. Raises BadArgument."""
    value = form.fields.get(name, "").lower()
    if value not in {"", "true", "false"}:
        raise BadArgument(argument=name, value=value[:80], allowed=_YES_NO)
    return value == "true" if value else default
