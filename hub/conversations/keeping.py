"""Keeping a conversation in order: closing, pinning, and the summary that says where it has got to."""

from __future__ import annotations

from flask_babel import gettext as _

from hub.accounts.authors import main_appointment_id
from hub.conversations import writing
from hub.conversations.events import (
    ConversationClosed,
    ConversationPinned,
    ConversationReopened,
    ConversationUnpinned,
    SummaryChanged,
)
from hub.conversations.models import Conversation, SummaryVersion
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, Noteworthy, record
from hub.drafts.actions import drop_draft
from hub.policy import Actor, Verb, require

LONGEST_SUMMARY = 20_000


def close_conversation(actor: Actor, conversation: Conversation, *, reason: str = "") -> None:
    """Let it take no more posts. Those who follow it hear why."""
    _begin(actor, conversation)
    if conversation.closed_at is not None:
        return
    conversation.closed_at, conversation.closed_reason = clock.now(), reason or None
    writing.set_open(conversation)
    _changed(actor, conversation, ConversationClosed, reason)
    _tell(actor, conversation, "conversation.closed", reason)


def reopen_conversation(actor: Actor, conversation: Conversation) -> None:
    _begin(actor, conversation)
    if conversation.closed_at is None:
        return
    conversation.closed_at = conversation.closed_reason = None
    writing.set_open(conversation)
    _changed(actor, conversation, ConversationReopened)
    _tell(actor, conversation, "conversation.reopened")


def pin_conversation(actor: Actor, conversation: Conversation) -> None:
    """Put it above the others."""
    _begin(actor, conversation)
    if conversation.pinned_at is None:
        conversation.pinned_at = clock.now()
        _changed(actor, conversation, ConversationPinned)


def unpin_conversation(actor: Actor, conversation: Conversation) -> None:
    _begin(actor, conversation)
    if conversation.pinned_at is not None:
        conversation.pinned_at = None
        _changed(actor, conversation, ConversationUnpinned)


def _begin(actor: Actor, conversation: Conversation) -> None:
    require(actor, Verb.MODERATE, conversation)
    writing.lock(conversation)
    if conversation.merged_into_id is not None or conversation.removed_at is not None:
        raise Refused(_("This conversation is not there any more."))


def write_summary(actor: Actor, conversation: Conversation, *, text: str) -> None:
    """Say where it has got to; what was said before is kept. Its opener and the facilitators may."""
    require(actor, Verb.EDIT, conversation)
    text = text.strip()
    if len(text) > LONGEST_SUMMARY:
        raise Refused(_("That is too long. Use %(most)s characters or fewer.", most=LONGEST_SUMMARY), field="text")
    html = markup.render(text) if text else ""
    writing.lock(conversation)
    if text == conversation.summary:
        return
    conversation.summary, conversation.summary_html = text, html
    conversation.summary_at, conversation.summary_by_id = clock.now(), actor.id
    version = SummaryVersion(conversation_id=conversation.id, text=text, html=html, author_id=actor.id)
    version.author_appointment_id = main_appointment_id(actor)
    db.session.add(version)
    drop_draft(actor, f"conversation:{conversation.id}:summary")
    _changed(actor, conversation, SummaryChanged)
    if text:
        _tell(actor, conversation, "conversation.summarised")


def _changed(actor: Actor, conversation: Conversation, fact: type[Audited], reason: str = "") -> None:
    writing.show_again(actor.id, conversation)
    record(fact(actor_id=actor.id, ref=_ref(conversation), group_id=conversation.group_id, reason=reason))


def _tell(actor: Actor, conversation: Conversation, notice: str, reason: str = "") -> None:
    ref = _ref(conversation)
    record(Noteworthy(actor_id=actor.id, notice=notice, ref=ref, about=(ref,), reason=reason))


def _ref(conversation: Conversation) -> str:
    return f"conversation:{conversation.id}"
