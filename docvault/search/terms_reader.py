"""A segment's terms through Whoosh's own interface: its queries work on our lists as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh.codec.base import TermsReader
from whoosh.formats import Format
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from docvault.search.lists import PAIRS, SINGLES, WORDS, SegmentLists
from docvault.search.postings import TermList
from docvault.search.words import as_bytes, as_text


class PieceTermsReader(TermsReader):
    """A segment's terms as Whoosh's own queries ask for them."""

    def __init__(self, lists: SegmentLists) -> None:
        self._lists = lists

    def _find(self, name: str, text: bytes) -> tuple[TermList, int] | None:
        term = as_text(text)
        kind, key = WORDS, self._lists.words(name).find(text)
        if key is None and len(term) == 1:
            kind, key = SINGLES, ord(term)
        elif key is None and len(term) == 2:  # noqa: PLR2004
            kind, key = PAIRS, ord(term[0]) << 21 | ord(term[1])
        found = self._lists.list(name, kind) if key is not None else None
        number = found.find(key) if found is not None and key is not None else None
        return (found, number) if found is not None and number is not None else None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        """Not provided: only Whoosh's own spelling asks for it."""
        raise NotImplementedError

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands anywhere."""
        known = self._find(fieldname, text) is not None
        return float(self.term_info(fieldname, text).weight()) if known else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many documents a term stands."""
        known = self._find(fieldname, text) is not None
        return int(self.term_info(fieldname, text).doc_frequency()) if known else 0

    def indexed_field_names(self) -> Sequence[str]:
        """Return the names of the fields."""
        return self._lists.fields

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term, field by field, in the order of their bytes."""
        for name in self._lists.fields:
            yield from ((name, text) for text in self._texts(name))

    def _texts(self, name: str) -> list[bytes]:
        texts = {*self._lists.words(name)}
        for kind in (SINGLES, PAIRS):
            found = self._lists.list(name, kind)
            for key in found.keys.tolist() if found is not None else ():
                first, second = divmod(key, 1 << 21) if kind == PAIRS else (key, 0)
                text = chr(first) + (chr(second) if second else "")
                texts.add(as_bytes(text))
        return sorted(texts)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms from a prefix on."""
        return (term for term in self.terms() if term >= (fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every term with what is known of it."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms from a prefix on, with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return how often a term stands in how many documents. Raises TermNotFound."""
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        postings = found[0].postings(found[1])
        docs = np.unique(postings.docs)
        return TermInfo(
            weight=float(postings.counts.sum()),
            df=docs.size,
            minlength=1,
            maxlength=1,
            maxweight=float(postings.counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: Any = None
    ) -> ListMatcher:
        """Return a matcher over a term's documents, with positions where there are some."""
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        terms, number = found
        postings = terms.postings(number)
        docs, begin = np.unique(postings.docs, return_index=True)
        counts = np.add.reduceat(postings.counts.astype(np.int64), begin)
        values = None
        if terms.has_positions:
            parts = np.split(terms.positions(number), np.cumsum(counts)[:-1])
            values = [format_.encode(part.tolist()) for part in parts]
        return ListMatcher(
            docs.tolist(),
            counts.astype(float).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def close(self) -> None:
        """Nothing to do: a mapped file lives as long as somebody looks at it."""
