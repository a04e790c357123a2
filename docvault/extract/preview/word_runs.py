"""The words inside a paragraph of a Word document: bold, italic, links, pictures, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from docx.opc.part import Part
from docx.oxml.ns import qn

from docvault.extract.preview.encoding import data_url
from docvault.extract.word import SKIPPED

_VALUE, _ID, _PROPERTIES = qn("w:val"), qn("r:id"), qn("w:rPr")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_VML_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_TEXT = {qn("w:t"), qn("w:delText"), _MATH}
_BREAKS = {qn("w:br"): "<br>", qn("w:cr"): "<br>", qn("w:tab"): "\u2003"}
_BREAKS |= {qn("w:noBreakHyphen"): "-"}
_NOTES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
_BOX = qn("w:txbxContent")
_BLIP, _ABOUT = qn("a:blip"), qn("wp:docPr")
_DELETED = {qn("w:del"), qn("w:instrText"), qn("w:delInstrText"), _PROPERTIES, qn("w:pPr")}
_STYLES = {"b": "strong", "i": "em", "u": "u", "strike": "s", "dstrike": "s"}
_OFF = {"0", "false", "none", "off"}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]{1,2000}", re.IGNORECASE)
_MOST_PICTURES = 200
_MOST_BYTES = 6 << 20  # of all pictures as markup
_WIDTH, _HEIGHT = 800, 1600

Run = tuple[tuple[str, ...], str]
"""The elements around some words, outermost first, and the words as markup."""


class Runs:
    """Writes the words of paragraphs; knows the part's relations and how many pictures it took."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._pictures = 0
        self._bytes = 0

    def markup(self, paragraph: Any, boxed: list[Any]) -> str:
        """Return a paragraph's own words; text boxes anchored in it go to `boxed`.

        Empty where there is nothing to be seen.
        """
        runs = list(self._runs(paragraph, boxed, ()))
        if not any(words.strip("\u2003 \u3000") for _, words in runs):
            return ""
        return "".join(
            _wrapped("".join(words for _, words in group), around)
            for around, group in groupby(runs, key=lambda run: run[0])
        )

    def _runs(self, element: Any, boxed: list[Any], around: tuple[str, ...]) -> Iterator[Run]:
        for child in element:
            tag = child.tag
            if tag in _TEXT:
                yield around, escape(child.text or "")
            elif tag in _BREAKS:
                yield around, _BREAKS[tag]
            elif tag in _NOTES:
                yield ("sup",), escape(child.get(qn("w:id"), ""))
            elif tag in (qn("w:drawing"), qn("w:pict"), qn("w:object")):
                yield from self._drawn(child, boxed)
            elif tag == qn("w:r"):
                yield from self._runs(child, boxed, (*around, *_styles(child)))
            elif tag == qn("w:hyperlink"):
                yield from self._runs(child, boxed, (*around, *self._link(child)))
            elif tag == _BOX:
                boxed.append(child)
            elif tag not in SKIPPED and tag not in _DELETED:
                yield from self._runs(child, boxed, around)

    def _link(self, element: Any) -> tuple[str, ...]:
        relation = self._part.rels.get(element.get(_ID, ""))
        if relation is None or not relation.is_external:
            return ()
        address = str(relation.target_ref)
        return (f'a href="{escape(address)}"',) if _LINK.fullmatch(address) else ()

    def _drawn(self, element: Any, boxed: list[Any]) -> Iterator[Run]:
        about = next(element.iter(_ABOUT), None)
        words = "" if about is None else about.get("descr") or about.get("title") or ""
        for each in element.iter(_BLIP, _VML_PICTURE, _BOX):
            if each.tag == _BOX:
                # A box is drawn twice, for old readers too; the second wording is passed over.
                if not any(above.tag in SKIPPED for above in each.iterancestors()):
                    boxed.append(each)
            else:
                yield (), self._picture(each.get(qn("r:embed")) or each.get(_ID) or "", words)

    def _picture(self, relation: str, words: str) -> str:
        self._pictures += 1
        found = self._part.rels.get(relation)
        known = found is not None and not found.is_external
        address = None
        if known and self._pictures <= _MOST_PICTURES and self._bytes < _MOST_BYTES:
            address = data_url(found.target_part.blob, _WIDTH, _HEIGHT)
        if address is None:
            return f'<span class="missing">{escape(words)}</span>'
        self._bytes += len(address)
        return f'<img src="{address}" alt="{escape(words)}">'


def _styles(run: Any) -> Iterator[str]:
    properties = run.find(_PROPERTIES)
    if properties is None:
        return
    for name, tag in _STYLES.items():
        found = properties.find(qn(f"w:{name}"))
        if found is not None and found.get(_VALUE, "1") not in _OFF:
            yield tag
    raised = properties.find(qn("w:vertAlign"))
    if raised is not None:
        yield from {"superscript": ["sup"], "subscript": ["sub"]}.get(raised.get(_VALUE), [])


def _wrapped(words: str, around: tuple[str, ...]) -> str:
    for tag in reversed(around):
        words = f"<{tag}>{words}</{tag.partition(' ')[0]}>"
    return words
