"""Documents to search in: real sentences, cut and mixed, at the lengths documents have.

The sentences are those of the corpus laws where they are at hand, else a Markov chain over the
words of the samples makes them; English ones come from Python's own manual. Half of the documents
have about two kilobytes or less, one in a hundred has fifty. All of it is the same every time.
"""

from __future__ import annotations

import datetime
import json
import math
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from pydoc_data import topics
from random import Random

import rjieba

from benchmarks.test_import import LAWS
from docvault.extract.contents import Contents
from docvault.samples import prose
from docvault.search.entry import Attributes, Entry
from naming_rules.convention import Convention

_CONVENTION = Convention.preset("zh")
DEPARTMENTS = (
    *_CONVENTION.departments.codes,
    *("质量部", "物流部", "审计部", "公关部", "培训部", "信息部", "国际部"),
)
TYPES = _CONVENTION.types.codes[:15]
_LEVELS = ("内部",) * 8 + ("公开", "机密")
_FIRST_DAY, _DAYS = datetime.date(2015, 1, 1), 3650
_MEDIAN, _SPREAD = 2_000, 0.9  # bytes, log-normal
_SHORTEST, _LONG = 120, 50_000
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲飞兰云波宇浩晨雪梅琳佳欣怡思远"
_ENDINGS = ("工作总结", "执行情况", "修订说明", "培训", "第")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_SENTENCE = re.compile(r"[^。；\n]{4,300}[。；]?")
_ENGLISH = re.compile(r"[A-Z][^.*|`]{20,300}\.")
_HOME = 0.6  # of the sentences of a document are of one law


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences: of several sources with their titles, and English ones."""

    sources: Sequence[tuple[str, Sequence[str]]]
    english: Sequence[str]


def texts(folder: Path, count: int) -> Path:
    """Return a file of so many documents, one JSON object a line; made once in a folder."""
    kind = "laws" if LAWS.exists() else "generated"
    path = folder / f"search-texts-{kind}-{count}.jsonl"
    if not path.exists():
        draft, material = path.with_suffix(".draft"), _material()
        with draft.open("w", encoding="utf-8") as file:
            for number in range(count):
                json.dump(_document(number, material), file, ensure_ascii=False)
                file.write("\n")
        draft.rename(path)
    return path


def entries(path: Path, count: int, start: int = 0) -> Iterator[Entry]:
    """Yield documents of a file as the index takes them in."""
    with path.open(encoding="utf-8") as file:
        for line in islice(file, start, start + count):
            yield _entry(json.loads(line))


def _entry(said: dict[str, str]) -> Entry:
    lines = tuple(said["text"].split("\n"))
    return Entry(
        document=said["document"],
        number="V1.0",
        name=said["name"],
        title=lines[0],
        date=datetime.date.fromisoformat(said["date"]),
        by=said["by"],
        attributes=Attributes(said["department"], "", said["type"], "docx", said["level"]),
        contents=Contents(lines, lines[:1], {"author": said["by"]}),
    )


def _document(number: int, material: Material) -> dict[str, str]:
    random = Random(number)
    title, home = random.choice(material.sources)
    department, kind = random.choice(DEPARTMENTS), random.choice(TYPES)
    date = _FIRST_DAY + datetime.timedelta(random.randrange(_DAYS))
    title = f"{title[:12]}{random.choice(_ENDINGS)}{number}"
    return {
        "document": f"{random.getrandbits(64):016x}",
        "name": f"{department}-{kind}-{date:%Y%m%d}-V1.0-{title}.docx",
        "date": date.isoformat(),
        "by": _person(random),
        "department": department,
        "type": kind,
        "level": random.choice(_LEVELS),
        "text": "\n".join((title, *_lines(random, home, material))),
    }


def _lines(random: Random, home: Sequence[str], material: Material) -> Iterator[str]:
    left = _LONG if random.random() < 0.01 else random.lognormvariate(math.log(_MEDIAN), _SPREAD)
    left = max(_SHORTEST, min(_LONG, left))
    english = random.choices((0.0, 1.0, 0.3), (80, 12, 8))[0]
    while left > 0:
        chosen = []
        for _ in range(random.randint(1, 4)):
            if random.random() < english:
                chosen.append(f"{random.choice(material.english)} ")
            elif random.random() < _HOME:
                chosen.append(random.choice(home))
            else:
                chosen.append(random.choice(random.choice(material.sources)[1]))
        if random.random() < 0.15:
            code = f"HT-{random.randint(2015, 2024)}-{random.randrange(10**6):06}"
            chosen.append(f"合同编号{code}，联系人{_person(random)}。")
        yield "".join(chosen)
        left -= len("".join(chosen).encode())


def _person(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_GIVEN) + random.choice(_GIVEN)


def _material() -> Material:
    manual = "\n".join(topics.topics.values())
    english = [" ".join(found.split()) for found in _ENGLISH.findall(manual)]
    return Material(list(_laws() if LAWS.exists() else _generated()), english)


def _laws() -> Iterator[tuple[str, Sequence[str]]]:
    with tarfile.open(LAWS) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".md") else None
            sentences = _SENTENCE.findall(file.read().decode()) if file else []
            if len(sentences) >= 10:
                yield re.sub(r"[^\w]", "", Path(member.name).stem.partition("(")[0]), sentences


def _generated(sources: int = 500, sentences: int = 150) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield sources whose words follow each other as in the samples, common ones often."""
    follows: dict[str, list[str]] = defaultdict(list)
    themes = [value for value in vars(prose).values() if isinstance(value, prose.Theme)]
    for piece in (piece for theme in themes for piece in theme.pieces):
        words = ["。", *rjieba.cut(re.sub(r"\{\w+\}", "产品", piece))]
        for word, following in pairwise(words):
            follows[word].append(following)
    random = Random(1)
    for _ in range(sources):
        made = [_chain(random, follows) for _ in range(sentences)]
        yield re.sub(r"[^\w]", "", made[0])[:12], made


def _chain(random: Random, follows: dict[str, list[str]]) -> str:
    words = [random.choice(follows["。"])]
    while words[-1] != "。" and len(words) < 60:
        words.append(random.choice(follows[words[-1]]))
    return "".join(words)
