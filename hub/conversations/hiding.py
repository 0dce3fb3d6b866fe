"""Holding, removing and putting back posts and whole conversations. Numbers stay; what is kept is counted anew.

A post reaches the group while neither it nor its conversation is held or removed. `is_told`: the author is told here;
a decision on a report tells them by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from hub.conversations import writing
from hub.conversations.events import (
    ConversationHeld,
    ConversationReleased,
    ConversationRemoved,
    ConversationRestored,
    PostHeld,
    PostReleased,
    PostRemoved,
    PostRestored,
)
from hub.conversations.models import Conversation, Post
from hub.core import outbox
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, Noteworthy, record
from hub.groups.content import place, place_all, remove, restore
from hub.groups.models import Group
from hub.groups.subscribers import SEARCH
from hub.policy import Actor, Forbidden, Verb, can, require

Row = Conversation | Post


def hold_post(actor: Actor, post: Post, reason: str, *, is_told: bool = True) -> None:
    """Hide a post until somebody has looked at it: facilitators and its author see it meanwhile."""
    require(actor, Verb.MODERATE, post)
    _begin(post)
    _refuse_removed(post)
    if post.held_reason is not None:
        return
    post.held_reason = reason
    _settle(actor, post)
    _done(actor, post, PostHeld, "post.held" if is_told else "", reason)


def release_post(actor: Actor, post: Post, *, is_told: bool = True) -> None:
    """Show it to the group again, whether it was held or removed."""
    require(actor, Verb.MODERATE, post)
    _begin(post)
    if post.removed_at is None and post.held_reason is None:
        return
    post.held_reason = None
    if post.removed_at is not None:
        restore(post, _group(post))
    _settle(actor, post)
    _done(actor, post, PostReleased, "post.restored" if is_told else "")


def remove_post(actor: Actor, post: Post, *, reason: str = "", is_told: bool = True) -> None:
    """Take a post down. Facilitators say why; authors need not."""
    _require_own_or_moderate(actor, post)
    _begin(post)
    _refuse_removed(post)
    _refuse_no_reason(actor, post, reason)
    remove(post, _group(post), by_id=actor.id, reason=reason)
    _settle(actor, post)
    _done(actor, post, PostRemoved, "post.removed" if is_told else "", reason)


def restore_post(actor: Actor, post: Post) -> None:
    """Put it back: facilitators any, authors what they took down themselves. What was held stays held."""
    _require_own_or_moderate(actor, post)
    _begin(post)
    _refuse_not_removed(actor, post)
    restore(post, _group(post))
    _settle(actor, post)
    _done(actor, post, PostRestored, "post.restored")


def hold_conversation(actor: Actor, conversation: Conversation, reason: str, *, is_told: bool = True) -> None:
    """Hide a conversation with all its posts until somebody has looked at it."""
    require(actor, Verb.MODERATE, conversation)
    _begin(conversation)
    _refuse_removed(conversation)
    if conversation.held_reason is not None:
        return
    conversation.held_reason = reason
    place(conversation, _group(conversation), "facilitators")
    _hide_posts(conversation)
    writing.show_again(actor.id, conversation)
    _done(actor, conversation, ConversationHeld, "post.held" if is_told else "", reason)


def release_conversation(actor: Actor, conversation: Conversation, *, is_told: bool = True) -> None:
    """Show it to the group again, whether it was held or removed; posts held or removed by themselves stay so."""
    require(actor, Verb.MODERATE, conversation)
    _begin(conversation)
    if conversation.removed_at is None and conversation.held_reason is None:
        return
    conversation.held_reason = None
    if conversation.removed_at is not None:
        restore(conversation, _group(conversation))
    place(conversation, _group(conversation))
    _show_posts(actor, conversation)
    _done(actor, conversation, ConversationReleased, "post.restored" if is_told else "")


def remove_conversation(actor: Actor, conversation: Conversation, *, reason: str = "", is_told: bool = True) -> None:
    """Take a conversation down with all its posts. Its opener may as long as nobody else has written in it."""
    if not can(actor, Verb.MODERATE, conversation):
        require(actor, Verb.EDIT, conversation)
        if conversation.author_id != actor.id or conversation.next_position > 2:
            raise Refused(_("Others have written here, so only the people who run the group can take it down."))
    _begin(conversation)
    _refuse_removed(conversation)
    _refuse_no_reason(actor, conversation, reason)
    remove(conversation, _group(conversation), by_id=actor.id, reason=reason)
    _hide_posts(conversation)
    writing.show_again(actor.id, conversation)
    _done(actor, conversation, ConversationRemoved, "post.removed" if is_told else "", reason)


def restore_conversation(actor: Actor, conversation: Conversation) -> None:
    """Put it back with its posts."""
    _require_own_or_moderate(actor, conversation)
    _begin(conversation)
    _refuse_not_removed(actor, conversation)
    restore(conversation, _group(conversation))
    if conversation.held_reason is None:
        _show_posts(actor, conversation)
    writing.show_again(actor.id, conversation)
    _done(actor, conversation, ConversationRestored, "post.restored")


def _require_own_or_moderate(actor: Actor, row: Row) -> None:
    if not can(actor, Verb.MODERATE, row):
        require(actor, Verb.EDIT, row)
        if row.author_id != actor.id:
            raise Forbidden(Verb.MODERATE)


def _begin(row: Row) -> None:
    """Lock what is counted, and look at the row as it is now."""
    writing.lock(row if isinstance(row, Conversation) else row.conversation)
    db.session.refresh(row)


def _refuse_removed(row: Row) -> None:
    if row.removed_at is not None:
        raise Refused(_("This has been taken down already."))
    if isinstance(row, Conversation) and row.merged_into_id is not None:
        raise Refused(_("This conversation was merged into another. Look after that one."))


def _refuse_not_removed(actor: Actor, row: Row) -> None:
    if row.removed_at is None:
        raise Refused(_("This has not been taken down."))
    if not can(actor, Verb.MODERATE, row) and row.removed_by_id != actor.id:
        raise Forbidden(Verb.MODERATE)


def _refuse_no_reason(actor: Actor, row: Row, reason: str) -> None:
    if not reason and row.author_id != actor.id:
        raise Refused(_("Say why. Its author will read this."), field="reason")


def _settle(actor: Actor, post: Post) -> None:
    """Place a post by its own state and its conversation's, and count anew."""
    conversation = post.conversation
    is_hidden = post.removed_at is not None or post.held_reason is not None or conversation.reach != "group"
    place(post, _group(post), "facilitators" if is_hidden else "group")
    post.version += 1
    if is_hidden and conversation.answered_position == post.position:
        conversation.answered_position = None
        writing.set_open(conversation)
    writing.recount(conversation)
    writing.show_again(actor.id, conversation)
    writing.tell_search(actor.id, "post", post.id)


