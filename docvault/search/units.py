"""What a query's words mean for the index: which pieces must stand where.

A run of Chinese is cut into words (rjieba), each of which must be there: 员工制度 finds
员工考勤制度. Every word is itself a piece of the run, so a document that holds the whole run is
always among what is found; it is ranked first. A quoted text is one unit: as it stands there.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from docvault.search.analysis import Pieces, analyze, fold
from docvault.search.lists import PAIRS, SINGLES, WORDS

_PARTICLES = frozenset("的和与及等了是在之")
_LONG = 4  # characters of a word that is cut further where its parts are words


@dataclass(frozen=True, slots=True)
class Piece:
    """One term: in which list, its key (of a word: the word), and where it stands in its unit."""

    kind: str
    key: int | str
    offset: int


@dataclass(frozen=True, slots=True)
class Unit:
    """Pieces that must stand together; `word` where it is one word of letters and nothing else."""

    text: str
    pieces: tuple[Piece, ...]
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as it is searched: all units must be there; that they stand together is a bonus."""

    units: tuple[Unit, ...]
    runs: tuple[Unit, ...]


@functools.lru_cache(maxsize=1024)
def asked(text: str) -> Asked:
    """Return what is meant by a text that is not quoted. No units: it has nothing to search for."""
    units: list[Unit] = []
    runs: list[Unit] = []
    for stretch in _stretches(fold(text)):
        parts = [as_it_stands(part) for run in stretch.split() for part in _words(run)]
        units += parts
        if len(parts) > 1:
            runs.append(as_it_stands(stretch))
    return Asked(tuple(dict.fromkeys(units)), tuple(runs))


def words_in(text: str) -> list[str]:
    """Return the words that a text that is not quoted is cut into."""
    runs = (run for stretch in _stretches(fold(text)) for run in stretch.split())
    return [word for run in runs for word in _words(run)]


@functools.lru_cache(maxsize=1024)
def as_it_stands(text: str) -> Unit:
    """Return what is meant by a quoted text."""
    pieces = analyze(text)
    found = sorted(_needed(pieces), key=lambda piece: piece.offset)
    start = found[0].offset if found else 0
    placed = tuple(Piece(piece.kind, piece.key, piece.offset - start) for piece in found)
    alone = len(placed) == 1 and placed[0].kind == WORDS
    return Unit(text, placed, pieces.words[0] if alone else None)


def _stretches(text: str) -> Iterator[str]:
    """Yield what no punctuation parts, with blanks around words of letters and nowhere else."""
    pieces = analyze(text)
    places = {
        int(at): chr(code) for code, at in zip(pieces.singles, pieces.singles_at, strict=True)
    }
    for word, at in zip(pieces.words, pieces.words_at.tolist(), strict=True):
        places.setdefault(at, f" {word} ")
    run, last = "", 0
    for at in sorted(places):
        if run and at != last + 1:
            yield run
            run = ""
        run, last = run + places[at], at
    if run:
        yield run


def _words(run: str) -> Iterator[str]:
    """Cut a run into words; neighbours of one character each stay together."""
    loose = ""
    for word in _cut(run):
        if len(word) == 1:
            loose += word
            continue
        yield from _loose(loose, run)
        loose = ""
        yield word
    yield from _loose(loose, run)


def _loose(characters: str, run: str) -> Iterator[str]:
    if characters and (characters == run or not set(characters) <= _PARTICLES):
        yield characters


def _cut(run: str) -> Iterator[str]:
    for word in rjieba.cut(run):
        yield from _cut_further(word) if len(word) >= _LONG else (word,)


def _cut_further(word: str) -> list[str]:
    """Return the words that a long word consists of, or the word where they do not cover it."""
    known = {part for part in rjieba.cut_for_search(word) if 1 < len(part) < len(word)}
    parts: list[str] = []
    place = 0
    while place < len(word):
        fitting = [part for part in known if word.startswith(part, place)]
        if not fitting:
            return [word]
        parts.append(max(fitting, key=len))
        place += len(parts[-1])
    return parts


def _needed(pieces: Pieces) -> Iterator[Piece]:
    """Yield the pieces that say all: every other pair of a run, lone characters, words."""
    places, keys = pieces.singles_at.tolist(), pieces.pairs.tolist()
    start = 0
    for number, place in enumerate(places):
        if places[number + 1 : number + 2] == [place + 1]:
            continue
        if start == number:
            yield Piece(SINGLES, int(pieces.singles[number]), place)
        for first in sorted({*range(start, number, 2), number - 1} - {start - 1}):
            yield Piece(PAIRS, keys[first], places[first])
        start = number + 1
    words = dict(zip(pieces.words_at.tolist(), pieces.words, strict=True))  # the stem comes last
    for place, word in words.items():
        yield Piece(WORDS, word, place)
