"""Search quality: nDCG@10 on public test collections. Run `python bench/search/quality.py [FOLDER]`.

FOLDER holds one folder a collection with docs.jsonl, queries.jsonl and qrels.tsv; default `../shared/data/ir`.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from hub.core.registry import SearchEntry
from hub.search.engines.whoosh.engine import WhooshEngine
from hub.search.parse import Query

Judgements = dict[str, dict[str, int]]


def read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open() as handle:
        return [json.loads(line) for line in handle]


def read_judgements(path: Path) -> Judgements:
    """The grade of each judged document, by query."""
    judged: Judgements = defaultdict(dict)
    for line in path.read_text().splitlines():
        query, document, grade = line.split("\t")
        judged[query][document] = int(grade)
    return judged


def ndcg(ranked: list[str], grades: dict[str, int], depth: int = 10) -> float:
    gained = sum(grades.get(name, 0) / math.log2(place + 2) for place, name in enumerate(ranked[:depth]))
    ideal = sorted(grades.values(), reverse=True)[:depth]
    best = sum(grade / math.log2(place + 2) for place, grade in enumerate(ideal))
    return gained / best if best else 0.0


def entry(number: int, line: dict[str, Any]) -> SearchEntry:
    return SearchEntry(
        ref=f"document:{number}",
        kind="document",
        title=line["title"],
        body=line["text"],
        audiences=("public",),
        version=1,
        external_id=line["id"],
    )


def measure(folder: Path, scratch: Path) -> tuple[int, int, float, float, float]:
    """Documents, queries, mean nDCG@10, seconds to index, milliseconds a query."""
    lines, queries = read_lines(folder / "docs.jsonl"), read_lines(folder / "queries.jsonl")
    judged = read_judgements(folder / "qrels.tsv")
    engine = WhooshEngine(scratch / folder.name)
    start = time.perf_counter()
    engine.rebuild([[entry(number, line) for number, line in enumerate(lines, 1)]], lambda _refs: [])
    built = time.perf_counter()
    total = 0.0
    for query in (query for query in queries if query["id"] in judged):
        found = engine.search(Query(words=tuple(query["text"].split())), {"public"}, limit=10)
        total += ndcg([hit.external_id or "" for hit in found.hits], judged[query["id"]])
    spent = (time.perf_counter() - built) * 1000 / len(judged)
    return len(lines), len(judged), total / len(judged), built - start, spent


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/ir")
    print(f"{'collection':12} {'documents':>9} {'queries':>8} {'nDCG@10':>8} {'indexed':>9} {'a query':>9}")
    means = []
    with tempfile.TemporaryDirectory() as scratch:
        for folder in sorted(path for path in root.iterdir() if path.is_dir()):
            count, asked, mean, indexing, spent = measure(folder, Path(scratch))
            means.append(mean)
            print(f"{folder.name:12} {count:9} {asked:8} {mean:8.4f} {indexing:7.1f} s {spent:6.1f} ms")
    print(f"{'mean':12} {'':9} {'':8} {sum(means) / len(means):8.4f}")


if __name__ == "__main__":
    main()
