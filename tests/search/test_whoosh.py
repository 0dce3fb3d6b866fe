"""What our reading of Whoosh's files leans on: equal to Whoosh itself scoring every document, one at a time."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import stat
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from whoosh import query, scoring
from whoosh.index import FileIndex

from hub.search import analysis
from hub.search.engines.base import Change
from hub.search.engines.whoosh import execute, phrases
from hub.search.engines.whoosh.engine import WhooshEngine
from hub.search.engines.whoosh.mapped import MappedStorage
from hub.search.engines.whoosh.postings import PostingsCache
from hub.search.engines.whoosh.schema import SCHEMA
from hub.search.parse import Query, parse
from tests.search import corpus
from tests.search.corpus import entry, put, refs, remove

ALL = set(corpus.TOKENS)
bounded = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class LuceneBM25(scoring.WeightingModel):
    """The same formula, as Whoosh's own scorer is told it."""

    def idf(self, searcher, fieldname, text):
        having, count = searcher.doc_frequency(fieldname, text), searcher.doc_count_all()
        return math.log(1 + (count - having + 0.5) / (having + 0.5))

    def scorer(self, searcher, fieldname, text, qf=1):
        return scoring.BM25FScorer(searcher, fieldname, text, execute.B, execute.K1, qf=qf)


def opened(engine):
    folder = engine._store.current()
    return FileIndex(MappedStorage(folder), SCHEMA)


def exhaustive(engine, wanted):
    """Ref → score of every document Whoosh finds, none skipped."""
    with opened(engine).searcher(weighting=LuceneBM25()) as searcher:
        view = engine.view()
        return {view.ref(hit.docnum): hit.score for hit in searcher.search(wanted, limit=None, optimize=False)}


def close_to(scores):
    return pytest.approx(scores, rel=1e-4)


def terms_of(words):
    return [query.Term("text", analysis.term_of(word)) for word in words]


def filled(fresh, batches):
    engine = fresh()
    for batch in batches:
        engine.apply(batch)
    return engine


@pytest.fixture
def fresh(tmp_path_factory):
    return lambda: WhooshEngine(tmp_path_factory.mktemp("index") / "index")


@bounded
@given(batches=corpus.histories(), words=corpus.queries)
def test_words_score_as_whoosh_scores_them_one_at_a_time(fresh, batches, words):
    engine = filled(fresh, batches)
    words = tuple(dict.fromkeys(words))
    found = engine.search(Query(words=words), ALL, limit=50)
    assert {hit.ref: hit.score for hit in found.hits} == pytest.approx(
        exhaustive(engine, query.Or(terms_of(words))), rel=1e-4
    )


@bounded
@given(batches=corpus.histories(), words=corpus.queries)
def test_all_words_are_found_where_whoosh_finds_them(fresh, batches, words):
    engine = filled(fresh, batches)
    found = engine.search(Query(words=words, all_words=True), ALL, limit=50)
    assert set(refs(found)) == set(exhaustive(engine, query.And(terms_of(set(words)))))


@bounded
@given(batches=corpus.histories(), words=corpus.queries)
def test_phrases_are_found_where_whoosh_finds_them(fresh, batches, words):
    engine = filled(fresh, batches)
    stems = [analysis.term_of(word) for word in words]
    found = engine.search(Query(phrases=(" ".join(words),)), ALL, limit=50)
    assert set(refs(found)) == set(exhaustive(engine, query.Phrase("text", stems)))


def test_long_posting_lists_are_read_block_by_block(fresh):
    """A block holds 128 postings; lists of one, of all alike and of mixed weights are stored in three ways."""
    engine = fresh()
    many = [entry(n, "bins" if n % 3 else "bins bins", f"route {'fine' if n == 7 else 'tax'}") for n in range(1, 400)]
    engine.rebuild([many], lambda _refs: [])
    for word in ("bins", "route", "fine", "tax"):
        found = engine.search(Query(words=(word,)), ALL, limit=500)
        assert {h.ref: h.score for h in found.hits} == pytest.approx(
            exhaustive(engine, query.Or(terms_of([word]))), rel=1e-4
        )


