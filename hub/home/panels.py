"""What the home page shows of a person's own: one bounded statement a panel, right for 40 groups and for none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select

from hub.accounts.models import User
from hub.conversations.models import Conversation, Reading
from hub.core import clock
from hub.core.among import among_given, each_given
from hub.core.db import db
from hub.core.registry import Item
from hub.follows.models import Follow
from hub.groups.models import Group, JoinRequest
from hub.live.models import Question
from hub.networks.models import Connection, NetworkInvitation
from hub.policy import READER_ID, Actor, Role, readable, reader, visible
from hub.suggestions.models import Suggestion
from hub.suggestions.states import WORDS

MOST = 5
MOST_GROUPS = 60
MOST_COUNTED = 50
NEW_FOR = timedelta(days=14)
"""A group's count of new conversations looks back so far: older ones are in the list, and no longer news."""


@dataclass(frozen=True, kw_only=True)
class GroupNews:
    """One of my groups, how many of its conversations moved since I read them, and how many people I may let in."""

    id: int
    slug: str
    name: str
    url: str
    new: int
    asking: int = 0


@dataclass(frozen=True, kw_only=True)
class Own:
    """Of this person alone: what they have done of the first steps, and who waits for their word."""

    says_who: bool
    follows_live: bool
    connections_asked: int
    networks_invited: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the first things to do here, and whether it is done."""

    text: str
    url: str
    is_done: bool


def list_group_news(actor: Actor) -> list[GroupNews]:
    """The actor's groups by name, those with news first."""
    if not actor.roles:
        return []
    run = [group_id for group_id, role in actor.roles.items() if role >= Role.FACILITATOR]
    asked = {"mine": actor.roles, "run": run, "since": clock.now() - NEW_FOR, **reader(actor)}
    return [_news(*row) for row in db.session.execute(_groups_with_news(), asked)]


def _news(group_id: int, slug: str, name: str, new: int, asking: int) -> GroupNews:
    url = url_for("groups.show", slug=slug)
    return GroupNews(id=group_id, slug=slug, name=name, url=url, new=new, asking=asking)


@cache
def _groups_with_news() -> Select[Any]:
    """Made once. For each of the person's groups one walk of an index, from what moved last back to `since`."""
    mine, row = each_given("mine"), Group.__table__.c
    wanted = select(row.id, row.slug, row.name, _new_in_group().label("new"), _asking_in().label("asking"))
    found = wanted.join_from(mine, Group.__table__, row.id == mine.c.value).where(readable(row)).subquery()
    return select(found).order_by(found.c.new == 0, found.c.name, found.c.id).limit(MOST_GROUPS)


def _asking_in() -> ColumnElement[int]:
    """How many wait to be let in, in the groups the actor runs; 0 in the others."""
    asking = JoinRequest.__table__.c
    waiting = (
        asking.group_id == Group.__table__.c.id,
        asking.decided_at.is_(None),
        among_given(asking.group_id, "run"),
    )
    return select(func.count(asking.id)).where(*waiting).correlate(Group.__table__).scalar_subquery()


def _new_in_group() -> ColumnElement[int]:
    """Counted no further than a page can say with meaning."""
    there, read = Conversation.__table__.c, Reading.__table__.c
    own = and_(read.user_id == READER_ID, read.conversation_id == there.id)
    moved = (there.group_id == Group.__table__.c.id, there.last_post_at > bindparam("since"), readable(there))
    listed = (there.removed_at.is_(None), there.merged_into_id.is_(None))
    unread = there.last_position > func.coalesce(read.position, 0)
    wanted = select(there.id).select_from(Conversation.__table__).outerjoin(Reading.__table__, own)
    wanted = wanted.where(*moved, *listed, unread).order_by(there.last_post_at.desc()).limit(MOST_COUNTED)
    return select(func.count()).select_from(wanted.correlate(Group.__table__).subquery()).scalar_subquery()


def list_conversations(actor: Actor) -> list[Item]:
    """What the actor follows and has not read to its end, the one that moved last first."""
    followed = and_(
        Follow.user_id == actor.id,
        Follow.kind == "conversation",
        Follow.object_id == Conversation.id,
        Follow.frequency != "off",
    )
    wanted = (
        select(Conversation, Group.slug, Group.name, User.display_name, _beyond())
        .join(Follow, followed)
        .join(Group, Group.id == Conversation.group_id)
        .outerjoin(Reading, _read_by(actor))
        .outerjoin(User, User.id == Conversation.last_post_by_id)
        .where(*_listed(actor), _goes_on())
        .order_by(Conversation.last_post_at.desc(), Conversation.id.desc())
    )
    return [_conversation(*row) for row in db.session.execute(wanted.limit(MOST))]


