"""What is here already: things like the title that somebody is typing, of places they may read."""

from __future__ import annotations

import re
from collections.abc import Collection

from hub.core.registry import Item, hub
from hub.policy import Actor
from hub.search import filters
from hub.search.engines.base import Unreadable
from hub.search.lines import items_of
from hub.search.parse import parse
from hub.search.queries import search_authorised

KINDS = ("conversation", "document", "record", "suggestion")
MOST = 6
SHORTEST = 3
"""Letters, below which a title says too little to look for."""
LONGEST = 200
AS_GOOD = 0.35
"""A hit that scores less than this part of the best one only shares a common word."""


def similar(actor: Actor, title: str, group: str | None = None, kinds: Collection[str] = KINDS) -> list[Item]:
    """The lines of what resembles the title, best first, those of the group (its slug) before the others.

    Nothing is offered that a search by the same person would not find.
    """
    words = " ".join(re.findall(r"[\w’']+", title[:LONGEST]))  # a title is words alone: no sign of it is an operator
    if len(words) < SHORTEST or not set(kinds) & hub().kinds.keys():
        return []
    query = parse(words)
    try:
        found, rows = search_authorised(
            actor, query, filters.labels_of(actor, query, None, kinds), limit=2 * MOST, offset=0
        )
    except Unreadable:
        return []
    best = max((hit.score for hit in found.hits), default=0.0)
    hits = [hit for hit in found.hits if hit.score >= AS_GOOD * best]
    here = filters.get_scope(actor, group).id if group else None
    hits.sort(key=lambda hit: getattr(rows[hit.ref], "group_id", None) != here if here else False)
    items = items_of(hits[:MOST], rows)
    return [items[hit.ref] for hit in hits[:MOST]]