def test_positions_skip_the_blocks_nobody_asked_for(fresh):
    engine = fresh()
    engine.rebuild(
        [[entry(n, "", "school meal" if n % 50 else "meal school") for n in range(1, 400)]], lambda _refs: []
    )
    view = engine.view()
    asked = np.array([3, 200, 388], np.int32)
    assert set(view.positions("school", asked)) == {3, 200, 388}
    assert phrases.containing(view, ["meal", "school"], np.ones(view.size, bool)).sum() == 7


def test_full_tiers_are_merged_and_deleted_entries_leave_the_files(fresh):
    engine = fresh()
    for n in range(1, 21):
        put(engine, entry(n, f"bins {n}"))
    remove(engine, *(f"document:{n}" for n in range(1, 16)))
    put(engine, entry(50, "bins"))
    assert len(engine.view().segments) < 8
    assert engine.view().size < 12
    assert engine.search(parse("bins"), ALL).total == 6


def test_a_view_keeps_its_state_while_others_commit(fresh):
    engine = fresh()
    put(engine, entry(1, "bins"))
    view = engine.view()
    remove(engine, "document:1")
    assert execute.execute(view, execute.ask_for(view, parse("bins"), {}), ALL).total == 1
    assert engine.search(parse("bins"), ALL).total == 0


def test_another_process_sees_a_commit_at_its_next_search(fresh):
    engine = fresh()
    put(engine, entry(1, "bins"))
    other = WhooshEngine(engine._store.root)
    assert other.search(parse("bins"), ALL).total == 1
    put(engine, entry(2, "bins"))
    assert other.search(parse("bins"), ALL).total == 2


def test_the_folder_belongs_to_its_owner_alone(fresh):
    engine = fresh()
    put(engine, entry(1, "bins"))
    assert stat.S_IMODE(engine._store.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(engine._store.current().stat().st_mode) == 0o700


def test_only_two_generations_are_kept(fresh):
    engine = fresh()
    for _ in range(4):
        engine.rebuild([[entry(1, "bins")]], lambda _refs: [])
    assert len(list(engine._store.root.glob("gen-*"))) == 2


def test_damaged_files_are_noticed_and_a_rebuild_mends_them(fresh):
    engine = fresh()
    put(engine, entry(1, "bins"))
    for path in engine._store.current().iterdir():
        if path.suffix in {".trm", ".toc"}:
            path.write_bytes(b"\x00" * 50)
    later = WhooshEngine(engine._store.root)
    assert (later.status().ready, later.status().reason) == (False, "damaged")
    later.rebuild([[entry(1, "bins")]], lambda _refs: [])
    assert later.status().ready


def test_an_index_of_another_form_is_not_ready(fresh):
    engine = fresh()
    put(engine, entry(1, "bins"))
    (engine._store.current() / "state.json").write_text('{"form": "0.0"}')
    assert engine.status().reason == "older"


def test_the_cache_of_postings_keeps_to_its_size():
    cache = PostingsCache(most_bytes=5_000)
    for n in range(50):
        cache.put(("seg", "text", b"%d" % n), (np.zeros(100, np.int32), np.zeros(100, np.float32)))
    assert cache.get(("seg", "text", b"49")) is not None
    assert cache.get(("seg", "text", b"0")) is None
    assert cache._bytes <= 5_000


def write_for_ever(root):
    engine = WhooshEngine(root)
    for n in range(1, 100_000):
        engine.apply([Change(f"document:{n % 50 + 1}", entry(n % 50 + 1, f"bins {n}", version=n))], batch=n)


def test_a_writer_killed_at_any_moment_leaves_a_whole_index(fresh):
    engine = fresh()
    put(engine, entry(1, "bins"))
    for milliseconds in (31, 57, 83, 110, 142):
        writer = multiprocessing.get_context("fork").Process(target=write_for_ever, args=(engine._store.root,))
        writer.start()
        time.sleep(milliseconds / 1000)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert engine.status().ready
        held = list(engine.versions())
        assert len(held) == len(dict(held)) == engine.search(parse("bins"), ALL).total
    put(engine, entry(99, "afterwards"))
    assert engine.search(parse("afterwards"), ALL).total == 1
