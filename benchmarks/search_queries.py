"""What is asked: questions of every kind, made from the documents, for every engine alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import rjieba
from pypinyin import lazy_pinyin

from benchmarks.search_texts import DEPARTMENTS, TYPES, entries
from docvault.search.entry import Entry

OF_EACH_KIND = 60
_LOOKED_AT = 1_000  # documents
_HAN = re.compile("[\u4e00-\u9fff]{2,4}")
_RUN = re.compile("[\u4e00-\u9fff]{12,}")
_LATIN = re.compile("[A-Za-z]{5,}")


@dataclass(frozen=True, slots=True)
class Question:
    """What must be there and what not; `words` are Chinese, except for `prefix` and `typed`."""

    kind: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    phrase: bool = False
    prefix: str = ""
    typed: str = ""
    department: str = ""
    type: str = ""
    by_date: bool = False

    def to_text(self) -> str:
        """Return it as people would write it to DocVault."""
        said = [f'"{word}"' if self.phrase else word for word in self.words]
        said += [f"-{word}" for word in self.without]
        said += [f"{self.prefix}*"] if self.prefix else []
        said += [self.typed] if self.typed else []
        said += [f"部门:{self.department}"] if self.department else []
        said += [f"类型:{self.type}"] if self.type else []
        return " ".join(said)


def questions(path: Path) -> list[Question]:
    """Return questions of every kind about the documents of a file, the same every time."""
    random = Random(7)
    looked_at = list(entries(path, _LOOKED_AT))
    made = list(_made(looked_at, random))
    random.shuffle(made)
    return made


def _made(looked_at: list[Entry], random: Random) -> Iterator[Question]:
    bodies = ["\n".join(entry.contents.lines) for entry in looked_at if entry.contents]
    ranked = _by_frequency(bodies)
    common = [word for word in ranked[:200] if len(word) >= 2][:OF_EACH_KIND]
    rare = random.sample(ranked[len(ranked) // 2 :], OF_EACH_KIND)
    middle = random.sample(ranked[200:1500], 2 * OF_EACH_KIND)
    singles = Counter("".join(_HAN.findall("".join(bodies)))).most_common(2000)
    singles = [each for each in singles if each[0] != "或"]  # OR, as the language has it
    runs = _RUN.findall("\n".join(bodies))
    latin = Counter(word.lower() for word in _LATIN.findall("\n".join(bodies))).most_common(300)
    for number in range(OF_EACH_KIND):
        one = middle[number]
        department, kind = random.choice(DEPARTMENTS), random.choice(TYPES)
        # Every third is one of the most common there are.
        single = singles[number if number % 3 == 0 else random.randrange(len(singles))][0]
        yield Question("rare word", (rare[number],))
        yield Question("common word", (common[number % len(common)],))
        yield Question("single character", (single,))
        yield Question("phrase", (_piece(random.choice(runs), random),), phrase=True)
        yield Question("two words", (one, random.choice(common)))
        yield Question("word without another", (random.choice(common),), without=(one,))
        yield Question("word, department, type", (one,), department=department, type=kind)
        yield Question("common word by date", (random.choice(common),), by_date=True)
        yield Question("prefix", prefix=random.choice(latin)[0][: random.randint(3, 4)])
        yield Question("pinyin of a name", typed=_typed(random.choice(looked_at), random))
        yield Question("all documents", by_date=number % 2 == 0)


def _by_frequency(bodies: list[str]) -> list[str]:
    seen = Counter(word for body in bodies for word in {*rjieba.cut(body)} if _HAN.fullmatch(word))
    return [word for word, _ in seen.most_common()]


def _piece(run: str, random: Random) -> str:
    size = random.randint(4, 10)
    start = random.randrange(len(run) - size)
    return run[start : start + size]


def _typed(entry: Entry, random: Random) -> str:
    part = random.choice((entry.attributes.department, entry.attributes.type, entry.title[:3]))
    syllables = lazy_pinyin("".join(re.findall("[\u4e00-\u9fff]", part)))
    return "".join(each[0] for each in syllables) if random.random() < 0.5 else "".join(syllables)
