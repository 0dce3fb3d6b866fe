"""What members do: start a conversation, write in it, change their words, accept an answer, say how far they read."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from hub.accounts.authors import main_appointment_id
from hub.accounts.mentions import ids_in, read_mentions
from hub.conversations import attaching, marks, writing
from hub.conversations.events import (
    AnswerAccepted,
    AnswerWithdrawn,
    ConversationEdited,
    ConversationStarted,
    PostEdited,
    PostWritten,
)
from hub.conversations.forms import LONGEST_TITLE
from hub.conversations.mentions import tell_mentioned
from hub.conversations.models import Conversation, Post, PostVersion
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.drafts.actions import drop_draft
from hub.follows.rows import follow_by_itself
from hub.groups.content import inside, place
from hub.groups.models import Group
from hub.library.intake import Content
from hub.policy import Actor, Verb, require


def start_conversation(
    actor: Actor,
    group: Group,
    *,
    title: str,
    text: str,
    is_question: bool = False,
    named: Sequence[str] = (),
    files: Sequence[Content] = (),
    client_key: str = "",
) -> Conversation:
    """A new conversation with its first post, or the one that this key made before."""
    require(actor, Verb.CONTRIBUTE, inside(group))
    title, named_in = _checked_title(title), read_mentions(actor, writing.checked(text), inside(group))
    text, html = named_in.source, named_in.html
    if (earlier := writing.find_same(actor, client_key)) is not None:
        return earlier.conversation
    refs = attaching.read_refs(actor, named)
    conversation = _new_conversation(actor, group, title, is_question=is_question)
    refs += attaching.publish(actor, group, files)
    post = writing.add_post(actor, conversation, group, text, html, client_key)
    attaching.attach(post, refs)
    _after_writing(actor, conversation, post)
    tell_mentioned(actor, conversation, post, named_in.user_ids)
    drop_draft(actor, f"group:{group.id}:conversation")
    record(ConversationStarted(actor_id=actor.id, conversation_id=conversation.id, group_id=group.id))
    about = (f"conversation:{conversation.id}", f"group:{group.id}")
    _tell(actor, "conversation.started", f"conversation:{conversation.id}", about)
    return conversation


def _new_conversation(actor: Actor, group: Group, title: str, *, is_question: bool) -> Conversation:
    conversation = Conversation(title=title, is_question=is_question, created_at=clock.now())
    conversation.author_id, conversation.author_appointment_id = actor.id, main_appointment_id(actor)
    conversation.version, conversation.next_position, conversation.post_count = 1, 1, 0
    writing.set_open(conversation)
    place(conversation, group)
    db.session.add(conversation)
    db.session.flush()
    return conversation


def reply(
    actor: Actor,
    conversation: Conversation,
    *,
    text: str,
    named: Sequence[str] = (),
    files: Sequence[Content] = (),
    client_key: str = "",
) -> Post:
    """A new post at the end, or the one that this key made before."""
    require(actor, Verb.VIEW, conversation)
    named_in = read_mentions(actor, writing.checked(text), conversation)
    text, html = named_in.source, named_in.html
    writing.lock(conversation)
    if (earlier := writing.find_same(actor, client_key)) is not None:
        return earlier
    _refuse_closed(conversation)
    require(actor, Verb.CONTRIBUTE, conversation)
    group = _group_of(conversation)
    refs = attaching.read_refs(actor, named) + attaching.publish(actor, group, files)
    post = writing.add_post(actor, conversation, group, text, html, client_key)
    attaching.attach(post, refs)
    _after_writing(actor, conversation, post)
    tell_mentioned(actor, conversation, post, named_in.user_ids)
    drop_draft(actor, f"conversation:{conversation.id}")
    _tell(actor, "conversation.replied", f"post:{post.id}", (f"conversation:{conversation.id}",))
    return post


def _after_writing(actor: Actor, conversation: Conversation, post: Post) -> None:
    """Whoever writes follows what comes, and has read what stands there."""
    follow_by_itself(actor.id or 0, "conversation", conversation.id, "wrote")
    marks.set_mark(actor.id or 0, conversation.id, post.position)
    where = {"conversation_id": conversation.id, "group_id": conversation.group_id or 0}
    record(PostWritten(actor_id=actor.id, post_id=post.id, position=post.position, **where))


def _refuse_closed(conversation: Conversation) -> None:
    if conversation.is_closed:
        raise Refused(_("This conversation takes no more posts. Copy your words to keep them."), field="text")


def edit_post(actor: Actor, post: Post, *, text: str) -> None:
    """Change one's own words while they are fresh. What stood there before is kept and can be seen."""
    require(actor, Verb.EDIT, post)
    named_in = read_mentions(actor, writing.checked(text), post.conversation)
    text, html = named_in.source, named_in.html
    if not writing.may_still_edit(post):
        raise Refused(_("A post can be changed for a day. Write a new one, so that people see what changed."))
    writing.lock(post.conversation)
    db.session.refresh(post)
    if text == post.text:
        return
    number = db.session.scalar(select(func.count()).where(PostVersion.post_id == post.id)) or 0
    named_before = set(ids_in(post.text))
    before = {"text": post.text, "html": post.html, "written_at": post.edited_at or post.created_at}
    db.session.add(PostVersion(post_id=post.id, number=number + 1, **before))
    post.text, post.html, post.renderer_version = text, html, markup.RENDERER_VERSION
    post.version += 1
    writing.now_edited(post)
    writing.show_again(actor.id, post.conversation)
    writing.tell_search(actor.id, "post", post.id)
    tell_mentioned(actor, post.conversation, post, [one for one in named_in.user_ids if one not in named_before])
    drop_draft(actor, f"post:{post.id}")
    record(PostEdited(actor_id=actor.id, ref=f"post:{post.id}", group_id=post.group_id))


