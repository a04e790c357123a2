"""Stock Whoosh as its distributions come: which of them is the one to build on.

Needs nothing but Whoosh, so that each distribution is measured alone and on any Python:

    pip install --target /tmp/one whoosh3
    PYTHONPATH=/tmp/one python benchmarks/stock_whoosh.py TEXTS COUNT

TEXTS is a file that `benchmarks/search_texts.py` makes. What Python warns of is counted.
"""

from __future__ import annotations

import itertools
import json
import platform
import random
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_ASKED = 60
_BATCH = 2_000


def _questions(texts: list[str]) -> list[tuple[str, ...]]:
    """Return pairs of characters: common ones, any, and four in a row."""
    chance = random.Random(7)
    runs = [run for text in texts[:1000] for run in _RUN.findall(text) if len(run) > 12]
    pairs = Counter(a + b for run in runs for a, b in itertools.pairwise(run))
    asked = [(pair,) for pair, _ in pairs.most_common(_ASKED)]
    asked += [(pair,) for pair in chance.sample(sorted(pairs), _ASKED)]
    for run in chance.sample(runs, _ASKED):
        asked.append(tuple(a + b for a, b in itertools.pairwise(run[3:8])))
    return asked


def _main(path: str, count: str) -> None:
    with Path(path).open(encoding="utf-8") as file:
        documents = [json.loads(line) for line in itertools.islice(file, int(count))]
    with warnings.catch_warnings(record=True) as seen, tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("always")
        _measure(folder, documents)
    places = Counter((w.category.__name__, Path(w.filename).name, w.lineno) for w in seen)
    print(f"{len(places)} places warn:", dict(Counter(kind for kind, _, _ in places)))


def _measure(folder: str, documents: list[dict[str, str]]) -> None:
    import whoosh
    from whoosh import fields, index, query
    from whoosh.analysis import NgramWordAnalyzer

    pairs = NgramWordAnalyzer(2, 2)
    schema = fields.Schema(
        document=fields.ID(stored=True), name=fields.TEXT(pairs), content=fields.TEXT(pairs)
    )
    made = index.create_in(folder, schema)
    start = time.perf_counter()
    for batch in range(0, len(documents), _BATCH):
        writer = made.writer(limitmb=256)
        for each in documents[batch : batch + _BATCH]:
            writer.add_document(document=each["document"], name=each["name"], content=each["text"])
        writer.commit()
    took = time.perf_counter() - start
    times = []
    with made.searcher() as searcher:
        for words in _questions([each["text"] for each in documents]):
            terms = [query.Term("content", word) for word in words]
            asked = query.Phrase("content", list(words)) if len(words) > 1 else terms[0]
            begun = time.perf_counter()
            len(searcher.search(asked, limit=20))
            times.append(1000 * (time.perf_counter() - begun))
    times.sort()
    size = sum(file.stat().st_size for file in Path(folder).iterdir()) / len(documents)
    print(f"Python {platform.python_version()}, Whoosh {whoosh.__version__}")
    print(f"{len(documents) / took:.0f} documents/s, {size:,.0f} bytes each")
    middle, high = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"median {middle:.1f} ms, 95 % {high:.1f} ms, most {times[-1]:.1f} ms")


if __name__ == "__main__":
    _main(*sys.argv[1:])
