"""Schemes and names for property tests: every scheme the language allows, names that fit it."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from naming_rules.name import DocumentName, VersionNumber
from naming_rules.pattern import Piece
from naming_rules.scheme import CODES, Scheme, digits_of

LETTERS = st.sampled_from("运营部周报总结制度员工考勤ABCxyz0189（）")
EXTENSIONS = st.sampled_from(["docx", "xlsx", "pdf", "7z", "DOCX", ""])
DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
SEPARATORS = st.sampled_from(["-", "_", "--", "（", "+", "-_"])
DECLARED = {"project": "code", "number": "digits(4)", "year2": "digits(2)"}


def words(separators: frozenset[str]) -> st.SearchStrategy[str]:
    letters = LETTERS.filter(lambda letter: letter not in separators)
    return st.text(letters, min_size=1, max_size=8)


@st.composite
def titles(draw: st.DrawFn, separators: frozenset[str]) -> str:
    """Words with the separators themselves between them."""
    signs = st.sampled_from(sorted(separators) or ["-"])
    title = draw(words(separators))
    for _ in range(draw(st.integers(0, 3))):
        title += draw(signs) + draw(words(separators))
    return title


@st.composite
def random_schemes(draw: st.DrawFn) -> Scheme:
    """A scheme with any fields in any order and any separators that the language allows."""
    others = draw(
        st.lists(st.sampled_from(["department", "type", "category", *DECLARED]), unique=True)
    )
    fields = draw(st.permutations(["date", "version", *others]))
    pattern = draw(st.sampled_from(["", "文件", "NO-"]))
    for number, field in enumerate(fields):
        pattern += (draw(SEPARATORS) if number else "") + f"{{{field}}}"
    title = draw(st.sampled_from(["", "[{}{{title}}]", "{}{{title}}"])).format(draw(SEPARATORS))
    return Scheme(
        id="random",
        pattern=pattern + title,
        folder="{year}",
        superseded_mark=draw(st.sampled_from(["旧版", "Void"])),
        version_form=draw(st.sampled_from(["major.minor", "major"])),
        declared=DECLARED,
    )


@st.composite
def names_of(draw: st.DrawFn, scheme: Scheme) -> DocumentName:
    """A name that the scheme can write; its codes are of no list."""
    values = [
        (piece.text, draw(_values(scheme, piece))) for piece in scheme.pieces if _is_own(piece)
    ]
    title = None
    if "title" in scheme.fields and not (scheme.title_optional and draw(st.booleans())):
        title = draw(titles(scheme.separators | {"-"}))
    minor = None if scheme.version_form == "major" else draw(st.integers(0, 9999))
    return DocumentName(
        scheme=scheme.id,
        codes=tuple(value for value in values if value[0] in CODES),
        date=draw(DAYS),
        version=VersionNumber(draw(st.integers(1, 9999)), minor),
        title=title,
        extension=draw(EXTENSIONS),
        extra=tuple(value for value in values if value[0] not in CODES),
    )


def _is_own(piece: Piece) -> bool:
    return piece.kind is not None and piece.text not in {"date", "version", "title"}


def _values(scheme: Scheme, piece: Piece) -> st.SearchStrategy[str]:
    word = words(scheme.separators | {"-"})
    if piece.kind == "pair":
        return st.builds("{}-{}".format, word, word)
    if count := digits_of(piece.kind or ""):
        return st.text("0123456789", min_size=count, max_size=count)
    return word
