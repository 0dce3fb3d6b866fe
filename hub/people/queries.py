"""Finding people: only by what the reader may see of each, never by what is hidden from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import selectinload

from hub.accounts.models import Appointment, User
from hub.accounts.queries import PersonView, list_views, sees_field
from hub.core import clock
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.groups.belonging import CURRENT
from hub.groups.models import Group, Membership
from hub.groups.queries import can_read, get_group
from hub.groups.tags import GroupTag
from hub.networks.blocks import not_blocked_by
from hub.organisations.models import Organisation, SimilarOrganisation
from hub.people.likeness import LENSES, reason_of
from hub.people.models import WORD_LENGTH, PersonWord
from hub.people.words import words_in
from hub.policy import VISITOR, Actor, NotFound, visible

MOST_WORDS = 8
SUBJECTS = ("works_on", "ask_about")
PLACES_KEPT_FOR = timedelta(minutes=1)
LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whom a reader looks for. Empty means any. `like` is a lens: overall, economic or demographic."""

    words: str = ""
    subject: str = ""
    organisation_id: int | None = None
    kind: str = ""
    region: str = ""
    council_type: str = ""
    group: str = ""
    like: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A person who answers, and why they stand near to the reader."""

    person: PersonView
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Places:
    """What the filters offer: the regions and types of council that occur."""

    regions: tuple[str, ...]
    types: tuple[tuple[str, str], ...]


def list_people(actor: Actor, wanted: Wanted, cursor: str | None = None) -> Page[Found]:
    """Active people who answer to all that is wanted: by name, or the nearest councils first."""
    if wanted.like not in LENSES:
        page = paginate(_matching(actor, wanted, _people()), User.display_name, User.id, cursor=cursor)
        return page.map(lambda users: _found(actor, users, "overall", _ranks(actor, "overall") if users else {}))
    ranks = _ranks(actor, wanted.like)
    nearest = _by_likeness(ranks)
    ranked: Any = select(nearest.c.user_id, nearest.c.rank).join(User, User.id == nearest.c.user_id)
    page = paginate(_matching(actor, wanted, ranked), nearest.c.rank, nearest.c.user_id, cursor=cursor)
    return page.map(lambda rows: _found(actor, _in_order([row.user_id for row in rows]), wanted.like, ranks))


def _people() -> Select[Any]:
    offices = selectinload(User.appointments).joinedload(Appointment.organisation)
    return select(User).options(offices)


def _in_order(user_ids: Sequence[int]) -> list[User]:
    users = {user.id: user for user in db.session.scalars(_people().where(User.id.in_(user_ids)))}
    return [users[user_id] for user_id in user_ids if user_id in users]


def _found(actor: Actor, users: Sequence[User], lens: str, ranks: Mapping[int, int]) -> list[Found]:
    views = list_views(actor, users)
    return [Found(person=view, why=reason_of(_nearest(view, ranks), lens)) for view in views]


def _nearest(view: PersonView, ranks: Mapping[int, int]) -> int | None:
    return min((ranks[row.organisation_id] for row in view.current if row.organisation_id in ranks), default=None)


def _ranks(actor: Actor, lens: str) -> dict[int, int]:
    """The councils like the reader's, some twenty of them, and how near each is."""
    table = SimilarOrganisation
    near = (table.organisation_id == _own_council(actor), table.basis == LENSES[lens])
    rows = db.session.execute(select(table.similar_id, table.rank).where(*near).order_by(table.rank.desc()))
    return {row.similar_id: row.rank for row in rows}


def _own_council(actor: Actor) -> ScalarSelect[int]:
    """The council the reader works for, where it is known which others are like it."""
    likened = exists().where(SimilarOrganisation.organisation_id == Appointment.organisation_id)
    held = (Appointment.user_id == (actor.id or 0), Appointment.holds_today(), likened)
    mine = select(Appointment.organisation_id).where(*held).correlate(None)
    return mine.order_by(Appointment.is_main.desc(), Appointment.id).limit(1).scalar_subquery()


def _by_likeness(ranks: Mapping[int, int]) -> Any:
    """Everyone who works in one of these councils, with the rank of the nearest of theirs, in that order.

    The ids stand in the statement and the order within the subquery: PostgreSQL then reads as many as a page needs.
    """
    rank = func.min(case(dict(ranks) or {0: 0}, value=Appointment.organisation_id)).label("rank")
    held = select(Appointment.user_id, rank).where(Appointment.organisation_id.in_(ranks), Appointment.holds_today())
    return held.group_by(Appointment.user_id).order_by(rank, Appointment.user_id).subquery()


