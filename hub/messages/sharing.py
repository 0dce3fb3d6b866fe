"""Letting a group read an exchange, once all who take part in it agree. These are actions too.

What comes of it is a conversation by whoever asked, in which each is quoted by name. What people wrote who have left
the thread since, and so cannot agree, is left out; files stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from hub.accounts.authors import authors
from hub.accounts.mentions import readers_of
from hub.accounts.models import User
from hub.conversations import writing
from hub.conversations.actions import start_conversation
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.core.i18n import when
from hub.core.registry import load_actor, who_may_view
from hub.groups.content import inside
from hub.groups.models import Group
from hub.messages.desk import LONGEST_SUBJECT
from hub.messages.models import Consent, Message, Sharing, Thread
from hub.messages.queries import find_sharing
from hub.messages.tokens import list_people_of
from hub.policy import Actor, Forbidden, NotFound, Verb, require


def ask_to_share(actor: Actor, thread: Thread, group: Group, *, title: str) -> Sharing:
    """Ask everyone in the thread whether the group may read it so far. The actor has agreed."""
    require(actor, Verb.CONTRIBUTE, thread)
    require(actor, Verb.CONTRIBUTE, inside(group))
    db.session.refresh(thread, with_for_update=True)
    title = " ".join(title.split())
    if not 1 <= len(title) <= LONGEST_SUBJECT:
        raise Refused(_("Give a title of 1 to %(most)s characters.", most=LONGEST_SUBJECT), field="title")
    if find_sharing(actor, thread) is not None:
        raise Refused(_("Somebody has asked for this already. Answer that first."))
    people = list_people_of(thread.id)
    _refuse_who_cannot_read(group, people)
    writing.checked(_quoted(thread.id, thread.message_count, people))
    sharing = Sharing(thread_id=thread.id, group_id=group.id, title=title, asked_by_id=actor.id or 0)
    sharing.last_position = thread.message_count
    db.session.add(sharing)
    db.session.flush()
    db.session.add(Consent(sharing_id=sharing.id, user_id=actor.id))
    others = tuple(one for one in people if one != actor.id)
    ref = f"thread:{thread.id}"
    record(Noteworthy(actor_id=actor.id, notice="thread.sharing_asked", ref=ref, about=(ref,), people=others))
    return sharing


def _refuse_who_cannot_read(group: Group, people: Sequence[int]) -> None:
    """To name a group to those who may not know of it would give its name away."""
    reading = select(func.count(User.id)).where(User.id.in_(people), who_may_view(readers_of(group), User.id))
    if (db.session.scalar(reading) or 0) < len(people):
        raise Refused(_("Not everyone in this thread can read that group. Choose another."), field="group")


def agree_to_share(actor: Actor, thread: Thread) -> str | None:
    """The actor agrees. When the last one has, the conversation is there, and its ref is returned."""
    sharing = _get_waiting(actor, thread)
    if db.session.get(Consent, (sharing.id, actor.id)) is None:
        db.session.add(Consent(sharing_id=sharing.id, user_id=actor.id))
        db.session.flush()
    people = list_people_of(thread.id)
    agreed = set(db.session.scalars(select(Consent.user_id).where(Consent.sharing_id == sharing.id)))
    return _share(sharing, thread, people) if set(people) <= agreed else None


def refuse_to_share(actor: Actor, thread: Thread) -> None:
    """One no is enough. Nobody is told whose it was."""
    _get_waiting(actor, thread).outcome = "refused"


def end_sharing(thread_id: int) -> None:
    """Somebody left: what all agreed to is no longer the same."""
    waiting = (Sharing.thread_id == thread_id, Sharing.outcome.is_(None))
    db.session.execute(update(Sharing).where(*waiting).values(outcome="withdrawn"))


def _get_waiting(actor: Actor, thread: Thread) -> Sharing:
    require(actor, Verb.CONTRIBUTE, thread)
    db.session.refresh(thread, with_for_update=True)
    sharing = find_sharing(actor, thread)
    if sharing is None:
        raise Refused(_("This has been decided in the meantime."))
    return sharing


def _share(sharing: Sharing, thread: Thread, people: Sequence[int]) -> str:
    """Whoever asked writes it, with the rights they have at this moment."""
    text, asker = _quoted(thread.id, sharing.last_position, people), load_actor(sharing.asked_by_id)
    _refuse_who_cannot_read(sharing.group, people)
    try:
        made = start_conversation(asker, sharing.group, title=sharing.title, text=text)
    except (Forbidden, NotFound):
        raise Refused(_("Whoever asked for this can no longer write in that group.")) from None
    sharing.outcome, sharing.ref = "done", f"conversation:{made.id}"
    return sharing.ref


def _quoted(thread_id: int, last_position: int, people: Sequence[int]) -> str:
    """Each message under the name of its author, as a quotation. What is held or removed is left out."""
    wanted = select(Message).where(
        Message.thread_id == thread_id,
        Message.position <= last_position,
        Message.audience == f"thread:{thread_id}",
        Message.author_id.in_(people),
        Message.text != "",
    )
    rows = list(db.session.scalars(wanted.order_by(Message.position)))
    by = authors((row.author_id, None) for row in rows)
    return "\n\n".join(_quotation(row, by[row.author_id, None].name) for row in rows)


def _quotation(row: Message, name: str) -> str:
    lines = "\n".join(f"> {line}" for line in row.text.splitlines())
    return f"**{name}**, {when(row.created_at)}:\n\n{lines}"
