"""Keeping and dropping drafts. Each is its author's alone, so nothing is recorded of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.web import local_path
from hub.drafts.desk import MOST_DRAFTS, checked_fields, checked_heading, checked_place, desk_of
from hub.drafts.models import Draft
from hub.policy import Actor, NotFound, Verb, require


def keep_draft(
    actor: Actor, place: str, fields: Mapping[str, Any], page: str = "", heading: str = ""
) -> datetime | None:
    """Keep what the person has typed in this place, instead of what was kept there. None when nothing is left of it.

    Raises Refused where it is too much to keep.
    """
    require(actor, Verb.CONTRIBUTE, desk_of(actor))
    texts = checked_fields(fields)
    if not texts:
        drop_draft(actor, place)
        return None
    page = local_path(page, "") if len(page) <= 300 else ""
    moment = clock.now()
    facts = {"fields": texts, "page": page, "heading": checked_heading(heading), "saved_at": moment}
    if not _replace(actor, checked_place(place), facts):
        _begin(actor, place, facts)
    return moment


def drop_draft(actor: Actor, place: str) -> None:
    """Forget what was kept in this place: the text was sent, or is not wanted."""
    require(actor, Verb.CONTRIBUTE, desk_of(actor))
    db.session.execute(delete(Draft).where(Draft.user_id == actor.id, Draft.place == checked_place(place)))


def delete_draft(actor: Actor, draft_id: int) -> None:
    """Throw away one of the person's own drafts. Raises NotFound for what is not theirs."""
    require(actor, Verb.CONTRIBUTE, desk_of(actor))
    theirs = delete(Draft).where(Draft.user_id == actor.id, Draft.id == draft_id)
    if db.session.scalar(theirs.returning(Draft.id)) is None:
        raise NotFound(draft_id)


def _replace(actor: Actor, place: str, facts: dict[str, Any]) -> bool:
    kept = update(Draft).where(Draft.user_id == actor.id, Draft.place == place).values(facts).returning(Draft.id)
    return db.session.scalar(kept.execution_options(synchronize_session=False)) is not None


def _begin(actor: Actor, place: str, facts: dict[str, Any]) -> None:
    """The first draft in this place. Two tabs may begin at once: the later one replaces."""
    count = db.session.scalar(select(func.count(Draft.id)).where(Draft.user_id == actor.id)) or 0
    if count >= MOST_DRAFTS:
        raise Refused(_("You have %(count)s drafts. Delete some under “Your drafts” first.", count=count))
    try:
        with db.session.begin_nested():
            db.session.add(Draft(user_id=actor.id, place=place, **facts))
    except IntegrityError:
        _replace(actor, place, facts)
