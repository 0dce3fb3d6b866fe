"""What the home page shows, gathered from the slices with a bounded number of reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from hub.accounts import queries as accounts
from hub.activity import queries as activity
from hub.core import clock
from hub.core.db import db
from hub.core.registry import Item, hub
from hub.groups import queries as groups
from hub.groups.models import Group, JoinRequest
from hub.live.models import LiveSession, Question
from hub.policy import Actor, Role, visible

MOST_GROUPS = 60
MOST_PUBLIC_GROUPS = 8
NEXT = 4
ON = ("open", "paused")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the first things to do here, and whether it is done."""

    text: str
    url: str
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words and where they lead."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """The page of a person who is signed in."""

    greeting: str
    live: Sequence[Item]
    waiting: Sequence[Item]
    new: Sequence[Item]
    groups: Sequence[Group]
    next: Sequence[Item]
    steps: Sequence[Step]


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """The page of a visitor."""

    live: Sequence[Item]
    groups: Sequence[Item]


def get_home(actor: Actor) -> Home:
    mine = groups.list_my_groups(actor)  # first: the lists below then find their groups loaded
    now, coming = _discussions(actor)
    return Home(
        greeting=_greeting(),
        live=now,
        waiting=list_waiting(actor),
        new=activity.list_new(actor),
        groups=mine[:MOST_GROUPS],
        next=coming,
        steps=_first_steps(actor),
    )


def _discussions(actor: Actor) -> tuple[list[Item], list[Item]]:
    """What is on and what comes next in the actor's groups, and where they sit on the panel."""
    mine = LiveSession.group_id.in_(actor.roles) | LiveSession.id.in_(actor.panels)
    coming = select(LiveSession).where(mine, LiveSession.status.in_((*ON, "scheduled")), visible(actor, LiveSession))
    rows = list(db.session.scalars(coming.order_by(LiveSession.starts_at, LiveSession.id).limit(NEXT)))
    items = hub().kinds["live_session"].items(rows) if rows else []
    pairs = list(zip(rows, items, strict=True))
    now = [item for row, item in pairs if row.status in ON]
    return now, [item for row, item in pairs if row.status not in ON]


def get_welcome(actor: Actor) -> Welcome:
    """What is open to everyone: discussions that are on, and the public groups with the most people."""
    public = select(Group).where(visible(actor, Group), Group.state == "active", Group.archived_at.is_(None))
    largest = public.order_by(Group.member_count.desc(), Group.name).limit(MOST_PUBLIC_GROUPS)
    on = select(LiveSession).where(visible(actor, LiveSession), LiveSession.status == "open").limit(NEXT)
    kinds = hub().kinds
    return Welcome(
        live=kinds["live_session"].items(list(db.session.scalars(on))),
        groups=kinds["group"].items(list(db.session.scalars(largest))),
    )


def list_own_pages(actor: Actor) -> list[Link]:
    """The menu under the person's name."""
    if actor.id is None:
        return []
    own = [
        Link(text=_("My page"), url=url_for("accounts.person", person_id=actor.id)),
        Link(text=_("Messages"), url=url_for("messages.index")),
        Link(text=_("New in my groups"), url=url_for("activity.new")),
        Link(text=_("My drafts"), url=url_for("drafts.index")),
        Link(text=_("People"), url=url_for("people.directory")),
        Link(text=_("Councils"), url=url_for("organisations.directory")),
        Link(text=_("Settings"), url=url_for("accounts.account")),
    ]
    return [*own, Link(text=_("Run the hub"), url=url_for("admin.index"))] if actor.is_staff else own


def list_waiting(actor: Actor) -> list[Item]:
    """What only this person, or they with a few others, can move on: each line one place and how much waits there."""
    return list(chain(_people_asking_in(actor), _questions_unanswered(actor), _people_registering(actor)))


def _people_asking_in(actor: Actor) -> list[Item]:
    run = [group_id for group_id, role in actor.roles.items() if role >= Role.FACILITATOR]
    if not run:
        return []
    asking = select(Group.slug, Group.name, func.count()).join(JoinRequest, JoinRequest.group_id == Group.id)
    asking = asking.where(Group.id.in_(run), JoinRequest.decided_at.is_(None)).group_by(Group.id).order_by(Group.name)
    return [
        Item(
            ref=f"group:{slug}",
            label=_("Asking to join"),
            place=name,
            title=ngettext("%(num)s person waits to be let in", "%(num)s people wait to be let in", number),
            url=url_for("groups.requests", slug=slug),
        )
        for slug, name, number in db.session.execute(asking)
    ]


def _questions_unanswered(actor: Actor) -> list[Item]:
    mine = actor.panels | actor.hosted
    if not mine:
        return []
    waiting = select(LiveSession.id, LiveSession.title, Group.slug, Group.name, func.count())
    waiting = waiting.join(Group, Group.id == LiveSession.group_id).join(
        Question, Question.live_session_id == LiveSession.id
    )
    waiting = waiting.where(
        LiveSession.id.in_(mine),
        LiveSession.status.in_(("scheduled", "open", "paused", "closed")),
        Question.state.in_(("pending", "listed", "promised")),
        visible(actor, Question),
    ).group_by(LiveSession.id, LiveSession.title, Group.slug, Group.name)
    return [
        Item(
            ref=f"live_session:{session_id}",
            label=_("Live discussion"),
            place=group,
            title=title,
            url=url_for("live.panel", slug=slug, live_session_id=session_id),
            why=ngettext("%(num)s question without an answer", "%(num)s questions without an answer", number),
        )
        for session_id, title, slug, group, number in db.session.execute(waiting)
    ]


def _people_registering(actor: Actor) -> list[Item]:
    if not actor.is_staff:
        return []
    number = accounts.count_waiting_registrations(actor)
    title = ngettext("%(num)s person waits for an account", "%(num)s people wait for an account", number)
    item = Item(ref="site", label=_("The hub"), title=title, url=url_for("accounts.registrations"))
    return [item] if number else []


def _first_steps(actor: Actor) -> list[Step]:
    """The first steps, until all are done."""
    steps = [Step(text=_("Join a group"), url=url_for("groups.directory"), is_done=bool(actor.roles))]
    return [] if all(step.is_done for step in steps) else steps


def _greeting() -> str:
    hour = clock.now().astimezone(clock.LONDON).hour
    if hour < 12:
        return str(_("Good morning"))
    return str(_("Good afternoon") if hour < 18 else _("Good evening"))
