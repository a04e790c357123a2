"""The fields of the index, and what of an entry goes into which."""

from __future__ import annotations

import functools
from dataclasses import replace

from whoosh.fields import Schema

from docvault.search.analysis import Pieces, analyze, fold
from docvault.search.codec import PieceField
from docvault.search.entry import Entry
from docvault.search.packing import pack, pack_words
from docvault.search.pinyin import spellings

TEXTS = ("name", "title", "content", "author", "revision")
"""Fields that are text: searched by their pieces."""
WORDS = ("pinyin", "ref", "version", "by", "label", "date", "attributes")
"""Fields that are whole words; of `ref`, `label`, `date` and `attributes` each document has one."""

_MOST_CHARACTERS = 4_000_000  # of one document; what stands behind is not searched
_SHORT = 40  # characters of a text that is likely to come again, as names of authors do


def schema() -> Schema:
    """Return the fields as Whoosh wants them."""
    return Schema(**{name: PieceField() for name in (*TEXTS, *WORDS)})


def fields_of(entry: Entry) -> dict[str, bytes]:
    """Return what is indexed of an entry: field -> its pieces, packed."""
    contents = entry.contents
    texts = {"name": entry.name}
    if contents:
        properties = contents.properties
        said = (properties.get(key, "") for key in ("title", "subject", "keywords"))
        texts["title"] = "\n\n".join((*said, *contents.headings))
        texts["content"] = "\n".join(contents.lines)[:_MOST_CHARACTERS]
        texts["author"] = properties.get("author", "")
        texts["revision"] = "\n\n".join(contents.revisions)
    words = {
        "pinyin": typed_for(entry.name),
        "ref": (entry.ref,),
        "version": (fold(entry.number),),
        "by": (fold(entry.by),),
        "label": (entry.name,),
        "date": (entry.date.strftime("%Y%m%d"),),
        "attributes": (entry.attributes.to_text(),),
    }
    pieces = {name: _analyzed(text) for name, text in texts.items() if text.strip()}
    if "name" in pieces:
        # Department, type, date and version are as long in every name: how much of a name somebody
        # typed is seen by its title.
        length = analyze(entry.title).length or pieces["name"].length
        pieces["name"] = replace(pieces["name"], length=length)
    return {
        **{name: pack(found) for name, found in pieces.items()},
        **{name: pack_words(found) for name, found in words.items() if found},
    }


def _analyzed(text: str) -> Pieces:
    return _analyzed_once(text) if len(text) <= _SHORT else analyze(text)


_analyzed_once = functools.lru_cache(maxsize=4096)(analyze)


def typed_for(name: str) -> tuple[str, ...]:
    """Return all that may be typed to find a name."""
    return tuple(sorted({word for part in name.split("-") for word in spellings(part)}))
