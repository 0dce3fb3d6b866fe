"""The lines in which hits are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.core.registry import Item, hub
from hub.search.engines.base import Hit


def items_of(hits: Sequence[Hit], rows: Mapping[str, Any]) -> dict[str, Item]:
    """The line of each hit, made kind by kind from rows that were authorised."""
    items: dict[str, Item] = {}
    for name in {hit.kind for hit in hits}:
        mine = [rows[hit.ref] for hit in hits if hit.kind == name]
        items |= {item.ref: item for item in hub().kinds[name].items(mine)}
    return items
