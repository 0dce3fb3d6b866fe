"""Writing to all members of a group, for those who run it. These are actions too, and the kind of what they write.

However many members there are, it is one row and one fact: who hears of it, and how, is decided afterwards.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from hub.accounts.authors import main_appointment_id
from hub.accounts.mentions import read_mentions
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, Noteworthy, record
from hub.core.markup import RENDERER_VERSION
from hub.drafts.actions import drop_draft
from hub.groups.content import inside, place, remove, restore
from hub.groups.models import Group
from hub.messages import caps, queries
from hub.messages.desk import LONGEST, LONGEST_SUBJECT
from hub.messages.events import (
    GroupMessageHeld,
    GroupMessageReleased,
    GroupMessageRemoved,
    GroupMessageSent,
)
from hub.messages.models import GroupMessage
from hub.policy import Actor, NotFound, Verb, require


def send_group_message(
    actor: Actor, group: Group, *, subject: str, text: str, is_sure: bool, key: str = ""
) -> GroupMessage:
    """Write to everyone who belongs. Sent twice with the same key it is one message."""
    require(actor, Verb.MANAGE, group)
    require(actor, Verb.CONTRIBUTE, inside(group))
    if (sent := _find_sent(actor, key)) is not None:
        return sent
    _check(subject, text, is_sure=is_sure)
    said = read_mentions(actor, text, group)
    caps.hold(group)
    if (sent := _find_sent(actor, key)) is not None:  # by the other of two clicks, which held the group's row
        return sent
    caps.check_group_message(group)
    message = GroupMessage(
        subject=" ".join(subject.split()),
        text=said.source,
        html=said.html,
        renderer_version=RENDERER_VERSION,
        author_id=actor.id,
        author_appointment_id=main_appointment_id(actor),
        people_count=queries.count_members(actor, group).people,
        client_key=key or None,
    )
    place(message, group)
    db.session.add(message)
    db.session.flush()
    drop_draft(actor, f"group:{group.id}:message")
    _tell(actor, group, message)
    return message


def _find_sent(actor: Actor, key: str) -> GroupMessage | None:
    mine = (GroupMessage.client_key == key, GroupMessage.author_id == actor.id)
    return db.session.scalar(select(GroupMessage).where(*mine)) if key else None


def _check(subject: str, text: str, *, is_sure: bool) -> None:
    if not 1 <= len(subject.strip()) <= LONGEST_SUBJECT:
        raise Refused(_("Give a subject of 1 to %(most)s characters.", most=LONGEST_SUBJECT), field="subject")
    if not 1 <= len(text.strip()) <= LONGEST:
        raise Refused(_("Write something of up to %(most)s characters.", most=f"{LONGEST:,}"), field="text")
    if not is_sure:
        raise Refused(_("Tick the box when you have read to how many people this goes."), field="is_sure")


def _tell(actor: Actor, group: Group, message: GroupMessage) -> None:
    ref = f"group_message:{message.id}"
    record(GroupMessageSent(actor_id=actor.id, ref=ref, group_id=group.id))
    record(ContentChanged(actor_id=actor.id, kind="group_message", object_id=message.id))
    about = (ref, f"group:{group.id}")
    record(Noteworthy(actor_id=actor.id, notice="group_message.sent", ref=ref, about=about))


def hold_group_message(actor: Actor, message_id: int, reason: str) -> None:
    """Hide it from all but its author and those who run the group until somebody has decided."""
    message, group = _get_for_moderation(actor, message_id)
    place(message, group, "facilitators")
    _changed(actor, message, GroupMessageHeld(**_fact(actor, message), reason=reason))


def release_group_message(actor: Actor, message_id: int) -> None:
    """Show it to the group again, whether it was held or had been removed."""
    message, group = _get_for_moderation(actor, message_id)
    if message.removed_at is not None:
        restore(message, group)
    place(message, group)
    _changed(actor, message, GroupMessageReleased(**_fact(actor, message)))


def remove_group_message(actor: Actor, message_id: int, reason: str) -> None:
    """Take it down. Its author reads the reason."""
    message, group = _get_for_moderation(actor, message_id)
    if not reason.strip():
        raise Refused(_("Say why you remove it. Its author will read this."), field="reason")
    if message.removed_at is None:
        remove(message, group, by_id=actor.id, reason=reason)
    _changed(actor, message, GroupMessageRemoved(**_fact(actor, message), reason=reason))


def _get_for_moderation(actor: Actor, message_id: int) -> tuple[GroupMessage, Group]:
    message = db.session.get(GroupMessage, message_id)
    if message is None or message.group is None:
        raise NotFound(message_id)
    require(actor, Verb.MODERATE, message)
    return message, message.group


def _changed(actor: Actor, message: GroupMessage, event: Any) -> None:
    message.version += 1
    record(event)
    record(ContentChanged(actor_id=actor.id, kind="group_message", object_id=message.id))


def _fact(actor: Actor, message: GroupMessage) -> dict[str, Any]:
    return {"actor_id": actor.id, "ref": f"group_message:{message.id}", "group_id": message.group_id}
