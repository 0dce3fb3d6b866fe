"""Moving a conversation to another group and merging it into another one: only to an audience that is no wider.

Words were written for those who could read them then. So they go where fewer or the same people read, unless every
one of their authors wants it otherwise. Old addresses lead on.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, or_, select, update

from hub.conversations import writing
from hub.conversations.events import ConversationMerged, ConversationMoved
from hub.conversations.models import Conversation, Move, Post, SummaryVersion
from hub.core import outbox
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.follows.models import Follow
from hub.follows.rows import follow_all_by_themselves
from hub.groups.content import inside, place, place_all, token_of_author
from hub.groups.models import Group
from hub.groups.subscribers import SEARCH
from hub.policy import PUBLIC, SIGNED_IN, Actor, Verb, require

WIDTHS = {PUBLIC: 2, SIGNED_IN: 1}


def move_conversation(actor: Actor, conversation: Conversation, target: Group, *, reason: str = "") -> None:
    """Take a conversation to another group, with all its posts."""
    require(actor, Verb.MODERATE, conversation)
    require(actor, Verb.CONTRIBUTE, inside(target))
    writing.lock(conversation)
    _refuse_hidden(conversation)
    if conversation.group_id == target.id:
        raise Refused(_("It is in this group already."), field="group")
    _refuse_wider(actor, conversation, target, "group")
    left = conversation.group_id or 0
    db.session.add(Move(conversation_id=conversation.id, from_group_id=left, moved_by_id=actor.id))
    place(conversation, target)
    conversation.pinned_at = None
    _carry_posts(conversation, target)
    _tell(actor, conversation, "conversation.moved", reason)
    ref = f"conversation:{conversation.id}"
    for group_id in (left, target.id):
        record(ConversationMoved(actor_id=actor.id, ref=ref, group_id=group_id, reason=reason))


def merge_conversation(actor: Actor, source: Conversation, target: Conversation, *, reason: str = "") -> None:
    """Put the posts of one conversation at the end of another. Their numbers grow by what stood there."""
    require(actor, Verb.MODERATE, source)
    require(actor, Verb.MODERATE, target)
    if source.id == target.id:
        raise Refused(
            _("A conversation cannot be merged into itself. Give the address of another one."), field="target"
        )
    for one in sorted((source, target), key=lambda row: row.id):
        writing.lock(one)
        _refuse_hidden(one)
    group = db.session.get_one(Group, target.group_id)
    _refuse_wider(actor, source, group, "target")
    source.merged_into_id, source.merged_offset = target.id, target.next_position - 1
    _join(source, target)
    _carry_posts(target, group, after=source.merged_offset)
    _carry_followers(source, target)
    _leave_empty(source)
    writing.recount(target)
    writing.show_again(actor.id, source)
    _tell(actor, target, "conversation.merged", reason)
    ref = f"conversation:{target.id}"
    for group_id in {target.group_id, source.group_id}:
        record(ConversationMerged(actor_id=actor.id, ref=ref, group_id=group_id, reason=reason))


def _refuse_hidden(conversation: Conversation) -> None:
    if conversation.merged_into_id is not None:
        raise Refused(_("“%(title)s” was merged into another conversation already.", title=conversation.title))
    if conversation.reach != "group":
        raise Refused(_("“%(title)s” is held or taken down. Put it back first.", title=conversation.title))


def _refuse_wider(actor: Actor, conversation: Conversation, target: Group, field: str) -> None:
    """Refuse to show words to more people, or to others, than they were written for."""
    now, then = target.content_audience, conversation.audience
    if now == then or WIDTHS.get(now, 0) < WIDTHS.get(then, 0):
        return
    others = _count_other_authors(actor, conversation)
    if others:
        raise Refused(
            ngettext(
                "“%(name)s” is read by people who cannot read this now. %(num)s other person wrote here for its "
                "present readers and has not agreed, so it stays.",
                "“%(name)s” is read by people who cannot read this now. %(num)s other people wrote here for its "
                "present readers and have not agreed, so it stays.",
                others,
                name=target.name,
            ),
            field=field,
        )


def _count_other_authors(actor: Actor, conversation: Conversation) -> int:
    """How many people beside the actor wrote what is shown: posts and summaries. Who does it agrees."""
    not_mine = or_(Post.author_id.is_(None), Post.author_id != actor.id)
    shown = (Post.conversation_id == conversation.id, Post.reach == "group", not_mine)
    of_posts = db.session.scalar(select(func.count(func.distinct(func.coalesce(Post.author_id, 0)))).where(*shown))
    wrote = (SummaryVersion.conversation_id == conversation.id, SummaryVersion.author_id != actor.id)
    of_summaries = db.session.scalar(select(func.count(func.distinct(SummaryVersion.author_id))).where(*wrote))
    opened = 0 if conversation.author_id == actor.id else 1
    return max(of_posts or 0, of_summaries or 0, opened)


def _join(source: Conversation, target: Conversation) -> None:
    """Give the posts their new conversation and numbers, in one statement."""
    db.session.flush()
    moved = {"conversation_id": target.id, "position": Post.position + source.merged_offset}
    joined = update(Post).where(Post.conversation_id == source.id).values(moved)
    db.session.execute(joined.execution_options(synchronize_session="fetch"))
    if target.is_question and target.answered_position is None and source.answered_position is not None:
        target.answered_position = source.answered_position + (source.merged_offset or 0)
    target.next_position += source.next_position - 1
    writing.set_open(target)


def _carry_posts(conversation: Conversation, group: Group, *, after: int = 0) -> None:
    """Let the posts follow. What is hidden stays with those who hid it: no other group's facilitators read it.

    Its author sees it only where they may read the new group, whose name stands beside it.
    """
    db.session.flush()
    there = (Post.conversation_id == conversation.id, Post.position > after)
    place_all(Post, (*there, Post.reach == "group"), group)
    where = {"group_id": group.id, "audience_also": token_of_author(group, Post.author_id)}
    follow = update(Post).where(*there, Post.group_id != group.id).values(where)
    db.session.execute(follow.execution_options(synchronize_session="fetch"))
    outbox.enqueue_all(SEARCH, "post", writing.ids_of_posts(conversation).where(*there))


def _carry_followers(source: Conversation, target: Conversation) -> None:
    """Whoever followed the one follows the other now, unless they chose something for it."""
    theirs = (Follow.kind == "conversation", Follow.object_id == source.id, Follow.frequency != "off")
    user_ids = list(db.session.scalars(select(Follow.user_id).where(*theirs)))
    follow_all_by_themselves(user_ids, "conversation", target.id, "wrote")


def _leave_empty(source: Conversation) -> None:
    """What is left of a merged conversation: a row whose address leads on."""
    source.post_count = source.last_position = 0
    source.pinned_at = source.answered_position = None
    writing.set_open(source)


def _tell(actor: Actor, conversation: Conversation, notice: str, reason: str) -> None:
    writing.show_again(actor.id, conversation)
    ref = f"conversation:{conversation.id}"
    record(Noteworthy(actor_id=actor.id, notice=notice, ref=ref, about=(ref,), reason=reason))
