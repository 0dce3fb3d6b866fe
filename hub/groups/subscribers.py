"""What follows when a group's audience changes, and what groups say of a person's rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update

from hub.core import outbox
from hub.core.db import Model, db
from hub.core.registry import hub
from hub.groups.content import GroupContent, token_of_author
from hub.groups.events import GroupAudienceChanged, MembershipChanged
from hub.groups.models import Group, Membership
from hub.policy import Actor, Role

SEARCH = "index"
"""The topic under which search keeps its promises."""


def cascade_audience(event: GroupAudienceChanged) -> None:
    """Let the group's content follow the group, in the same transaction.

    Rows that reach the whole group go with it; drafts, held and removed rows stay where they are, and their authors
    see them while they may read the group. Every table of content is rewritten, and search looks again.
    """
    group = db.session.get_one(Group, event.group_id)
    for model in _tables_of_content():
        in_group = (model.group_id == group.id, model.reach == "group")
        _rewrite(model, in_group, {"audience": group.content_audience})
        _rewrite_author_tokens(model, group)
    db.session.expire_all()  # rows that are loaded would show the tokens they had


def let_author_follow(event: MembershipChanged) -> None:
    """Whoever leaves loses sight of what was held or removed of theirs, and finds it again on coming back."""
    group = db.session.get_one(Group, event.group_id)
    for model in _tables_of_content():
        _rewrite_author_tokens(model, group, model.author_id == event.user_id)
    db.session.expire_all()


def _rewrite_author_tokens(model: Any, group: Group, *only: ColumnElement[bool]) -> None:
    token = token_of_author(group, model.author_id)
    hidden = (model.group_id == group.id, model.reach.in_(("facilitators", "panel")))
    _rewrite(model, (*hidden, *only, model.audience_also.is_distinct_from(token)), {"audience_also": token})


def _rewrite(model: Any, rows: Sequence[ColumnElement[bool]], values: Mapping[str, Any]) -> None:
    """Change these rows in one statement; search is promised first, while the condition still finds them."""
    names = {kind.model: kind.name for kind in hub().kinds.values()}
    if model in names:
        outbox.enqueue_all(SEARCH, names[model], select(model.id).where(*rows))
    changed = update(model).where(*rows).values({**values, "version": model.version + 1})
    db.session.execute(changed.execution_options(synchronize_session=False))


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
