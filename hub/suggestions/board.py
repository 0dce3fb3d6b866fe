"""The board of a group, as the policy sees it; and the hub's own, which is the board of one group."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.groups.belonging import begin_membership, found_group
from hub.groups.models import Group
from hub.groups.slugs import slug_for
from hub.policy import PUBLIC, SIGNED_IN, Actor, Role
from hub.suggestions.events import BoardMade


@dataclass(frozen=True)
class Board:
    """Where suggestions are made: by members of the group, and by everyone signed in where it is the hub's own."""

    audience: str
    group_id: int
    is_closed: bool
    is_open_to_all: bool


def board_of(group: Group) -> Board:
    return Board(group.content_audience, group.id, group.is_closed, group.is_open_to_all)


def find_hub_group() -> Group | None:
    """The group whose board is the hub's own."""
    return db.session.scalar(select(Group).where(Group.is_open_to_all.is_(True)))


def found_hub_board(actor: Actor) -> Group:
    """Make the group, with whoever asked for it as its first facilitator. Refused where there is one."""
    try:
        with db.session.begin_nested():
            group = found_group(
                name=_("Ideas for the hub"),
                slug=slug_for("Ideas for the hub", "open"),
                visibility="open",
                purpose=_("What would make the hub better for you? Everyone may suggest and support."),
                by_id=actor.id,
            )
            group.is_open_to_all = True
    except IntegrityError:
        raise Refused(_("The hub has its board already. Look at the page again.")) from None
    begin_membership(group, actor.id or 0, Role.FACILITATOR)
    record(BoardMade(actor_id=actor.id, ref=f"group:{group.id}", group_id=group.id, is_staff_act=True))
    return group


def is_no_wider(earlier: str, audience: str) -> bool:
    """Whether everyone who reads `audience` could read `earlier` already."""
    return earlier in {audience, PUBLIC} or (earlier == SIGNED_IN and audience != PUBLIC)