def _conversation(row: Conversation, slug: str, place: str, by: str | None, new: int) -> Item:
    return Item(
        ref=f"conversation:{row.id}",
        label=_l("Question") if row.is_question else _l("Conversation"),
        title=row.title,
        url=url_for("conversations.post", slug=slug, conversation_id=row.id, number=row.last_position - new + 1),
        place=place,
        place_url=url_for("groups.show", slug=slug),
        why=ngettext("%(num)s new post", "%(num)s new posts", new),
        by=_("last by %(name)s", name=by) if by else "",
        at=row.last_post_at,
    )


def _listed(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    there = (Conversation.removed_at.is_(None), Conversation.merged_into_id.is_(None))
    return (*there, visible(actor, Conversation))


def _read_by(actor: Actor) -> ColumnElement[bool]:
    return and_(Reading.user_id == actor.id, Reading.conversation_id == Conversation.id)


def _beyond() -> ColumnElement[int]:
    return Conversation.last_position - func.coalesce(Reading.position, 0)


def _goes_on() -> ColumnElement[bool]:
    return _beyond() > 0


def list_suggestions(actor: Actor) -> list[Item]:
    """The suggestions the actor follows, the one whose status changed last first."""
    followed = and_(
        Follow.user_id == actor.id,
        Follow.kind == "suggestion",
        Follow.object_id == Suggestion.id,
        Follow.frequency != "off",
    )
    wanted = select(Suggestion, Group.slug, Group.name).join(Follow, followed)
    wanted = wanted.join(Group, Group.id == Suggestion.group_id)
    wanted = wanted.where(visible(actor, Suggestion), Suggestion.removed_at.is_(None))
    newest = wanted.order_by(Suggestion.moved_at.desc(), Suggestion.id.desc()).limit(MOST)
    return [_suggestion(*row) for row in db.session.execute(newest)]


def _suggestion(row: Suggestion, slug: str, place: str) -> Item:
    support = ngettext("%(num)s supporter", "%(num)s supporters", row.support_count)
    return Item(
        ref=f"suggestion:{row.id}",
        label=_l("Suggestion"),
        title=row.title,
        url=url_for("suggestions.show", slug=slug, suggestion_id=row.id),
        place=place,
        place_url=url_for("groups.show", slug=slug),
        why=f"{WORDS[row.status]} · {support}",
        at=row.moved_at,
    )


def get_own(actor: Actor) -> Own:
    """What waits for this person alone, and what they have done so far: one statement."""
    facts = select(
        _says_who(actor).label("says_who"),
        _takes_part_live(actor).label("follows_live"),
        _connections_asked(actor).label("connections_asked"),
        _networks_invited(actor).label("networks_invited"),
    )
    return Own(**db.session.execute(facts).mappings().one())


def list_first_steps(actor: Actor, own: Own) -> list[Step]:
    """What somebody new does first; nothing once all of it is done."""
    steps = [
        Step(text=_("Join a group"), url=url_for("groups.directory"), is_done=bool(actor.roles)),
        Step(text=_("Say who you are"), url=url_for("accounts.profile"), is_done=bool(own.says_who)),
        Step(text=_("Follow a live discussion"), url=url_for("live.directory"), is_done=bool(own.follows_live)),
    ]
    return [] if all(step.is_done for step in steps) else steps


def _says_who(actor: Actor) -> ColumnElement[bool]:
    return exists().where(User.id == actor.id, or_(User.works_on != "", User.ask_about != ""))


def _takes_part_live(actor: Actor) -> ColumnElement[bool]:
    """Follows one, or has asked in one."""
    follows = exists().where(Follow.user_id == actor.id, Follow.kind == "live_session", Follow.frequency != "off")
    return or_(follows, exists().where(Question.author_id == actor.id))


def _connections_asked(actor: Actor) -> ColumnElement[int]:
    asks_me = (Connection.state == "waiting", Connection.asker_id != actor.id)
    mine = or_(Connection.low_id == actor.id, Connection.high_id == actor.id)
    return select(func.count(Connection.id)).where(mine, *asks_me).scalar_subquery()


def _networks_invited(actor: Actor) -> ColumnElement[int]:
    waiting = (NetworkInvitation.user_id == actor.id, NetworkInvitation.decided_at.is_(None))
    return select(func.count(NetworkInvitation.id)).where(*waiting).scalar_subquery()
