"""How much one person may send in a day, so that nobody floods the hub. New accounts begin with less."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.i18n import when
from hub.groups.models import Group
from hub.messages.models import GroupMessage, Message, Participant, Thread
from hub.policy import Actor

DAY = timedelta(days=1)
IS_NEW = timedelta(days=7)
THREADS = {True: 5, False: 40}
PEOPLE = {True: 15, False: 200}
MESSAGES = {True: 60, False: 600}
"""In a day: by a new account, and by one that has been here for a week."""
TO_A_GROUP = 2
"""Messages to all members of one group in a day, whoever sends them."""


def check_new_thread(actor: Actor, people: int) -> None:
    """Raises Refused where one more thread, to so many people, would be too many. Holds the sender's row meanwhile."""
    user = _sender(actor)
    since, is_new = clock.now() - DAY, _is_new(user)
    begun = select(func.count(Thread.id), func.min(Thread.created_at))
    count, first = db.session.execute(begun.where(Thread.started_by_id == user.id, Thread.created_at > since)).one()
    written_to = (Thread.started_by_id == user.id, Thread.created_at > since, Participant.user_id != user.id)
    reached = select(func.count(Participant.id)).join(Thread, Thread.id == Participant.thread_id).where(*written_to)
    if count >= THREADS[is_new] or (db.session.scalar(reached) or 0) + people > PEOPLE[is_new]:
        raise Refused(_too_many_threads(count, first, is_new=is_new))


def _too_many_threads(count: int, first: datetime | None, *, is_new: bool) -> str:
    again = when((first or clock.now()) + DAY)
    said = _("You have begun %(count)s threads in a day, to as many people as one may.", count=count)
    rest = _("You can begin the next one %(again)s; answers are not affected. Your text is still here.", again=again)
    first_week = _("In the first week of an account the limit is lower.") if is_new else ""
    return " ".join(part for part in (said, first_week, rest) if part)


def check_message(actor: Actor) -> None:
    """Raises Refused where the person has sent as much as one may in a day."""
    user = _sender(actor)
    sent = select(func.count(Message.id)).where(Message.author_id == user.id, Message.created_at > clock.now() - DAY)
    if (db.session.scalar(sent) or 0) >= MESSAGES[_is_new(user)]:
        raise Refused(
            _("You have sent as many messages as one may in a day. Try again tomorrow; your text is still here."),
            field="text",
        )


def _sender(actor: Actor) -> User:
    """The sender's row, held: two threads begun at once are counted one after the other."""
    locked: Select[User] = select(User).where(User.id == actor.id).with_for_update()
    return db.session.scalars(locked).one()


def _is_new(user: User) -> bool:
    return user.created_at > clock.now() - IS_NEW


def hold(group: Group) -> None:
    """Hold the group's row, so that messages to its members are counted one after the other."""
    db.session.execute(select(Group.id).where(Group.id == group.id).with_for_update())


def check_group_message(group: Group) -> None:
    """Raises Refused where the group has had as many as it may in a day."""
    lately = (GroupMessage.group_id == group.id, GroupMessage.created_at > clock.now() - DAY)
    count, first = db.session.execute(
        select(func.count(GroupMessage.id), func.min(GroupMessage.created_at)).where(*lately)
    ).one()
    if count >= TO_A_GROUP:
        raise Refused(
            _(
                "All members had %(count)s messages within a day. You can send the next one %(again)s.",
                count=count,
                again=when(first + DAY),
            )
        )
