"""Conversations of a made-up hub: a few very long, most short, their posts in the order in which they were written."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from random import Random

from hub.conversations.models import Conversation, Post, Reading
from hub.core.markup import render
from hub.demo import bulk
from hub.demo.sentences import SUBJECTS, Writer
from hub.demo.sizes import HEAVIEST, Size, content_audience_of, runs
from hub.follows.models import Follow

YEARS_IN_SECONDS = 3 * 365 * 86_400
A_PAGE = 20
MOST_READ = 300
"""Conversations that the heaviest member has opened: one person reads so much, however much is written."""
REMOVED = "Off the subject"


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: where it stands and when each of its posts was written, in seconds since 1970."""

    id: int
    group: int
    times: array[int]

    def is_removed(self, position: int) -> bool:
        return position > 1 and (self.id * 31 + position * 17) % 251 == 7

    def author(self, position: int, members: list[int]) -> int:
        return members[(self.id * 7919 + position * 104_729) % len(members)]

    @property
    def shown(self) -> list[int]:
        """The positions of the posts that its readers see."""
        return [position for position in range(1, len(self.times) + 1) if not self.is_removed(position)]


def write_talk(size: Size, now: datetime) -> None:
    """Write conversations, posts, what their openers have read and follow, and what the heaviest member has read."""
    talks = plan(size, int(now.timestamp()))
    members = {group: size.members(group) for group in {talk.group for talk in talks}}
    bulk.write(Conversation, CONVERSATION, _conversations(talks, members))
    bulk.write(Post, POST, _posts(talks, members, _texts(size)))
    bulk.write(Reading, ("user_id", "conversation_id", "position", "read_at"), _readings(size, talks, members))
    follows = ("id", "user_id", "kind", "object_id", "because", "created_at")
    bulk.write(Follow, follows, bulk.numbered(_follows(talks, members)))


def plan(size: Size, now: int) -> list[Talk]:
    """When and where people talk. The first group has the longest conversation and one of exactly a page."""
    chance = Random("talk")
    lengths = [max(2 * A_PAGE, size.posts // 50), A_PAGE]
    left = size.posts - sum(lengths)
    while left > 0:
        lengths.append(min(int(chance.paretovariate(0.9) * 3), size.posts // 100 + 3, left))
        left -= lengths[-1]
    weights = list(accumulate(len(size.members(group)) for group in range(1, size.groups + 1)))
    groups = [1, 1, *chance.choices(range(1, size.groups + 1), cum_weights=weights, k=len(lengths) - 2)]
    spans = [_times(chance, length, now, is_all=number == 0) for number, length in enumerate(lengths)]
    order = sorted(range(len(lengths)), key=lambda number: spans[number][0])
    return [Talk(place, groups[number], spans[number]) for place, number in enumerate(order, 1)]


def _times(chance: Random, length: int, now: int, *, is_all: bool) -> array[int]:
    """Moments within some weeks; the longest conversation has gone on since the beginning."""
    start = now - YEARS_IN_SECONDS + (0 if is_all else int(chance.random() * (YEARS_IN_SECONDS - 86_400)))
    span = now - start if is_all else min(now - start, chance.randint(1, 60) * 86_400)
    return array("q", sorted(start + int(chance.random() * span) for _ in range(length)))


def _texts(size: Size) -> list[tuple[str, str]]:
    """The pool of texts, each rendered once."""
    writer = Writer("posts")
    return [(text, render(text)) for text in (writer.post() for _ in range(size.texts))]


CONVERSATION = (
    *("id", "group_id", "author_id", "author_appointment_id", "reach", "audience", "title", "is_question"),
    *("answered_position", "open_since", "closed_at", "pinned_at", "next_position", "post_count", "last_position"),
    *("last_post_at", "last_post_by_id", "version", "created_at"),
)


def _conversations(talks: list[Talk], members: dict[int, list[int]]) -> Iterator[bulk.Row]:
    writer, subjects = Writer("titles"), list(SUBJECTS)
    for talk in talks:
        begun, length, shown, people = _moment(talk.times[0]), len(talk.times), talk.shown, members[talk.group]
        opener, is_question = talk.author(1, people), talk.id % 7 == 0
        answered = shown[len(shown) // 2] if is_question and talk.id % 2 and len(shown) > 2 else None
        closed = _moment(talk.times[-1]) if talk.id % 50 == 1 and length > 2 else None
        is_open = is_question and answered is None and closed is None
        yield (
            *(talk.id, talk.group, opener, opener, "group", content_audience_of(talk.group)),
            *(writer.title(subjects[talk.group % len(subjects)]), is_question, answered, begun if is_open else None),
            *(closed, begun if talk.id % 1000 == 3 else None, length + 1, len(shown), shown[-1]),
            *(_moment(talk.times[shown[-1] - 1]), talk.author(shown[-1], people), length, begun),
        )


POST = (
    *("id", "conversation_id", "group_id", "position", "author_id", "author_appointment_id", "text", "html"),
    *("created_at", "reach", "audience", "audience_also", "removed_at", "removed_by_id", "removed_reason"),
    "removed_from",
)


def _posts(talks: list[Talk], members: dict[int, list[int]], texts: list[tuple[str, str]]) -> Iterator[bulk.Row]:
    """All posts of the hub, the oldest first."""
    keys = sorted(moment << 24 | talk.id for talk in talks for moment in talk.times)
    reached = array("l", bytes(8 * (len(talks) + 1)))
    for number, key in enumerate(keys, 1):
        talk = talks[(key & 0xFFFFFF) - 1]
        reached[talk.id] += 1
        position, people, written = reached[talk.id], members[talk.group], _moment(key >> 24)
        author = talk.author(position, people)
        text, html = texts[(talk.id * 613 + position * 7919) % len(texts)]
        place: bulk.Row = ("group", content_audience_of(talk.group), None, None, None, None, None)
        if talk.is_removed(position):
            by = min(runs(people))
            place = ("facilitators", f"facilitators:{talk.group}", f"user:{author}", written, by, REMOVED, "group")
        yield number, talk.id, talk.group, position, author, author, text, html, written, *place


def _readings(size: Size, talks: list[Talk], members: dict[int, list[int]]) -> Iterator[bulk.Row]:
    mine = sorted((talk for talk in talks if talk.group in size.heavy_groups), key=lambda talk: talk.times[-1])
    lately = {talk.id for talk in mine[-MOST_READ:]}
    for talk in talks:
        opener, last = talk.author(1, members[talk.group]), talk.shown[-1]
        if opener != HEAVIEST:
            yield opener, talk.id, last, _moment(talk.times[-1])
        if talk.id in lately and talk.id % 5:
            yield HEAVIEST, talk.id, last if talk.id % 3 else max(1, last // 2), _moment(talk.times[-1])


def _follows(talks: list[Talk], members: dict[int, list[int]]) -> Iterator[bulk.Row]:
    for talk in talks:
        yield talk.author(1, members[talk.group]), "conversation", talk.id, "wrote", _moment(talk.times[0])


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
