"""Search finds, the database decides: what the engine ranks is shown only after the rows themselves say yes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from hub.core.db import db
from hub.core.registry import Item, hub
from hub.policy import Actor, visible
from hub.search import filters
from hub.search.engines.base import Found, Hit, Unreadable
from hub.search.index import engine, waiting_refs
from hub.search.lines import items_of
from hub.search.parse import Query, parse
from hub.search.snippets import passage

SIZE = 20
MOST_PAGES = 50
FACETS = ("kind", "group")
# How much of the query goes along to the page that is opened.
LONGEST_PASSED_ON = 200
# Each time a hit is refused by the database the search is done again without it.
_MOST_ROUNDS = 6


@dataclass(frozen=True)
class Result:
    """One hit as the reader may see it: its line, the passage that matched and the page it stands on."""

    hit: Hit
    item: Item
    passage: Markup
    page: int | None
    group_id: int | None
    text: str
    is_paged: bool

    @property
    def url(self) -> str:
        """Straight to the page of the document."""
        return self.item.url if self.page is None else f"{self.item.url}?page={self.page}"

    @property
    def line(self) -> Item:
        """The line of the list: it opens at the page with the words marked, and says why it was found."""
        if self.page is None:
            return replace(self.item, why=self.passage or self.item.why)
        title = self.item.title
        if self.is_paged:
            title = _("%(title)s, page %(page)s", title=title, page=self.page)
        url = f"{self.url}&{urlencode({'q': self.text[:LONGEST_PASSED_ON]})}"
        return replace(self.item, title=title, url=url, why=self.passage or self.item.why)


@dataclass(frozen=True)
class Results:
    """One page of results, with the counts of all that the reader may see."""

    text: str = ""
    total: int = 0
    items: Sequence[Result] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    page: int = 1
    pages: int = 0
    is_ready: bool = True

    @property
    def lines(self) -> list[Item]:
        return [result.line for result in self.items]


def search(
    actor: Actor,
    text: str,
    *,
    group: str | None = None,
    kinds: Collection[str] = (),
    page: int = 1,
    size: int = SIZE,
    all_words: bool = False,
) -> Results:
    """All that matches and that the reader may see at this moment. `group` is the slug of the group to stay in."""
    query = parse(text, all_words=all_words)
    narrowed = filters.labels_of(actor, query, group, kinds)
    page = min(max(page, 1), MOST_PAGES)
    try:
        found, rows = search_authorised(actor, query, narrowed, limit=size, offset=(page - 1) * size)
    except Unreadable:
        return Results(text=text, is_ready=False)
    return Results(
        text=text,
        total=found.total,
        items=_shown(found.hits, rows, query, text),
        facets=found.facets,
        page=page,
        pages=min(-(-found.total // size), MOST_PAGES),
        is_ready=found.total > 0 or engine().status().ready,
    )


def search_authorised(
    actor: Actor, query: Query, narrowed: Mapping[str, Collection[str]], *, limit: int, offset: int
) -> tuple[Found, Mapping[str, Any]]:
    """What the engine finds, each hit checked against its row. A refused hit leaves counts and facets too."""
    exclude = set(waiting_refs())
    for _round in range(_MOST_ROUNDS):
        found = engine().search(
            query, actor.audiences, exclude=exclude, filters=narrowed, facets=FACETS, limit=limit, offset=offset
        )
        rows = find_rows(actor, found.hits)
        refused = {hit.ref for hit in found.hits} - rows.keys()
        if not refused:
            return found, rows
        exclude |= refused
    kept = [hit for hit in found.hits if hit.ref in rows]
    return Found(len(kept), kept, {}), rows


def find_rows(actor: Actor, hits: Sequence[Hit]) -> dict[str, Any]:
    """The rows behind the hits that the reader may see now: one query a kind."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        by_kind[hit.kind].append(hit.object_id)
    rows = {}
    for name, ids in by_kind.items():
        kind = hub().kinds.get(name)
        if kind is None:
            continue
        model: Any = kind.model
        for row in db.session.scalars(select(model).where(model.id.in_(ids), visible(actor, model))):
            rows[f"{name}:{row.id}"] = row
    return rows


def _shown(hits: Sequence[Hit], rows: Mapping[str, Any], query: Query, text: str) -> list[Result]:
    items = items_of(hits, rows)
    pages: dict[str, Any] = {}
    for name in {hit.kind for hit in hits}:
        mine = [rows[hit.ref] for hit in hits if hit.kind == name]
        pages |= {f"{name}:{row_id}": texts for row_id, texts in hub().kinds[name].pages(mine).items()}
    results = []
    for hit in hits:
        texts = pages.get(hit.ref, ())
        found = passage(texts, query)
        is_paged = sum(number is not None for number, _text in texts) > 1
        group_id = getattr(rows[hit.ref], "group_id", None)
        results.append(Result(hit, items[hit.ref], found.text, found.page, group_id, text, is_paged))
    return results
