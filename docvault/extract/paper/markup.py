"""The markup of our own makers, read back as a tree. Whatever else stands in it is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = {"br", "hr", "img"}
_DEEPEST = 60  # elements in elements; what lies deeper is shown as part of that one


@dataclass(slots=True)
class Node:
    """An element: its tag, attributes, and what is in it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Its class; ours have one at most."""
        return self.attributes.get("class", "")

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of these tags right inside."""
        for each in self.inside:
            if isinstance(each, Node) and each.tag in tags:
                yield each

    def number(self, name: str) -> int:
        """Return an attribute that is a number, 1 where it is none."""
        said = self.attributes.get(name, "")
        return min(int(said), 1000) if said.isdecimal() and len(said) < 9 and int(said) else 1  # noqa: PLR2004


def tree(markup: str) -> Node:
    """Return the tree of a page of markup."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _EMPTY:
            self._open.append(node if len(self._open) < _DEEPEST else self._open[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)
