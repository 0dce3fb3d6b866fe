"""Type-ahead: titles, groups and people the reader may see, and words from what everyone signed in may read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.registry import Item
from hub.policy import Actor
from hub.search.engines.base import Unreadable
from hub.search.index import engine, waiting_refs
from hub.search.lines import items_of
from hub.search.queries import find_rows

SHORTEST = 2
MOST = 8


@dataclass(frozen=True)
class Suggestions:
    """What to offer while someone types."""

    items: tuple[Item, ...] = ()
    words: tuple[str, ...] = ()


def suggest(actor: Actor, text: str) -> Suggestions:
    """Nothing is offered that a search by the same person would not find."""
    text = text.strip()
    if len(text) < SHORTEST:
        return Suggestions()
    try:
        hits = engine().titles(text, actor.audiences, exclude=waiting_refs(), limit=MOST)
        words = engine().words(text.split()[-1], actor.audiences)
    except Unreadable:
        return Suggestions()
    rows = find_rows(actor, hits)
    kept = [hit for hit in hits if hit.ref in rows]
    items = items_of(kept, rows)
    return Suggestions(tuple(items[hit.ref] for hit in kept), tuple(words))
