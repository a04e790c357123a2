"""Text with the stretches marked that somebody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from docvault.search.snippets import Snippet


def pieces(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    """Yield the text piece by piece, each with whether it is marked. Together they are the text."""
    place = 0
    for start, end in snippet.marks:
        if place < start:
            yield snippet.text[place:start], False
        yield snippet.text[start:end], True
        place = end
    if place < len(snippet.text):
        yield snippet.text[place:], False


def marked(snippet: Snippet) -> Markup:
    """Return the text as HTML with `<mark>`; whatever stands in it is text."""
    shown = (
        Markup("<mark>{}</mark>").format(text) if asked else escape(text)
        for text, asked in pieces(snippet)
    )
    return Markup().join(shown)
