"""What the home page shows, gathered from the slices with a bounded number of reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.activity import queries as activity
from hub.core import clock
from hub.core.db import db
from hub.core.registry import Item, hub
from hub.groups.models import Group
from hub.home import panels
from hub.home.panels import GroupNews, Step
from hub.home.waiting import list_waiting
from hub.live.models import LiveSession
from hub.policy import Actor, visible

MOST_PUBLIC_GROUPS = 8
NEXT = 4
ON = ("open", "paused")
FILED = ("document", "record")


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
    steps: Sequence[Step]
    waiting: Sequence[Item]
    conversations: Sequence[Item]
    documents: Sequence[Item]
    groups: Sequence[GroupNews]
    next: Sequence[Item]
    suggestions: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """The page of a visitor."""

    live: Sequence[Item]
    groups: Sequence[Item]


def get_home(actor: Actor) -> Home:
    mine = panels.list_group_news(actor)  # first: the lists below then find their groups loaded
    now, coming = _discussions(actor)
    own = panels.get_own(actor)
    return Home(
        greeting=_greeting(),
        live=now,
        steps=panels.list_first_steps(actor, own),
        waiting=list_waiting(actor, mine, own),
        conversations=panels.list_conversations(actor),
        documents=activity.list_new(actor, limit=panels.MOST, kinds=FILED),
        groups=mine,
        next=coming,
        suggestions=panels.list_suggestions(actor),
    )


def _discussions(actor: Actor) -> tuple[list[Item], list[Item]]:
    """What is on and what comes next in the actor's groups, and where they sit on the panel."""
    mine = LiveSession.group_id.in_(actor.roles) | LiveSession.id.in_(actor.panels)
    coming = select(LiveSession).where(mine, LiveSession.status.in_((*ON, "scheduled")), visible(actor, LiveSession))
    coming = coming.options(joinedload(LiveSession.group)).order_by(LiveSession.starts_at, LiveSession.id)
    rows = list(db.session.scalars(coming.limit(NEXT)))
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
        Link(text=_("Catch up"), url=url_for("conversations.catch_up")),
        Link(text=_("New in my groups"), url=url_for("activity.new")),
        Link(text=_("My drafts"), url=url_for("drafts.index")),
        Link(text=_("What I follow"), url=url_for("follows.mine")),
        Link(text=_("People"), url=url_for("people.directory")),
        Link(text=_("Networks"), url=url_for("networks.index")),
        Link(text=_("Councils"), url=url_for("organisations.directory")),
        Link(text=_("Suggestions to the hub"), url=url_for("suggestions.hub_board")),
        Link(text=_("Settings"), url=url_for("accounts.account")),
    ]
    return [*own, Link(text=_("Run the hub"), url=url_for("admin.index"))] if actor.is_staff else own


def _greeting() -> str:
    hour = clock.now().astimezone(clock.LONDON).hour
    if hour < 12:
        return str(_("Good morning"))
    return str(_("Good afternoon") if hour < 18 else _("Good evening"))
