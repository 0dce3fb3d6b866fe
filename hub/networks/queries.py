"""Reads of connections, introductions and blocks. What is between two people is theirs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import selectinload

from hub.accounts.models import Appointment, User
from hub.accounts.queries import PersonView, list_views
from hub.core import clock
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.follows.models import Follow
from hub.follows.queries import find_follow
from hub.networks.blocks import blocked_ids, blocks_condition, is_blocked
from hub.networks.models import Block, Connection, Introduction
from hub.networks.pairs import ASKED_FOR, are_connected
from hub.policy import Actor, NotFound, visible

__all__ = ["blocked_ids", "is_blocked"]
MOST_CHOICES, MOST_WAITING = 500, 100


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the actor stands to another person. `state`: none, asked (by me), asks (me) or connected."""

    person_id: int
    state: str
    connection: Connection | None
    is_blocked: bool
    follow: Follow | None


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A request, with the other person as the actor may see them."""

    connection: Connection
    person: PersonView

    @property
    def at(self) -> datetime:
        return self.connection.asked_at


@dataclass(frozen=True, kw_only=True)
class Introducing:
    """An introduction as one of the two sees it: the other, by whom and why."""

    introduction: Introduction
    person: PersonView
    introducer: str
    answer: str | None


def is_connected(actor: Actor, person_id: int) -> bool:
    return are_connected(actor.id or 0, person_id)


def find_standing(actor: Actor, person_id: int) -> Standing | None:
    """How the actor stands to this person; None for a visitor and for oneself."""
    if actor.id is None or actor.id == person_id:
        return None
    low, high = sorted((actor.id, person_id))
    theirs = (Connection.low_id == low, Connection.high_id == high)
    known = select(Connection, blocks_condition(actor, User.id)).select_from(User).outerjoin(Connection, and_(*theirs))
    row = db.session.execute(known.where(User.id == person_id)).one_or_none()
    pair, has_blocked = (row[0], row[1]) if row else (None, False)
    return Standing(
        person_id=person_id,
        state=_standing(actor, pair),
        connection=pair,
        is_blocked=has_blocked,
        follow=find_follow(actor, f"person:{person_id}"),
    )


def _standing(actor: Actor, pair: Connection | None) -> str:
    """A request that was declined looks to its asker like one that nobody has answered."""
    if pair is None:
        return "none"
    if pair.state == "accepted":
        return "connected"
    if pair.asker_id == actor.id:
        lately = pair.asked_at > clock.now() - ASKED_FOR
        return "asked" if pair.state in {"waiting", "declined"} and lately else "none"
    return "asks" if pair.state == "waiting" else "none"


def get_connection(actor: Actor, connection_id: int) -> tuple[Connection, str]:
    """The row and how the actor stands in it. One that says nothing to them is not there."""
    pair = db.session.scalar(select(Connection).where(Connection.id == connection_id, visible(actor, Connection)))
    state = _standing(actor, pair)
    if pair is None or state == "none":
        raise NotFound(f"connection:{connection_id}")
    return pair, state


def get_other(actor: Actor, pair: Connection) -> PersonView:
    """The other person of a connection, as the actor may see them."""
    people = _people(actor).where(User.id == pair.other_id(actor.id))
    user = db.session.scalar(people)
    if user is None:
        raise NotFound(f"connection:{pair.id}")
    return list_views(actor, [user])[0]


@dataclass(frozen=True, kw_only=True)
class Circle:
    """The people round the actor: connections by name, and on the first page who waits for an answer."""

    connections: Page[PersonView]
    asking: Sequence[Asking] = ()
    asked: Sequence[Asking] = ()
    introductions: Sequence[Introducing] = ()


def get_circle(actor: Actor, *, search: str = "", cursor: str | None = None) -> Circle:
    """All of it with one read of people, however many they are."""
    mine: Any = select(User.id, User.display_name).where(User.id.in_(_connected_ids(actor)), *_known(actor))
    if search.strip():
        mine = mine.where(User.display_name.icontains(search.strip(), autoescape=True))
    page = paginate(mine, User.display_name, User.id, cursor=cursor)
    if search.strip() or cursor:
        people = _views(actor, [row.id for row in page.items])
        return Circle(connections=page.map(lambda rows: [people[row.id] for row in rows if row.id in people]))
    pairs = db.session.scalars(_waiting(actor)).all()
    introductions = db.session.scalars(_introduced(actor)).all()
    others = [pair.other_id(actor.id) for pair in pairs] + _people_of(actor, introductions)
    people = _views(actor, [row.id for row in page.items] + others)
    lines = [
        Asking(connection=pair, person=people[pair.other_id(actor.id)])
        for pair in pairs
        if pair.other_id(actor.id) in people
    ]
    return Circle(
        connections=page.map(lambda rows: [people[row.id] for row in rows if row.id in people]),
        asking=[line for line in lines if line.connection.asker_id != actor.id],
        asked=[line for line in lines if line.connection.asker_id == actor.id],
        introductions=_introducing(actor, introductions, people),
    )


def list_choices(actor: Actor, *, but_ids: Sequence[int] = ()) -> list[tuple[int, str]]:
    """The actor's connections for a form: (id, name), by name."""
    wanted = select(User.id, User.display_name).where(User.id.in_(_connected_ids(actor)), *_known(actor))
    wanted = wanted.where(User.id.not_in(but_ids)).order_by(User.display_name, User.id).limit(MOST_CHOICES)
    return [(row.id, row.display_name) for row in db.session.execute(wanted)]


