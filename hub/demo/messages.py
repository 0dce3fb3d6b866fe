"""The demo's correspondence: two who compare notes, a small circle, and a message to all members of a group."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from hub.core.storage import store
from hub.groups.models import Group
from hub.library.intake import Content
from hub.messages import actions, to_group
from hub.policy import Actor

LARGEST = 1_000_000

ROUTES = """
Hello Tom,

your report says that the crews marked **what could not work** before anything went live. Who sat down with them, and
for how long? We have eleven crews and two people to do it.
"""
ROUTES_ANSWER = """
Two of us, four mornings a week for three weeks, always at the depot and always before the round. The list we used is
attached. Ask about school gates first: it breaks the ice, because everybody has a story.
"""
CHECKLIST = """What we asked each crew

1. Which streets can you only enter backwards?
2. Where do you wait for a school gate?
3. Which assisted collections are not on the sheet?
4. What would you swap with the next crew?
"""
CIRCLE = """
I would like to bring five councils together in November, before budgets close, on what **assisted collections** really
cost. Half a day, no slides, everyone brings one number. Would you come?
"""
TO_ALL = """
On Thursday Dev Patel answers questions about missed bins, live, from half past twelve. If you cannot be there, ask
beforehand: the answers stay in our library.
"""


def write_messages(groups: Mapping[str, Group], actors: Mapping[str, Actor]) -> None:
    """Write to each other as these people would."""
    first = actions.start_thread(
        actors["priya"], to=[_id(actors, "tom")], subject="How you worked with the crews", text=ROUTES
    )
    name = "Questions for crews.txt"
    stored = store().put(BytesIO(CHECKLIST.encode()), LARGEST, name)
    answered = [Content.of_file(stored, name)]
    actions.send_message(actors["tom"], first.thread, text=ROUTES_ANSWER, contents=answered)
    people = [_id(actors, key) for key in ("priya", "gwen", "joan")]
    circle = actions.start_thread(actors["dev"], to=people, subject="Half a day in November?", text=CIRCLE)
    actions.send_message(actors["gwen"], circle.thread, text="Yes. Harbourside has a room for twenty, and good coffee.")
    to_group.send_group_message(
        actors["priya"], groups["waste-and-recycling"], subject="Live on Thursday", text=TO_ALL, is_sure=True
    )


def _id(actors: Mapping[str, Actor], key: str) -> int:
    return actors[key].id or 0