def _hide_posts(conversation: Conversation) -> None:
    shown = (Post.conversation_id == conversation.id, Post.reach == "group")
    _place_posts(conversation, shown, "facilitators")


def _show_posts(actor: Actor, conversation: Conversation) -> None:
    """Those that were hidden with the conversation alone, and not for themselves."""
    own = (Post.removed_at.is_(None), Post.held_reason.is_(None))
    _place_posts(conversation, (Post.conversation_id == conversation.id, *own), "group")
    writing.recount(conversation)
    writing.show_again(actor.id, conversation)


def _place_posts(conversation: Conversation, rows: Sequence[ColumnElement[bool]], reach: str) -> None:
    db.session.flush()
    place_all(Post, rows, _group(conversation), reach)
    outbox.enqueue_all(SEARCH, "post", writing.ids_of_posts(conversation))


def _group(row: Row) -> Group:
    return db.session.get_one(Group, row.group_id)


def _done(actor: Actor, row: Row, fact: type[Audited], notice: str, reason: str = "") -> None:
    ref = f"{'post' if isinstance(row, Post) else 'conversation'}:{row.id}"
    record(fact(actor_id=actor.id, ref=ref, group_id=row.group_id, reason=reason))
    if notice and row.author_id is not None:
        record(Noteworthy(actor_id=actor.id, notice=notice, ref=ref, people=(row.author_id,), reason=reason))
