"""What a search must find, said the slow and simple way: over texts, one document at a time."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from docvault.extract.contents import Contents
from docvault.search.analysis import fold, stem
from docvault.search.entry import Attributes, Entry
from docvault.search.index import Index
from docvault.search.matching import Scope, find
from docvault.search.query import (
    And,
    AnyOf,
    DateRange,
    Everything,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    TextField,
    Versions,
    Words,
)
from docvault.search.schema import typed_for
from docvault.search.units import asked

Token = frozenset[str]
"""What stands at a place: a character, or a word and its stem."""


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character.isdecimal()


def tokens(text: str) -> dict[int, Token]:
    """Position -> what stands there; positions are left out where something parts."""
    found: dict[int, Token] = {}
    place, lines, parted, word = 0, 0, False, ""
    for character in fold(unicodedata.normalize("NFC", text)) + "\0":
        if character.isalpha() and not is_han(character):
            if not word:
                place += 2 if found and (parted or lines > 1) else 1
                lines, parted = 0, False
            word += character
            continue
        if word:
            found[place] = frozenset({word, stem(word)})
            word = ""
        if is_han(character):
            place += 2 if found and (parted or lines > 1) else 1
            lines, parted = 0, False
            found[place] = frozenset({character})
        elif character == "\n":
            lines += 1
        elif not character.isspace():
            parted = True
    return found


def stands(asked_for: str, text: str) -> bool:
    """Whether one text stands in another."""
    wanted, there = tokens(asked_for), tokens(text)
    if not wanted:
        return True
    start = min(wanted)
    return any(
        all(
            _meant(token) in there.get(place - start + first, ()) for place, token in wanted.items()
        )
        for first in there
    )


def _meant(token: Token) -> str:
    return min((stem(each) for each in token), key=len)


FIELDS = {
    TextField.ANY: ("name", "title", "content", "author", "revision"),
    TextField.NAME: ("name",),
    TextField.TITLE: ("title",),
    TextField.AUTHOR: ("author",),
    TextField.REVISION: ("revision",),
}


def texts_of(entry: Entry) -> dict[str, str]:
    said = entry.contents or Contents(())
    properties = said.properties
    about = [properties.get(key, "") for key in ("title", "subject", "keywords")]
    return {
        "name": entry.name,
        "title": "\n\n".join((*about, *said.headings)),
        "content": "\n".join(said.lines),
        "author": properties.get("author", ""),
        "revision": "\n\n".join(said.revisions),
    }


@dataclass(frozen=True)
class Model:
    """What is in an index, as a dictionary."""

    entries: Mapping[str, Entry]

    def find(self, query: Query, scope: Scope) -> set[str]:
        visible = {
            ref: entry
            for ref, entry in self.entries.items()
            if (
                query.versions is Versions.ALL
                or entry.attributes.current == (query.versions is Versions.CURRENT)
            )
            and scope.sees(entry.attributes.department, entry.attributes.level)
        }
        return {ref for ref, e in visible.items() if holds(query.node, e, [*visible.values()])}


def holds(node: Node, entry: Entry, all_: Sequence[Entry]) -> bool:  # noqa: PLR0911
    match node:
        case And(nodes):
            return all(holds(each, entry, all_) for each in nodes)
        case Or(nodes):
            return any(holds(each, entry, all_) for each in nodes)
        case Not(inner):
            return not holds(inner, entry, all_)
        case Everything():
            return True
        case DateRange(first, last):
            return (first or entry.date) <= entry.date <= (last or entry.date)
        case AnyOf(field, values):
            return bool({fold(value) for value in values} & values_of(entry, field))
        case Phrase(text, field):
            return unit_holds(text, field, entry, all_)
        case Prefix(text, field):
            words = list(tokens(text).values())
            if len(words) == 1 and not is_han(fold(text)[0]):
                begin = max(words[0], key=len)
                return any(w.startswith(begin) for w in words_of(entry, field)) or typed(
                    begin, field, entry
                )
            return holds(Words(text, field), entry, all_)
        case Words(text, field):
            return all(unit_holds(unit.text, field, entry, all_) for unit in asked(text).units)


def unit_holds(text: str, field: TextField, entry: Entry, all_: Sequence[Entry]) -> bool:
    found = list(tokens(text).values())
    if len(found) == 1 and not is_han(min(found[0])):
        word = max(found[0], key=len)
        if typed(word, field, entry):
            return True
        if len(word) <= 4 and not any(whole(text, field, each) for each in all_):
            return any(word in each for each in words_of(entry, field))
    return whole(text, field, entry)


def whole(text: str, field: TextField, entry: Entry) -> bool:
    return any(stands(text, texts_of(entry)[name]) for name in FIELDS[field])


def words_of(entry: Entry, field: TextField) -> Iterator[str]:
    for name in FIELDS[field]:
        for token in tokens(texts_of(entry)[name]).values():
            yield from (word for word in token if not is_han(word))


def typed(word: str, field: TextField, entry: Entry) -> bool:
    names = field in {TextField.ANY, TextField.NAME} and len(word) > 1
    return names and any(each.startswith(word) for each in typed_for(entry.name))


def values_of(entry: Entry, field: Filter) -> set[str]:
    kind = entry.attributes
    match field:
        case Filter.VERSION:
            return {fold(entry.number)}
        case Filter.BY:
            return {fold(entry.by)}
        case Filter.CATEGORY:
            return {fold(kind.category), fold(kind.category).partition("-")[0]}
        case Filter.EXTENSION:
            return {fold(kind.extension).lstrip(".")}
    return {fold(str(getattr(kind, field.value)))}


def refs_found(index: Index, query: Query, scope: Scope) -> list[str]:
    """What the index finds, by ref, in the order of its segments."""
    shards = index.shards()
    found = []
    for shard, each in zip(shards, find(shards, query, scope), strict=True):
        numbers = each.mask.nonzero()[0].tolist()
        found += ["\x1f".join(shard.ref(number)) for number in numbers]
    return found


# ---- what is drawn at random

WORDS_DRAWN = (
    *(
        "员工",
        "員工",
        "制度",
        "考勤",
        "合同",
        "合同法",
        "勞動",
        "劳动",
        "运营",
        "第三条",
        "的",
        "2023",
    ),
    *("report", "Reports", "reporting", "plan", "q", "Q1", "A股", "hr", "three", "v2", "2023"),
)
DEPARTMENTS = ("运营部", "财务部", "HR")
text = st.lists(
    st.one_of(st.sampled_from(WORDS_DRAWN), st.sampled_from(list("，。 \n\n-"))), max_size=12
).map("".join)
dates = st.dates(datetime.date(2019, 12, 30), datetime.date(2020, 1, 3))
attributes = st.builds(
    Attributes,
    department=st.sampled_from(DEPARTMENTS),
    category=st.sampled_from(["", "ZD-HR", "ZD-CW", "ZD"]),
    type=st.sampled_from(["周报", "通知"]),
    extension=st.sampled_from(["docx", "md"]),
    level=st.sampled_from(["内部", "公开"]),
    current=st.booleans(),
)
contents = st.builds(
    Contents,
    lines=st.lists(text, max_size=3).map(tuple),
    headings=st.lists(text, max_size=1).map(tuple),
    properties=st.fixed_dictionaries({}, optional={"author": text, "title": text}),
    revisions=st.lists(text, max_size=1).map(tuple),
)
entries = st.builds(
    Entry,
    document=st.sampled_from([f"d{n}" for n in range(6)]),
    number=st.sampled_from(["V1.0", "V2"]),
    name=st.tuples(st.sampled_from(DEPARTMENTS), text.map(lambda t: t.replace("\n", ""))).map(
        "-".join
    ),
    title=st.just(""),
    date=dates,
    by=st.sampled_from(["张三", "Li Wei", ""]),
    attributes=attributes,
    contents=st.none() | contents,
)
fields = st.sampled_from(TextField)
pieces = st.one_of(st.sampled_from(WORDS_DRAWN), text.filter(lambda t: bool(tokens(t))))
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Words, pieces.map(lambda t: "".join(t.split())), fields),
    st.builds(Phrase, pieces, fields),
    st.builds(Prefix, st.sampled_from(["re", "rep", "员工", "pl", "yyb", "cw", "合"]), fields),
    st.builds(DateRange, dates, st.none() | dates).filter(
        lambda d: not d.last or d.first <= d.last
    ),
    st.sampled_from(
        [
            AnyOf(Filter.DEPARTMENT, ("运营部", "hr")),
            AnyOf(Filter.TYPE, ("周报",)),
            AnyOf(Filter.CATEGORY, ("zd",)),
            AnyOf(Filter.CATEGORY, ("ZD-HR",)),
            AnyOf(Filter.EXTENSION, ("docx",)),
            AnyOf(Filter.LEVEL, ("公开",)),
            AnyOf(Filter.VERSION, ("V2", "v9")),
            AnyOf(Filter.BY, ("li wei",)),
        ]
    ),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda n: And(tuple(n))),
        st.lists(inner, min_size=2, max_size=3).map(lambda n: Or(tuple(n))),
        inner.map(Not),
    ),
    max_leaves=4,
)
queries = st.builds(Query, st.just(Everything()) | nodes, st.sampled_from(Versions))
scopes = st.sampled_from(
    [
        Scope(),
        Scope(lambda department, _level: department == "运营部"),
        Scope(lambda _department, level: level == "公开"),
        Scope(lambda _department, _level: False),
    ]
)


def plain_entry(document: str, said: str = "", *, name: str = "", **changed: object) -> Entry:
    """An entry of which only some things matter."""
    entry = Entry(
        document=document,
        number="V1.0",
        name=name or f"运营部-周报-20200101-V1.0-{document}.txt",
        title="",
        date=datetime.date(2020, 1, 1),
        by="张三",
        attributes=Attributes("运营部", "", "周报", "txt", "内部", True),
        contents=Contents(tuple(said.split("\n"))),
    )
    return replace(entry, **changed)  # type: ignore[arg-type]
