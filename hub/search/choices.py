"""The filters beside the results: kinds and groups with their counts, each a link that turns it on or off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hub.core.registry import hub
from hub.policy import Actor
from hub.search.filters import group_names
from hub.search.queries import Results

MOST_GROUPS = 8


@dataclass(frozen=True)
class Choice:
    """One filter: what it is called, how many hits it leaves, and whether it is on."""

    value: str
    label: str
    count: int
    is_on: bool


def list_kinds(results: Results, chosen: Collection[str]) -> Sequence[Choice]:
    """The kinds among the hits, the most frequent first."""
    counts = results.facets.get("kind", {})
    return [
        Choice(name, str(hub().kinds[name].plural), count, name in chosen)
        for name, count in counts.items()
        if name in hub().kinds
    ]


def list_groups(actor: Actor, results: Results, chosen: str | None) -> Sequence[Choice]:
    """The groups among the hits that the reader may know of."""
    counts = results.facets.get("group", {})
    names = group_names(actor, counts)
    found = [Choice(names[i][0], names[i][1], n, names[i][0] == chosen) for i, n in counts.items() if i in names]
    return [choice for place, choice in enumerate(found) if choice.is_on or place < MOST_GROUPS]
