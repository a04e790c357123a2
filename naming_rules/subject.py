"""What name rules judge: one name, what is known of its place, and how it can be read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property

from naming_rules.characters import tidied
from naming_rules.codes import TypeCode
from naming_rules.context import Context
from naming_rules.convention import Convention
from naming_rules.name import DocumentName, SupersededName
from naming_rules.reading import Part, Reading, read
from naming_rules.scheme import Scheme, split_extension


class Subject:
    """A name under judgement. What is costly to know is found out once, when first asked for."""

    def __init__(self, convention: Convention, name: str, context: Context) -> None:
        """Stand on one bare name."""
        self.convention = convention
        self.name = name
        self.context = context
        self.stem, self.extension = split_extension(name)

    @cached_property
    def parsed(self) -> DocumentName | None:
        """The parts, where the name is that of a document."""
        return self.convention.parse(self.name)

    @cached_property
    def superseded(self) -> tuple[Scheme, SupersededName] | None:
        """Scheme and parts, where the name is that of a superseded file."""
        return self.convention.parse_superseded(self.name)

    @property
    def well_formed(self) -> bool:
        """Whether the name is one of those that its place allows."""
        history = self.context.history
        return bool((not history and self.parsed) or (history is not False and self.superseded))

    @cached_property
    def reading(self) -> Reading | None:
        """The nearest reading of a name that is neither kind of right name; None otherwise."""
        if self.parsed or self.superseded:
            return None
        stem, _ = split_extension(tidied(self.name))
        return read(self.convention, stem, history=bool(self.context.history))

    @property
    def parts(self) -> Mapping[str, Part]:
        """The parts of a name that is not right, where enough of them are recognised."""
        return self.reading.parts if self.reading and self.reading.is_sure else {}

    @property
    def gaps(self) -> tuple[str, ...]:
        """The wrong separators of a name that is not right, where enough of it is recognised."""
        return self.reading.gaps if self.reading and self.reading.is_sure else ()

    @property
    def date(self) -> datetime.date | None:
        """The day the name gives, if it can be read."""
        if self.parsed:
            return self.parsed.date
        if self.superseded:
            return self.superseded[1].date
        return self.reading.date if self.reading and self.reading.is_sure else None

    @property
    def type(self) -> TypeCode | None:
        """The document type the name gives, if it can be read."""
        if self.parsed:
            return self.convention.types.get(self.parsed.type or "")
        part = self.parts.get("type")
        return self.convention.types.find(part.text) if part else None
