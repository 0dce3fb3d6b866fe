"""Inside the transaction: what happened is kept with one promise, and what is kept follows who may see it."""

from __future__ import annotations

from sqlalchemy import delete, exists, false, select, update

from hub.core import outbox
from hub.core.db import db
from hub.core.events import ContentChanged, Noteworthy, record
from hub.core.mail import AddressParked
from hub.core.registry import hub, load_actor, parse_ref
from hub.groups.events import GroupAudienceChanged, MembershipChanged
from hub.notifications.models import Happening, Notification
from hub.policy import visible

TOPIC = "tell"


def keep_happening(event: Noteworthy) -> None:
    """One row and one promise, however many people hear of it."""
    notice = hub().notices[event.notice]
    kind, object_id = parse_ref(event.ref)
    row = db.session.get(kind.model, object_id)
    happening = Happening(
        notice=notice.name,
        kind=kind.name,
        object_id=object_id,
        about=" ".join(event.about),
        people=" ".join(str(user_id) for user_id in dict.fromkeys(event.people)),
        place=_place_of(event, notice.category),
        group_id=_group_of(event, row),
        reason=event.reason,
        actor_id=event.actor_id,
    )
    happening.audience, happening.audience_also = getattr(row, "audience", ""), getattr(row, "audience_also", None)
    db.session.add(happening)
    db.session.flush()
    outbox.enqueue(TOPIC, "happening", happening.id)


def _place_of(event: Noteworthy, category: str) -> str:
    groups = [ref for ref in event.about if ref.startswith("group:")]
    return groups[0] if groups and category == "groups" else (event.about or (event.ref,))[0]


def _group_of(event: Noteworthy, row: object) -> int | None:
    named = [int(ref.partition(":")[2]) for ref in event.about if ref.startswith("group:")]
    return named[0] if named else getattr(row, "group_id", None)


def follow_content(event: ContentChanged) -> None:
    """What was told of a row is seen by whoever may see the row now; of a row that is gone, by nobody."""
    kind = hub().kinds.get(event.kind)
    told = (Happening.kind == event.kind, Happening.object_id == event.object_id)
    if kind is None or db.session.scalar(select(Happening.id).where(*told).limit(1)) is None:
        return
    row = db.session.get(kind.model, event.object_id)
    tokens = {"audience": getattr(row, "audience", ""), "audience_also": getattr(row, "audience_also", None)}
    db.session.execute(update(Happening).where(*told).values(**tokens))


def follow_audience(event: GroupAudienceChanged) -> None:
    """The same for all that was told of one group: one statement a kind."""
    told = (Happening.group_id == event.group_id,)
    for name in db.session.scalars(select(Happening.kind).where(*told).distinct()):
        model = hub().kinds[name].model
        now = select(model.audience).where(model.id == Happening.object_id).scalar_subquery()
        also = select(model.audience_also).where(model.id == Happening.object_id).scalar_subquery()
        there = exists().where(model.id == Happening.object_id)
        changed = update(Happening).where(*told, Happening.kind == name, there)
        db.session.execute(
            changed.values(audience=now, audience_also=also), execution_options={"synchronize_session": False}
        )


def forget_what_is_lost(event: MembershipChanged) -> None:
    """Whoever left hears and reads no more of what they may not see: what was told, and what waits for a digest."""
    actor = load_actor(event.user_id)
    if event.group_id is None or event.group_id in actor.roles:
        return
    of_group = select(Happening.id).where(Happening.group_id == event.group_id)
    seen = of_group.where(visible(actor, Happening) if actor.id else false())
    theirs = (Notification.user_id == event.user_id, Notification.happening_id.in_(of_group))
    db.session.execute(delete(Notification).where(*theirs, Notification.happening_id.not_in(seen)))


def tell_of_parked_address(event: AddressParked) -> None:
    """Say on the page that mail came back; by mail it cannot be said."""
    if event.user_id is not None:
        ref = f"person:{event.user_id}"
        record(Noteworthy(actor_id=None, notice="mail.parked", ref=ref, people=(event.user_id,)))
