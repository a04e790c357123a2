"""What the three rules about code lists share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from naming_rules.fit import ANOTHER_SPELLING, RIGHT
from naming_rules.language import Text
from naming_rules.rule import Fault
from naming_rules.subject import Subject
from naming_rules.words import field_word, quoted

_SPELLED = Text(
    "{field}{text}不是清单中的写法", "{field} {text} is not spelled as it is in the list"
)
_UNKNOWN = Text("{field}{text}不在清单中", "{field} {text} is not in the list")


def check_code(field: str) -> Callable[[Subject], Iterable[Fault]]:
    """Return the check that a name's code is one of the convention's."""

    def check(subject: Subject) -> Iterable[Fault]:
        part = subject.parts.get(field)
        if part and part.cost > RIGHT:
            text = _SPELLED if part.cost <= ANOTHER_SPELLING else _UNKNOWN
            yield Fault(text.format(field=field_word(field), text=quoted(part.text)), field)

    return check
