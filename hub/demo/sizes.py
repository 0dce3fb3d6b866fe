"""How large a made-up hub is, and who belongs where in it: reckoned from a few numbers, the same each time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from hub.policy import PUBLIC, SIGNED_IN

HEAVIEST = 1
"""The id of the person with the most groups, a member of each and no more than that."""
STAFF = 2
LARGE_GROUP = 100
TAIL = 0.85
SMALLEST = 5
STRIDE = 104_729  # a prime, so that walking in such steps meets everyone once before anyone twice
VISIBILITIES = ("open", "public", "restricted", "open", "private", "restricted")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many of each. `largest` is the membership of the first group; the others follow in a long tail."""

    people: int
    councils: int
    groups: int
    largest: int
    heaviest: int
    documents: int
    posts: int
    texts: int

    def with_posts(self, posts: int | None) -> Size:
        return replace(self, posts=posts) if posts else self

    @cached_property
    def heavy_groups(self) -> frozenset[int]:
        """The groups of the heaviest member: the largest and others all along the tail."""
        step = max(1, self.groups // self.heaviest)
        return frozenset(range(1, self.groups + 1, step)[: self.heaviest])

    def members(self, group: int) -> list[int]:
        """The ids of the people of a group, those who run it first."""
        number = min(self.people - 1, max(SMALLEST, int(self.largest * group**-TAIL)))
        others = [STAFF + (group * 7919 + step * STRIDE) % (self.people - 1) for step in range(number)]
        return [*others[:-1], HEAVIEST] if group in self.heavy_groups else others

    def council_of(self, person: int) -> int:
        return person * 31 % self.councils + 1


MEDIUM = Size(
    people=3_000, councils=120, groups=150, largest=1_000, heaviest=40, documents=1_000, posts=10_000, texts=2_000
)
FULL = Size(
    people=120_000,
    councils=400,
    groups=1_400,
    largest=20_000,
    heaviest=40,
    documents=20_000,
    posts=1_000_000,
    texts=20_000,
)
SIZES = {"medium": MEDIUM, "full": FULL}


def runs(group_members: list[int]) -> set[int]:
    """Those among the members who facilitate: one, and two in a large group."""
    return set(group_members[: 2 if len(group_members) > LARGE_GROUP else 1])


def visibility_of(group: int) -> str:
    return VISIBILITIES[(group - 1) % len(VISIBILITIES)]


def content_audience_of(group: int) -> str:
    return {"public": PUBLIC, "open": SIGNED_IN}.get(visibility_of(group), f"group:{group}")


def audience_of(group: int) -> str:
    return {"public": PUBLIC, "private": f"group:{group}"}.get(visibility_of(group), SIGNED_IN)
