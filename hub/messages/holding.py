"""What staff do with a message that was reported: they act on it alone, and read nothing around it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.groups.content import place_in_thread
from hub.messages.events import MessageHeld, MessageReleased, MessageRemoved
from hub.messages.models import Message
from hub.policy import SITE, Actor, NotFound, Verb, require


def author_of(row: Message) -> int | None:
    return row.author_id


def hold_message(actor: Actor, message_id: int, reason: str) -> None:
    """Hide it from everyone but its author until a decision is made."""
    message = _get_reported(actor, message_id)
    message.held_at = message.held_at or clock.now()
    _reach(actor, message, "author")
    record(MessageHeld(**_fact(actor, message), reason=reason))


def release_message(actor: Actor, message_id: int) -> None:
    """Show it to the people of its thread again, whether it was held or had been removed."""
    message = _get_reported(actor, message_id)
    message.held_at = message.removed_at = message.removed_reason = None
    _reach(actor, message, "thread")
    record(MessageReleased(**_fact(actor, message)))


def remove_message(actor: Actor, message_id: int, reason: str) -> None:
    """Take it down with what was attached to it. Its author sees it with the reason; the others no longer do."""
    message = _get_reported(actor, message_id)
    if not reason.strip():
        raise Refused(_("Say why you remove it. Its author will read this."), field="reason")
    message.removed_at, message.removed_reason = clock.now(), reason
    _reach(actor, message, "author")
    record(MessageRemoved(**_fact(actor, message), reason=reason))


def _get_reported(actor: Actor, message_id: int) -> Message:
    require(actor, Verb.ADMINISTER, SITE)
    message = db.session.get(Message, message_id, with_for_update=True)
    if message is None:
        raise NotFound(message_id)
    return message


def _reach(actor: Actor, message: Message, reach: str) -> None:
    """The message and what came with it go as far as each other."""
    message.show_to(reach)
    record(ContentChanged(actor_id=actor.id, kind="message", object_id=message.id))
    for document in message.documents:
        place_in_thread(document, message.thread_id, reach)
        document.version += 1
        record(ContentChanged(actor_id=actor.id, kind="document", object_id=document.id))


def _fact(actor: Actor, message: Message) -> dict[str, Any]:
    return {"actor_id": actor.id, "ref": f"message:{message.id}", "group_id": None, "is_staff_act": True}