def edit_conversation(actor: Actor, conversation: Conversation, *, title: str, is_question: bool) -> None:
    """Call it something else, or make a question of it or none. Its opener and the facilitators may."""
    require(actor, Verb.EDIT, conversation)
    writing.lock(conversation)
    conversation.title, conversation.is_question = _checked_title(title), is_question
    if not is_question:
        conversation.answered_position = None
    writing.set_open(conversation)
    writing.now_edited(conversation)
    writing.show_again(actor.id, conversation)
    record(ConversationEdited(actor_id=actor.id, ref=_ref(conversation), group_id=conversation.group_id))


def accept_answer(actor: Actor, conversation: Conversation, post: Post) -> None:
    """Mark the post that answers the question. Its opener and the facilitators may."""
    require(actor, Verb.EDIT, conversation)
    writing.lock(conversation)
    if not conversation.is_question or post.conversation_id != conversation.id or post.position == 1:
        raise Refused(_("Only a reply to a question can be its answer."))
    if post.reach != conversation.reach:
        raise Refused(_("This post is hidden, so it cannot be the answer."))
    conversation.answered_position = post.position
    writing.set_open(conversation)
    writing.show_again(actor.id, conversation)
    record(AnswerAccepted(actor_id=actor.id, ref=f"post:{post.id}", group_id=conversation.group_id))
    people = (post.author_id,) if post.author_id else ()
    _tell(actor, "conversation.accepted", f"post:{post.id}", (_ref(conversation),), people)


def withdraw_answer(actor: Actor, conversation: Conversation) -> None:
    """Open the question again."""
    require(actor, Verb.EDIT, conversation)
    writing.lock(conversation)
    conversation.answered_position = None
    writing.set_open(conversation)
    writing.show_again(actor.id, conversation)
    record(AnswerWithdrawn(actor_id=actor.id, ref=_ref(conversation), group_id=conversation.group_id))


def mark_read(actor: Actor, conversation: Conversation, position: int) -> None:
    """Remember how far the person has read; never less far than before, nor beyond what is there."""
    require(actor, Verb.EDIT, marks.Marks(f"user:{actor.id}"))
    require(actor, Verb.VIEW, conversation)
    marks.set_mark(actor.id or 0, conversation.id, max(0, min(position, conversation.last_position)))


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Give it a title."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(_("Give a title of 200 characters or fewer."), field="title")
    return title


def _group_of(conversation: Conversation) -> Group:
    return db.session.get_one(Group, conversation.group_id)


def _ref(conversation: Conversation) -> str:
    return f"conversation:{conversation.id}"


def _tell(
    actor: Actor, notice: str, ref: str, about: tuple[str, ...], people: tuple[int, ...] = (), reason: str = ""
) -> None:
    record(Noteworthy(actor_id=actor.id, notice=notice, ref=ref, about=about, people=people, reason=reason))
