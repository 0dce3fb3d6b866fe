"""The demo's suggestions: to a group and to the hub, some decided, two merged, one call open and one done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from hub.core import clock
from hub.core.registry import load_actor
from hub.groups.models import Group
from hub.policy import Actor
from hub.suggestions import actions
from hub.suggestions.models import Suggestion

SHARED_WORDS = (
    "gwen",
    "One set of words for residents when rounds change",
    """
Every council writes its own letter when collection days move. **Let us write one together**: a letter, a sticker
for the bin and three posts for social media, in plain English and in Welsh.

- tested with residents of two councils
- free for everyone to change
""",
)
CALENDAR = (
    "tom",
    "A calendar of who changes rounds when",
    "If we knew who moves next, we could lend each other route planners for the first two weeks.",
)
MERGED = ("joan", "Share the dates of round changes", "We hear of our neighbour's change from our own residents.")
DECLINED = (
    "dev",
    "A league table of missed bins",
    "Each month, every council, best first.",
    "Councils count missed bins in three ways, and a table would hide that. Suggest it again in March.",
)
DONE = (
    "priya",
    "Short case studies instead of long reports",
    "Two pages: what we did, what it cost, what we would do again.",
)
FOR_THE_HUB = (
    ("aisha", "Let me save a search and hear of new hits", "I look for “SEND transport appeals” every Monday."),
    ("ruth", "Show on a map which councils answered", "So that I can ring the nearest one."),
)


def make_suggestions(groups: Mapping[str, Group], actors: Mapping[str, Actor]) -> None:
    """Make, support, discuss and decide suggestions as the people of the demo would."""
    waste = groups["waste-and-recycling"]
    _plan_the_calendar(waste, actors)
    _decline_the_table(waste, actors)
    _finish_the_case_studies(waste, actors)
    _hold_calls(waste, actors)
    _suggest_to_the_hub(actors)


def _plan_the_calendar(group: Group, actors: Mapping[str, Actor]) -> None:
    calendar = _suggest(group, actors, CALENDAR, "priya", "gwen", "dev")
    _say(actors, calendar, "gwen", "Harbourside moves in June and could use help with the school streets.")
    _say(actors, calendar, "priya", "Eastvale can lend one planner for a week.")
    merged = _suggest(group, actors, MERGED, "gwen", "joan")
    actions.merge_suggestion(actors["priya"], merged, calendar, reason="Tom asked for the same a week before.")
    _move(actors, calendar, "planned", "Waste Together will keep the calendar; Dev asks every council for its dates.")
    soon = date(clock.today().year + 1, 4, 1)
    note = "with the first twelve councils"
    actions.expect_suggestion(actors["priya"], calendar, expected_on=soon, expected_note=note)
    actions.assign_suggestion(actors["priya"], calendar, user_id=actors["priya"].id)
    actions.write_note(actors["priya"], calendar, text="Dev's programme ends in 2028: who keeps it then?")


def _decline_the_table(group: Group, actors: Mapping[str, Actor]) -> None:
    *words, reason = DECLINED
    table = _suggest(group, actors, words, "joan")
    _say(actors, table, "tom", "Ours would look terrible because we count every report, even those withdrawn.")
    _move(actors, table, "declined", reason)


def _finish_the_case_studies(group: Group, actors: Mapping[str, Actor]) -> None:
    studies = _suggest(group, actors, DONE, "tom", "joan", "dev")
    _move(actors, studies, "under_review", "")
    _move(actors, studies, "done", "The template is in the library, under Case studies.")


def _hold_calls(group: Group, actors: Mapping[str, Actor]) -> None:
    """One is open for a fortnight; the other is over, and what came of it is said."""
    question = "What should we write or buy together this year, so that not each of us does it alone?"
    running = actions.make_call(
        actors["priya"],
        group,
        title="What shall we do together next?",
        question=question,
        opens_local=_in_london(timedelta(days=-1)),
        closes_local=_in_london(timedelta(days=14)),
    )
    author, title, text = SHARED_WORDS
    shared = actions.make_suggestion(actors[author], group, title=title, text=text, call=running)
    _support(actors, shared, "priya", "tom", "joan", "dev")
    over = actions.make_call(
        actors["priya"],
        group,
        title="Which live discussions do you want in spring?",
        question="Name a subject and somebody who could answer.",
        opens_local=_in_london(timedelta(days=-30)),
        closes_local=_in_london(timedelta(hours=2)),
    )
    actions.close_call(actors["priya"], over)
    outcome = "Three subjects came up twice. We hold **joining rounds** and **missed bins**; food waste waits."
    actions.publish_outcome(actors["priya"], over, outcome=outcome)


def _suggest_to_the_hub(actors: Mapping[str, Actor]) -> None:
    board = actions.make_hub_board(actors["sam"])
    for author, title, text in FOR_THE_HUB:
        made = actions.make_suggestion(load_actor(actors[author].id), board, title=title, text=text)
        for key in ("priya", "gwen"):
            actions.support_suggestion(actors[key], made)


def _suggest(
    group: Group, actors: Mapping[str, Actor], words: tuple[str, ...] | list[str], *supporters: str
) -> Suggestion:
    author, title, text = words
    made = actions.make_suggestion(actors[author], group, title=title, text=text)
    _support(actors, made, *supporters)
    return made


def _support(actors: Mapping[str, Actor], made: Suggestion, *people: str) -> None:
    for key in people:
        actions.support_suggestion(actors[key], made)


def _say(actors: Mapping[str, Actor], made: Suggestion, who: str, text: str) -> None:
    actions.add_comment(actors[who], made, text=text)


def _move(actors: Mapping[str, Actor], made: Suggestion, status: str, reason: str) -> None:
    actions.move_suggestion(actors["priya"], made, status=status, reason=reason)


def _in_london(later: timedelta) -> datetime:
    """The wall clock in London so much later, on the hour."""
    moment = (clock.now() + later).astimezone(clock.LONDON).replace(tzinfo=None)
    return moment.replace(minute=0, second=0, microsecond=0)
