"""Following, muting and stopping. Each is the person's own affair: nobody is told and no trail is kept."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.registry import parse_ref
from hub.follows.models import FREQUENCIES, Follow
from hub.follows.rows import choose
from hub.policy import Actor, NotFound, Verb, require, visible


@dataclass(frozen=True)
class Wishes:
    """What one person wishes to hear about, as the policy sees it."""

    audience: str


def follow(actor: Actor, ref: str, frequency: str = "each") -> None:
    """Hear of what happens there: of each, once a day or once a week. Raises NotFound for what is hidden."""
    require(actor, Verb.EDIT, Wishes(f"user:{actor.id}"))
    if frequency not in FREQUENCIES:
        raise Refused(_("Choose how often you want to hear of it."), field="frequency")
    kind, object_id = parse_ref(ref)
    model = kind.model
    if db.session.scalar(select(model.id).where(model.id == object_id, visible(actor, model))) is None:
        raise NotFound(ref)
    choose(actor.id or 0, kind.name, object_id, frequency)


def mute(actor: Actor, ref: str) -> None:
    """Hear nothing of it, whatever happens there; being mentioned by name is still told."""
    require(actor, Verb.EDIT, Wishes(f"user:{actor.id}"))
    kind, object_id = parse_ref(ref)
    choose(actor.id or 0, kind.name, object_id, "off")


def unfollow(actor: Actor, ref: str) -> None:
    """Forget the choice. Works for what the person may no longer see, and for what is gone."""
    require(actor, Verb.EDIT, Wishes(f"user:{actor.id}"))
    kind, object_id = parse_ref(ref)
    mine = (Follow.user_id == actor.id, Follow.kind == kind.name, Follow.object_id == object_id)
    db.session.execute(delete(Follow).where(*mine))
