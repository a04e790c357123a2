"""Whatever is asked for is found, wherever it stands; what was named is found first."""

from __future__ import annotations

import os
import random
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from docvault.extract.contents import Contents
from docvault.search.index import Index, in_batches
from docvault.search.query import Phrase, Words, parse
from docvault.search.shard import Shard
from tests.docvault.search.model import plain_entry
from tests.docvault.search.probes import (
    first_title,
    found,
    missed,
    pieces,
    plain_name,
    traditional,
    typed_names,
)

CORPUS = Path(os.environ.get("DOCVAULT_CORPUS", Path(__file__).parents[4] / "shared/corpus"))
LAWS = CORPUS / "laws.tar.xz"
needs_laws = pytest.mark.skipif(not LAWS.exists(), reason="the corpus folder is not here")
COMMON = "员工考勤制度合同运营部工作总结计划管理办法规定第条款本公司应当负责审批时间國家發動機"
Texts = dict[str, str]
Sample = tuple[Sequence[Shard], Texts]


def index_of(folder: Path, texts: Texts, titles: Texts | None = None) -> Sequence[Shard]:
    index = Index(folder)
    index.make()
    entries = (
        plain_entry(
            document,
            name=f"法务部-法规-20200101-V1.0-{titles[document]}.md" if titles else "",
            title=titles[document] if titles else "",
            contents=Contents(tuple(text.split("\n"))),
        )
        for document, text in texts.items()
    )
    for batch in in_batches(entries):
        index.write(batch)
    return index.shards()


def sentence(chance: random.Random) -> str:
    words = ["".join(chance.choices(COMMON, k=chance.randrange(2, 9))) for _ in range(9)]
    return chance.choice(("，", " ", "\n", "12", "。")).join(words)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """150 documents of characters put together by chance, from any part of Unicode's Chinese."""
    chance = random.Random(2)
    texts = {}
    for number in range(150):
        rare = "".join(chr(chance.randrange(0x4E00, 0x9FA6)) for _ in range(30))
        texts[f"d{number}"] = "\n".join((*(sentence(chance) for _ in range(12)), rare))
    return index_of(tmp_path_factory.mktemp("generated") / "index", texts), texts


def test_every_piece_is_found_wherever_it_stands(generated: Sample) -> None:
    shards, texts = generated
    asked = pieces([*texts.values()], (2, 3, 4), 400, 1) + pieces([*texts.values()], (1,), 150, 1)
    assert missed(shards, texts, asked) == []


def test_traditional_spellings_find_the_same(generated: Sample) -> None:
    shards, texts = generated
    both = traditional(pieces([*texts.values()], (2, 3, 4), 400, 3), 100)
    assert len(both) == 100
    for piece, other in both:
        assert found(shards, Phrase(piece)) == found(shards, Phrase(other))
        assert found(shards, Words(other))


def test_a_name_comes_before_what_only_mentions_it(tmp_path: Path) -> None:
    titles = {
        "law": "员工考勤制度",
        "rules": "员工考勤制度实施细则",
        "change": "关于修改《员工考勤制度》的通知",
        "report": "考勤总结",
    }
    texts = dict.fromkeys(titles, "考勤") | {"report": "员工考勤制度。" * 200}
    shards = index_of(tmp_path / "index", texts, titles)
    for typed in ("员工考勤制度", "员工 考勤制度", "員工考勤制度", '"员工考勤制度"'):
        assert first_title(shards, parse(typed), titles) == "员工考勤制度"
    assert first_title(shards, parse("考勤制度细则"), titles) == "员工考勤制度实施细则"


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sequence[Shard], Texts, Texts]:
    """All laws: their shards, texts and names."""
    texts, titles = {}, {}
    with tarfile.open(LAWS) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".md") else None
            if file:
                document = f"d{len(texts):05}"
                texts[document] = file.read().decode()
                titles[document] = Path(member.name).stem
    folder = tmp_path_factory.mktemp("laws") / "index"
    return index_of(folder, texts, titles), texts, titles


@needs_laws
@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_every_piece_of_a_law_is_found(
    laws: tuple[Sequence[Shard], Texts, Texts], seed: int
) -> None:
    shards, texts, _ = laws
    said = [*texts.values()]
    asked = pieces(said, (2, 3, 4), 1000, seed) + pieces(said, (1,), 200, seed)
    assert missed(shards, texts, asked) == []
    for piece, other in traditional(asked, 100):
        assert found(shards, Phrase(piece)) == found(shards, Phrase(other))


@needs_laws
@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_law_that_is_named_comes_first(
    laws: tuple[Sequence[Shard], Texts, Texts], seed: int
) -> None:
    shards, _, titles = laws
    wrong = []
    for name, typed in typed_names([*titles.values()], 100, seed):
        first = first_title(shards, parse(typed), titles)
        if first is None or plain_name(first) != name:
            wrong.append((typed, first))
    assert len(wrong) <= 5, wrong
