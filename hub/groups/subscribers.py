"""What follows when a group's audience changes, and what groups say of a person's rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update

from hub.core import outbox
from hub.core.db import Model, db
from hub.core.registry import hub
from hub.groups.content import GroupContent
from hub.groups.events import GroupAudienceChanged
from hub.groups.models import Group, Membership
from hub.policy import Actor, Role

SEARCH = "index"
"""The topic under which search keeps its promises."""


def cascade_audience(event: GroupAudienceChanged) -> None:
    """Let the group's content follow the group, in the same transaction.

    Only rows that reach the whole group: drafts, held and removed rows stay where they are, and so does
    `audience_also`. Every table of content is rewritten, and search looks again at those it knows.
    """
    group = db.session.get_one(Group, event.group_id)
    names = {kind.model: kind.name for kind in hub().kinds.values()}
    for model in _tables_of_content():
        in_group = (model.group_id == group.id, model.reach == "group")
        moved = {"audience": group.content_audience, "version": model.version + 1}
        db.session.execute(update(model).where(*in_group).values(moved))
        if model in names:
            outbox.enqueue_all(SEARCH, names[model], select(model.id).where(*in_group))


def _tables_of_content() -> list[Any]:
    return [mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, GroupContent)]


def load_roles(user_id: int) -> Mapping[str, Any]:
    """The person's role in each group they belong to now."""
    theirs = (Membership.user_id == user_id, Membership.ended_at.is_(None))
    rows = db.session.execute(select(Membership.group_id, Membership.role).where(*theirs))
    return {"roles": {group_id: Role(role) for group_id, role in rows}}


def members_of(group_id: int, user_id: Any) -> ColumnElement[bool]:
    """Who holds `group:<id>`: the people in the column `user_id` who belong to the group now."""
    return exists().where(Membership.user_id == user_id, Membership.group_id == group_id, Membership.ended_at.is_(None))


def facilitators_of(group_id: int, user_id: Any) -> ColumnElement[bool]:
    """Who holds `facilitators:<id>`."""
    return exists().where(
        Membership.user_id == user_id,
        Membership.group_id == group_id,
        Membership.ended_at.is_(None),
        Membership.role >= int(Role.FACILITATOR),
    )


def shares_group(actor: Actor, user_id: int) -> bool:
    """Whether the actor and the person belong to one group at this moment."""
    return bool(db.session.scalar(select(_belongs_with(actor, user_id))))


def shares_group_condition(actor: Actor, user_id: Any) -> ColumnElement[bool]:
    """The same for a WHERE clause; `user_id` is the column of the person, such as `User.id`."""
    return _belongs_with(actor, user_id)


def _belongs_with(actor: Actor, user_id: Any) -> ColumnElement[bool]:
    theirs = (Membership.user_id == user_id, Membership.ended_at.is_(None), Membership.group_id.in_(actor.roles))
    return exists().where(*theirs)
