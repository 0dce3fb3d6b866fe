"""The demo's conversations: questions answered and open, one with a summary, one closed, one of a closed circle."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Select, select

from hub.conversations import actions, keeping, writing
from hub.conversations.models import Conversation, Post
from hub.core import clock
from hub.core.db import db
from hub.groups.models import Group
from hub.library.models import Document
from hub.policy import Actor

Said = tuple[str, str]

MISSED_BINS = (
    (
        "tom",
        """
Since we joined three rounds into one, reports of missed bins have doubled. Half of them turn out to be bins that were
put out after the crew had passed. **How do you tell a bin that was missed from one that was late?**

We have lorries with cameras, but nobody has time to look at pictures.
""",
    ),
    (
        "priya",
        """
We asked crews to press one button at the end of each street. A report that comes within two hours of that time is
checked; a later one gets a kind letter with the collection times. Reports fell by a third in eight weeks.

1. The button costs nothing: it was in the software already.
2. Crews wanted it, because it shows that they were there.
3. Tell residents *before* you start, or the letter feels like an accusation.
""",
    ),
    (
        "gwen",
        "As a councillor: please give us the same street times. Half of my casework on bins is this one question.",
    ),
    (
        "tom",
        """
> Crews wanted it, because it shows that they were there.

That is what I had not thought of. We try it from Monday on two rounds, and I will say here how it went.
""",
    ),
    (
        "dev",
        "If you write it up, Waste Together can share the text of the letter. Two other councils have asked for it.",
    ),
    ("tom", "Four weeks in: reports down from 212 a week to 148, and the crews asked for the button on all rounds."),
)
SUMMARY = """
- Crews press a button at the end of each street; late bins are told from missed ones by that time.
- Eastvale: a third fewer reports in eight weeks. Millbeck: from 212 a week to 148 in four.
- Still to do: one letter that everyone can use, and street times for councillors.
"""
CONTAMINATION = (
    (
        "gwen",
        """
Residents ask me why their recycling is turned away for one nappy in the bin. What do you say, and does anything help?
""",
    ),
    (
        "priya",
        """
Stickers with a picture of *the one thing that was wrong* worked better for us than any leaflet. It takes a crew four
seconds.
""",
    ),
    ("tom", "Same here. We printed six of them: nappies, food, textiles, batteries, black bags, and “thank you”."),
)
FOOD_WASTE = (
    (
        "joan",
        """
Scrutiny looks at food waste collection in flats next month. Does anybody collect from blocks above a shop, where there
is no room for a bin at all? We would like to hear what *did not* work as well.
""",
    ),
)
PERMITS = (
    (
        "ruth",
        """
We replaced paper permits with a list of number plates. It saves £38,000 a year. What we did not expect: carers change
cars all the time, and rang us each morning.

We now give each household ten **visitor hours a week without a number plate**. Nobody has misused them so far.
""",
    ),
    ("joan", "How do you check that without a plate? Our enforcement team will ask me first."),
    ("ruth", "The household starts the hours by text message, so the street shows as paid. No plate is kept."),
)
TRANSPORT = (
    (
        "aisha",
        """
Transport for children with additional needs is 14% over budget, mostly single-passenger taxis. Has anyone moved to
**personal travel budgets** without losing families on the way?
""",
    ),
)


def hold_conversations(groups: Mapping[str, Group], actors: Mapping[str, Actor]) -> None:
    """Start them, reply, accept, sum up, pin and close as people would."""
    waste = groups["waste-and-recycling"]
    bins = _hold(actors, waste, "How do you tell missed bins from late ones?", MISSED_BINS, 41, is_question=True)
    actions.accept_answer(actors["tom"], bins, _post(bins, 2))
    keeping.write_summary(actors["priya"], bins, text=SUMMARY)
    keeping.pin_conversation(actors["priya"], bins)
    _hold(actors, waste, "What to say when recycling is turned away", CONTAMINATION, 12)
    _hold(actors, waste, "Food waste from flats above shops", FOOD_WASTE, 3, is_question=True)
    _hold(actors, groups["parking-and-traffic"], "Permits without paper: what we learned", PERMITS, 20)
    old = _hold(
        actors, groups["parking-and-traffic"], "Who comes to the meeting in May?", [("ruth", "Say so here.")], 90
    )
    keeping.close_conversation(actors["ruth"], old, reason="The meeting is over. Thank you for coming.")
    _hold(actors, groups["send-and-inclusion"], "Personal travel budgets", TRANSPORT, 5, is_question=True)


def _hold(
    actors: Mapping[str, Actor],
    group: Group,
    title: str,
    said: Sequence[Said],
    days_ago: int,
    *,
    is_question: bool = False,
) -> Conversation:
    """A conversation that began so many days ago and went on a day or so at a time."""
    (who, text), *replies = [(who, _unwrapped(text)) for who, text in said]
    named = _document_about(group) if len(replies) > 3 else []
    made = actions.start_conversation(actors[who], group, title=title, text=text, is_question=is_question, named=named)
    for who, text in replies:
        actions.reply(actors[who], made, text=text)
    begun = clock.now().replace(hour=10, minute=12) - timedelta(days=days_ago)
    for number, post in enumerate(db.session.scalars(_posts(made)).all()):
        post.created_at = begun + timedelta(days=number * max(1, days_ago // 10), minutes=number * 53)
    made.created_at = begun
    writing.set_open(made)
    writing.recount(made)
    return made


def _unwrapped(text: str) -> str:
    """A line that merely ended here goes on; lists, quotations and paragraphs stay as they are."""
    return re.sub(r"(?<!\n)\n(?![\n\-\d>])", " ", text.strip())


def _posts(conversation: Conversation) -> Select[Post]:
    return select(Post).where(Post.conversation_id == conversation.id).order_by(Post.position)


def _post(conversation: Conversation, number: int) -> Post:
    return db.session.query(Post).filter_by(conversation_id=conversation.id, position=number).one()


def _document_about(group: Group) -> list[str]:
    """The group's first document, which the opening post points to."""
    found = db.session.scalar(select(Document.id).where(Document.group_id == group.id).order_by(Document.id).limit(1))
    return [f"document:{found}"] if found else []
