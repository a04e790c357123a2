"""What is sent to us: how it is read, and how much of it an error may say again.

An error is answered and may be logged; what was sent may be somebody's password.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

_SECRET = re.compile(
    r"pass(?:word|wd|phrase)|secret|token|key|auth|credential|\b(?:code|link|url)\b"
)
_HIDDEN = "•••"
_LONGEST_SHOWN = 80


class JsonBody(BaseModel):
    """The JSON of a request. Lone surrogates cannot be stored: they are refused anywhere."""

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, said: object) -> object:
        if isinstance(said, dict):
            try:
                json.dumps(said, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                # Without its cause, which holds all that was sent.
                raise PydanticCustomError("unreadable_text", "text in Unicode") from None
        return said


def shown(name: str, value: object) -> str:
    """Return what an error may say of the value of a field: one line, of a secret nothing."""
    if _SECRET.search(name.lower()):
        return _HIDDEN
    text = readable(str(value))
    return text if len(text) < _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def shown_of(error: dict[str, object], place: Sequence[int | str]) -> str:
    """Return what may be said of the input of a validation error at a place in a request.

    Of what has no name, or one that nobody knows, and of what holds other fields, nothing: a
    password may be in it.
    """
    value = error.get("input")
    if value is None or value == {}:
        return ""
    known = len(place) > 1 and error["type"] != "extra_forbidden"
    if not known or not isinstance(value, str | int | float):
        return _HIDDEN
    return shown(" ".join(map(str, place)), value)


def readable(text: str) -> str:
    r"""Return text that can be sent: lone surrogates as `\ud800`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
