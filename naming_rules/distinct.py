"""Keeping suggestions apart: no two files get one name without anybody noticing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from naming_rules.clues import legible
from naming_rules.codes import folded
from naming_rules.convention import Convention
from naming_rules.draft import with_suffix
from naming_rules.language import Text
from naming_rules.suggestion import Suggestion

_FOLDER: Final = Text("简称加文件夹名以免重名", "folder added to the title, to be distinct")
_NUMBER: Final = Text("简称加序号以免重名", "number added to the title, to be distinct")


def distinct(
    convention: Convention,
    suggestions: Sequence[tuple[str, Suggestion]],
    taken: Sequence[str] = (),
) -> list[Suggestion]:
    """Return the suggestions in the same order, no two with the same name.

    Each stands with its source's path (`/`-joined). Of those with one name, each has the name of
    its folder added to the title where all their folders differ; else all but the first have a
    number: （2）, （3）. Names in `taken` are given to nobody. Names that differ only in case,
    width or Unicode form are the same.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for index, (_, suggestion) in enumerate(suggestions):
        groups[folded(suggestion.name)].append(index)
    made = [suggestion for _, suggestion in suggestions]
    used = {folded(name) for name in taken}
    crowded = {name for name, members in groups.items() if len(members) > 1 or name in used}
    used |= groups.keys() - crowded
    for name, members in groups.items():
        if name in crowded:
            _part(convention, suggestions, members, made, used)
    return made


def _part(
    convention: Convention,
    suggestions: Sequence[tuple[str, Suggestion]],
    members: Sequence[int],
    made: list[Suggestion],
    used: set[str],
) -> None:
    """Give each member of a group the first name that is free, and mark it used."""
    folders = [_folder(suggestions[index][0]) for index in members]
    by_folder = all(folders) and len(set(folders)) == len(folders) > 1
    numbers = count(2)
    for index, folder in zip(members, folders, strict=True):
        suggestion = suggestions[index][1]
        names = _names(convention, suggestion, folder if by_folder else "", numbers)
        made[index] = next((one for one in names if folded(one.name) not in used), suggestion)
        used.add(folded(made[index].name))


def _names(
    convention: Convention, suggestion: Suggestion, folder: str, numbers: Iterator[int]
) -> Iterator[Suggestion]:
    if folder and (one := _suffixed(convention, suggestion, folder, _FOLDER)):
        yield one
    else:
        yield suggestion
    while one := _suffixed(convention, suggestion, str(next(numbers)), _NUMBER):
        yield one


def _suffixed(
    convention: Convention, suggestion: Suggestion, suffix: str, why: Text
) -> Suggestion | None:
    draft = suggestion.draft and with_suffix(suggestion.draft, convention, suffix)
    if draft is None:
        return None
    said = suggestion.why
    both = Text(f"{said.zh}；{why.zh}", f"{said.en}; {why.en}") if said.zh else why
    return Suggestion(draft.text, draft.holes, both, draft)


def _folder(path: str) -> str:
    """Return the name of the folder a file lies in, as it can stand in a title."""
    name = path.rpartition("/")[0].rpartition("/")[2]
    return "".join(character for character in legible(name) if character.isalnum())
