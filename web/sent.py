"""The fields of a form as it was sent, each with all its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request

_MOST_FIELDS = 20_000


class Fields:
    """What a form holds; files are left out."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        """Stand on name -> values, in the order of the form."""
        self._values = values

    def one(self, name: str) -> str:
        """Return the first value without outer blanks, nothing where there is none."""
        return self.all(name)[0] if name in self._values else ""

    def raw(self, name: str) -> str:
        """Return the first value with its blanks: passwords may have some."""
        return next(iter(self._values.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        """Return all values without outer blanks."""
        return [value.strip() for value in self._values.get(name, ())]

    def rows(self, *names: str) -> list[tuple[str, ...]]:
        """Return the lines of a table whose columns are fields of these names.

        A column that was not sent is empty.
        """
        columns = [self.all(name) for name in names]
        length = max(map(len, columns), default=0)
        filled = [column + [""] * (length - len(column)) for column in columns]
        return list(zip(*filled, strict=True))


async def fields_of(request: Request) -> Fields:
    """Return the fields of the form that came with a request."""
    form = await request.form(max_fields=_MOST_FIELDS)
    values = {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}
    return Fields(values)


Sent = Annotated[Fields, Depends(fields_of)]