def _matching(actor: Actor, wanted: Wanted, query: Select[Any]) -> Select[Any]:
    query = query.where(visible(actor, User), User.state == "active", not_blocked_by(actor, User.id))
    for word in words_in(wanted.words)[:MOST_WORDS]:
        query = query.where(User.id.in_(_who_answers(actor, word)))
    for word in words_in(wanted.subject)[:MOST_WORDS]:
        query = query.where(User.id.in_(union_all(_who_says(actor, word, SUBJECTS), _who_is_where(actor, word))))
    if offices := _offices_wanted(wanted):
        held = select(Appointment.user_id).join(Organisation, Organisation.id == Appointment.organisation_id)
        held = held.where(*offices, Appointment.holds_today())
        by_each = wanted.organisation_id is None and (wanted.words or wanted.subject or wanted.group or wanted.like)
        query = query.where(held.where(Appointment.user_id == User.id).exists() if by_each else User.id.in_(held))
    if wanted.group:
        query = query.where(User.id.in_(_who_belongs(actor, wanted.group)))
    return query


def _offices_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    """One office has to answer to all of these. Where few people are left it is asked of each, else of all at once."""
    pairs: tuple[tuple[Any, Any], ...] = (
        (Appointment.organisation_id, wanted.organisation_id),
        (Appointment.kind, wanted.kind),
        (Organisation.region, wanted.region),
        (Organisation.authority_type, wanted.council_type),
    )
    return [column == value for column, value in pairs if value]


def _who_answers(actor: Actor, word: str) -> CompoundSelect[Any]:
    """Whom the word finds by name, by what they say of themself or by where they work."""
    return union_all(_who_is_called(word), _who_says(actor, word, ("job_title", *SUBJECTS)), _who_works_for(word))


def _who_is_called(word: str) -> Select[Any]:
    """Who has a name of which a word begins so. Names are for everyone who may know of the person."""
    return select(PersonWord.user_id).where(_begins(word), PersonWord.field == "name")


def _who_says(actor: Actor, word: str, fields: Sequence[str]) -> Select[Any]:
    """Whose profile has a word that begins so, in a field that the reader may see of that person."""
    seen = [and_(PersonWord.field == field, sees_field(actor, field)) for field in fields]
    owner = select(PersonWord.user_id).join(User, User.id == PersonWord.user_id)
    return owner.where(_begins(word), PersonWord.field.in_(fields), or_(*seen)).correlate(None)


def _begins(word: str) -> ColumnElement[bool]:
    """A range of the index; one letter alone stands for itself."""
    if len(word) == 1:
        return PersonWord.word == word
    word = word[:WORD_LENGTH]
    return and_(PersonWord.word >= word, PersonWord.word < word + LAST_SIGN)


def _who_works_for(word: str) -> Select[Any]:
    """Who holds an office today in an organisation of such a name."""
    names = (Organisation.official_name, Organisation.nice_name)
    named = select(Organisation.id).where(or_(*[name.icontains(word, autoescape=True) for name in names]))
    return select(Appointment.user_id).where(Appointment.organisation_id.in_(named), Appointment.holds_today())


def _who_is_where(actor: Actor, word: str) -> Select[Any]:
    """Who belongs to a group about this, among the groups whose members the reader may see."""
    about = select(Membership.user_id).join(Group, Group.id == Membership.group_id)
    about = about.join(GroupTag, GroupTag.target_id == Group.id).where(GroupTag.name == word, CURRENT)
    return about.where(Group.content_audience.in_(sorted(actor.audiences)), Group.state == "active")


def _who_belongs(actor: Actor, slug: str) -> Select[Any]:
    """The members of one group. Raises NotFound where the reader may not see who they are."""
    group = get_group(actor, slug)
    if not can_read(actor, group):
        raise NotFound(slug)
    return select(Membership.user_id).where(Membership.group_id == group.id, CURRENT)


def list_places(_actor: Actor) -> Places:
    """What the filters offer: the register of councils, which is everyone's and is read once in a while."""
    kept: tuple[datetime, Places] | None = current_app.extensions.get("places_of_people")
    if kept is None or kept[0] < clock.now() - PLACES_KEPT_FOR:
        kept = current_app.extensions["places_of_people"] = (clock.now(), _places())
    return kept[1]


def _places() -> Places:
    columns = (Organisation.region, Organisation.authority_type, func.min(Organisation.authority_type_name))
    occurring = select(*columns).where(visible(VISITOR, Organisation), Organisation.kind == "council")
    rows = db.session.execute(occurring.group_by(Organisation.region, Organisation.authority_type)).all()
    types = {kind: name or kind for _region, kind, name in rows if kind}
    return Places(
        regions=tuple(sorted({region for region, _kind, _name in rows if region})),
        types=tuple(sorted(types.items(), key=lambda pair: pair[1])),
    )


def find_group_name(actor: Actor, slug: str) -> str:
    """The name of the group that was chosen."""
    return get_group(actor, slug).name if slug else ""


def find_why_nobody(actor: Actor, wanted: Wanted) -> str:
    """Why a lens shows nobody at all: the reader's council has no list of similar ones."""
    if wanted.like in LENSES and db.session.scalar(select(_own_council(actor))) is None:
        return _("We do not know which councils are like yours: your main appointment is in none of the lists.")
    return ""