def _connected_ids(actor: Actor) -> Any:
    accepted = Connection.state == "accepted"
    higher = select(Connection.high_id).where(Connection.low_id == (actor.id or 0), accepted)
    lower = select(Connection.low_id).where(Connection.high_id == (actor.id or 0), accepted)
    return union_all(higher, lower)


def count_asking(actor: Actor) -> int:
    """How many people wait for the actor's answer."""
    return db.session.scalar(select(func.count(Connection.id)).where(_asks(actor))) or 0


def _asks(actor: Actor) -> ColumnElement[bool]:
    mine = (Connection.low_id == (actor.id or 0)) | (Connection.high_id == (actor.id or 0))
    asker = select(User.id).where(User.id == Connection.asker_id, *_known(actor))
    return and_(mine, Connection.state == "waiting", Connection.asker_id != (actor.id or 0), asker.exists())


def _waiting(actor: Actor) -> Select[Connection]:
    """Who asks the actor, and whom the actor asked lately. What was declined looks like what waits."""
    lately = Connection.asked_at > clock.now() - ASKED_FOR
    asked = and_(Connection.asker_id == (actor.id or 0), lately, Connection.state.in_(("waiting", "declined")))
    both = select(Connection).where(or_(_asks(actor), asked))
    return both.order_by(Connection.asked_at.desc(), Connection.id.desc()).limit(MOST_WAITING)


def get_introduction(actor: Actor, introduction_id: int, *, lock: bool = False) -> Introduction:
    """One that the actor has a part in and that nothing stopped."""
    row = Introduction
    mine = select(row).where(row.id == introduction_id, row.state != "stopped", visible(actor, row))
    if lock:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(mine)
    if found is None:
        raise NotFound(f"introduction:{introduction_id}")
    return found


def list_introducing(actor: Actor, rows: Sequence[Introduction]) -> list[Introducing]:
    """These introductions as the actor sees them; whose other person is gone is left out."""
    return _introducing(actor, rows, _views(actor, _people_of(actor, rows)))


def _introduced(actor: Actor) -> Select[Introduction]:
    """Those that wait for the actor's answer, the latest first."""
    row, me = Introduction, actor.id or 0
    open_ = or_((row.first_id == me) & row.first_answer.is_(None), (row.second_id == me) & row.second_answer.is_(None))
    return select(row).where(open_, row.state == "waiting").order_by(row.id.desc()).limit(MOST_WAITING)


def _people_of(actor: Actor, rows: Sequence[Introduction]) -> list[int]:
    return [user_id for row in rows for user_id in (row.other_id(actor.id), row.introducer_id)]


def _introducing(actor: Actor, rows: Sequence[Introduction], people: Mapping[int, PersonView]) -> list[Introducing]:
    return [
        Introducing(
            introduction=row,
            person=people[row.other_id(actor.id)],
            introducer=people[row.introducer_id].display_name,
            answer=row.answer_of(actor.id),
        )
        for row in rows
        if row.other_id(actor.id) in people and row.introducer_id in people
    ]


def list_blocked(actor: Actor, cursor: str | None = None) -> Page[PersonView]:
    """Whom the actor has blocked, by name."""
    mine = _people(actor).where(User.id.in_(select(Block.blocked_id).where(Block.blocker_id == (actor.id or 0))))
    page = paginate(mine, User.display_name, User.id, cursor=cursor)
    return page.map(lambda users: list_views(actor, users))


def _views(actor: Actor, user_ids: Sequence[int]) -> dict[int, PersonView]:
    if not user_ids:
        return {}
    users = db.session.scalars(_people(actor).where(User.id.in_(user_ids))).all()
    return {view.id: view for view in list_views(actor, users)}


def _people(actor: Actor) -> Select[User]:
    offices = selectinload(User.appointments).joinedload(Appointment.organisation)
    return select(User).where(*_known(actor)).options(offices)


def _known(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (visible(actor, User), User.state == "active")
