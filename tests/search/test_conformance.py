"""What every engine must do, whatever it is made of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from hub.search.engines.base import FACETS
from hub.search.parse import Query, parse
from tests.search import corpus
from tests.search.corpus import DAWN, entry, put, refs, remove

PUBLIC = {"public"}
bounded = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def library(engine):
    put(
        engine,
        entry(
            1, "Missed bins", "How the lorry routes changed after the merger", group_id=1, tags=("Waste",), year=2025
        ),
        entry(2, "Parking permits", "Bins are mentioned once. Fines for missed payments", ("group:2",), group_id=2),
        entry(3, "Damp homes", "Repairs in council housing", ("signed-in",), group_id=1, tags=("housing",)),
        entry(4, "Ann Jones", "Recycling officer", ("signed-in",), kind="person"),
    )
    return engine


def search(engine, text, audiences=PUBLIC, **more):
    return engine.search(parse(text), audiences, **more)


def test_nobody_without_audiences_finds_anything(library):
    found = search(library, "bins", set(), facets=FACETS)
    assert (found.total, list(found.hits), found.facets) == (0, [], {})


def test_an_audience_that_no_entry_carries_finds_nothing(library):
    assert search(library, "bins", {"group:99"}, facets=("kind",)).facets == {"kind": {}}


def test_only_what_the_reader_may_see_is_found_counted_and_faceted(library):
    found = search(library, "missed bins", facets=("group",))
    assert (refs(found), found.total, found.facets) == (["document:1"], 1, {"group": {"1": 1}})


def test_a_second_audience_token_is_enough(engine):
    put(engine, entry(1, "Draft", "", ("facilitators:3", "user:7")))
    assert refs(search(engine, "draft", {"user:7"})) == ["document:1"]
    assert search(engine, "draft", {"group:3"}).total == 0


def test_words_are_alternatives_and_the_best_match_stands_first(library):
    assert refs(search(library, "missed bins lorry", {"public", "group:2"})) == ["document:1", "document:2"]


def test_all_words_can_be_asked_for(library):
    found = library.search(parse("lorry bins", all_words=True), {"public", "group:2"})
    assert refs(found) == ["document:1"]


def test_a_word_in_the_title_counts_more_than_one_in_the_body(engine):
    put(engine, entry(1, "Roads", "potholes in spring"), entry(2, "Potholes", "roads in spring"))
    assert refs(search(engine, "potholes")) == ["document:2", "document:1"]


def test_word_forms_capitals_and_accents_do_not_matter(engine):
    put(engine, entry(1, "Tŷ Gŵyl", "Recycled ROUTES"))
    assert [search(engine, word).total for word in ("ty", "GWYL", "route", "recycling")] == [1, 1, 1, 1]


def test_common_words_alone_find_nothing_rather_than_everything(library):
    assert search(library, "how is the").total == 0


def test_a_phrase_needs_its_words_side_by_side_and_in_order(library):
    assert search(library, '"missed bins"').total == 1
    assert search(library, '"bins missed"').total == 0


def test_a_phrase_never_reaches_from_the_title_into_the_body(engine):
    put(engine, entry(1, "School meals", "School budget"))
    assert search(engine, '"meals school"').total == 0


def test_a_common_word_inside_a_phrase_holds_its_place(engine):
    put(engine, entry(1, "", "the bank of england"), entry(2, "", "the bank england"))
    assert refs(search(engine, '"bank of england"')) == ["document:1"]


def test_a_left_out_word_removes_its_entries(library):
    assert refs(search(library, "bins -parking", {"public", "group:2"})) == ["document:1"]


def test_a_prefix_finds_the_words_that_begin_so(library):
    assert refs(search(library, "recyc*", {"signed-in"})) == ["person:4"]
    assert refs(search(library, "recycling*", {"signed-in"})) == ["person:4"]


def test_filters_narrow_and_a_facet_is_counted_without_its_own_filter(library):
    everyone = {"public", "signed-in", "group:2"}
    found = search(library, "bins damp", everyone, filters={"group": ["1"]}, facets=("group", "kind"))
    assert found.total == 2
    assert found.facets == {"group": {"1": 2, "2": 1}, "kind": {"document": 2}}


def test_filters_alone_list_the_newest_first(engine):
    put(engine, *(entry(n, "Report", created_at=DAWN + timedelta(days=n)) for n in (2, 1, 3)))
    found = engine.search(Query(), PUBLIC, filters={"kind": ["document"]})
    assert refs(found) == ["document:3", "document:2", "document:1"]


def test_an_empty_query_finds_nothing(library):
    assert search(library, "", facets=("kind",)).total == 0


def test_excluded_refs_are_in_no_hit_count_or_facet(library):
    found = search(library, "missed", {"public", "group:2"}, exclude={"document:1", "document:77"}, facets=("group",))
    assert (refs(found), found.total, found.facets) == (["document:2"], 1, {"group": {"2": 1}})


def test_a_changed_entry_replaces_the_old_one(library):
    put(library, entry(1, "Weekly collections", "", ("group:1",), version=2))
    assert search(library, "missed").total == 0
    assert ("document:1", 2) in set(library.versions())


def test_changes_to_one_ref_in_one_batch_leave_the_last(engine):
    put(engine, entry(1, "Old"), entry(1, "New"))
    assert [search(engine, word).total for word in ("old", "new")] == [0, 1]


def test_a_removed_entry_is_gone(library):
    remove(library, "document:1")
    assert search(library, "missed").total == 0
    assert "document:1" not in dict(library.versions())


def test_pages_follow_on_without_overlap(engine):
    put(engine, *(entry(n, "Street works") for n in range(1, 8)))
    pages = [refs(search(engine, "street", limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({ref for page in pages for ref in page}) == 7


def test_what_was_given_at_import_comes_back(engine):
    put(engine, entry(1, "Report", external_id="A-17", version=4))
    hit = search(engine, "report").hits[0]
    assert (hit.external_id, hit.version, hit.kind, hit.object_id) == ("A-17", 4, "document", 1)


def test_titles_are_found_while_they_are_typed(library):
    assert [hit.ref for hit in library.titles("missed bi", PUBLIC)] == ["document:1"]
    assert library.titles("missed bi", PUBLIC, exclude={"document:1"}) == []
    assert library.titles("lorry", PUBLIC) == []
    assert library.titles("missed", set()) == []


def test_words_are_offered_from_three_shared_entries_and_never_from_private_ones(engine):
    put(engine, *(entry(n, "Allotments", "", ("signed-in",)) for n in (1, 2, 3)))
    put(engine, *(entry(n, "Allegation", "", ("group:2",)) for n in (4, 5, 6)), entry(7, "Alley"))
    assert engine.words("all", {"public", "signed-in", "group:2"}) == ["allotments"]
    assert engine.words("all", PUBLIC) == []


def test_status_tells_how_far_the_index_has_come(engine):
    assert not engine.status().ready
    put(engine, entry(1))
    engine.apply([], batch=41)
    status = engine.status()
    assert (status.ready, status.entries, status.batch) == (True, 1, 41)


def test_a_rebuild_replaces_everything_and_keeps_what_changed_meanwhile(library):
    def batches():
        yield [entry(1, "Rebuilt"), entry(2, "Stale")]
        put(library, entry(2, "Changed meanwhile"))

    def look_again(changed):
        assert changed == {"document:2"}
        return [corpus.Change("document:2", entry(2, "Changed meanwhile"))]

    assert library.rebuild(batches(), look_again).entries == 2
    assert [search(library, word).total for word in ("rebuilt", "stale", "meanwhile", "damp")] == [1, 0, 1, 0]


def test_people_search_the_old_index_while_the_new_one_is_built(library):
    def batches():
        assert search(library, "missed").total == 1
        yield [entry(1, "Rebuilt")]

    library.rebuild(batches(), lambda _refs: [])


@bounded
@given(batches=corpus.histories(), words=corpus.queries, reader=corpus.readers)
def test_hits_counts_and_facets_agree_with_a_plain_count(fresh_engine, batches, words, reader):
    engine = fresh_engine()
    for batch in batches:
        engine.apply(batch)
    held = {item.ref: item for item in corpus.final(batches)}
    having = corpus.bm25(list(held.values()), words) if held else {}
    expected = {ref for ref in having if reader & set(held[ref].audiences)}
    found = engine.search(Query(words=words), reader, facets=("tag",))
    assert (set(refs(found)), found.total) == (expected, len(expected))
    tags = [tag for ref in expected for tag in held[ref].tags]
    assert dict(found.facets.get("tag", {})) == {tag: tags.count(tag) for tag in set(tags)}


@bounded
@given(batches=corpus.histories(), words=corpus.queries)
def test_scores_and_order_are_those_of_the_formula(fresh_engine, batches, words):
    """Lengths may be kept coarsely, which moves a score by a few in a hundred."""
    held = corpus.final(batches)
    engine = fresh_engine()
    engine.rebuild([held], lambda _refs: [])
    expected = corpus.bm25(held, words) if held else {}
    found = engine.search(Query(words=words), set(corpus.TOKENS))
    assert {hit.ref: hit.score for hit in found.hits} == pytest.approx(expected, rel=0.05)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
