"""The rows of conversations and posts, their numbers and counts. The actions that these serve have asked the policy."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from hub.accounts.authors import main_appointment_id
from hub.conversations.forms import LONGEST_POST
from hub.conversations.models import Conversation, Post
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.groups.content import place
from hub.groups.models import Group
from hub.policy import Actor

LONGEST_KEY = 64
EDIT_FOR = timedelta(days=1)


def checked(text: str, longest: int = LONGEST_POST) -> str:
    """The words without the space around them. Refuses none and too many."""
    text = text.strip()
    if not text:
        raise Refused(_("Write something first."), field="text")
    if len(text) > longest:
        raise Refused(_("That is too long. Use %(most)s characters or fewer.", most=longest), field="text")
    return text


def lock(conversation: Conversation) -> None:
    """Hold the conversation's row: numbers are given out one after the other, and counts add up."""
    db.session.flush()
    db.session.refresh(conversation, with_for_update=True)


def find_same(actor: Actor, client_key: str) -> Post | None:
    """What this person's form with this key made before."""
    if not client_key:
        return None
    return db.session.scalar(
        select(Post).where(Post.author_id == actor.id, Post.client_key == client_key[:LONGEST_KEY])
    )


def add_post(actor: Actor, conversation: Conversation, group: Group, text: str, html: str, client_key: str) -> Post:
    """Give the words the next number. The conversation is locked and has its id already."""
    post = Post(
        conversation=conversation,
        position=conversation.next_position,
        text=text,
        html=html,
        client_key=client_key[:LONGEST_KEY] or None,
        author_id=actor.id,
        author_appointment_id=main_appointment_id(actor),
        renderer_version=markup.RENDERER_VERSION,
    )
    conversation.next_position += 1
    place(post, group, conversation.reach)
    db.session.add(post)
    db.session.flush()
    if post.reach == "group":
        conversation.post_count += 1
        conversation.last_position, conversation.last_post_at = post.position, post.created_at
        conversation.last_post_by_id = post.author_id
    show_again(actor.id, conversation)
    tell_search(actor.id, "post", post.id)
    return post


def recount(conversation: Conversation) -> None:
    """Reckon anew what is kept, from the posts that reach the group."""
    db.session.flush()
    shown = (Post.conversation_id == conversation.id, Post.reach == "group")
    facts = select(func.count(), func.max(Post.position), func.max(Post.created_at)).where(*shown)
    count, last, moment = db.session.execute(facts).one()
    conversation.post_count, conversation.last_position = count, last or 0
    conversation.last_post_at = moment or conversation.created_at
    newest = select(Post.author_id).where(*shown, Post.position == last)
    conversation.last_post_by_id = db.session.scalar(newest) if last else conversation.author_id


def ids_of_posts(conversation: Conversation) -> Select[int]:
    return select(Post.id).where(Post.conversation_id == conversation.id)


def set_open(conversation: Conversation) -> None:
    """Keep whether it still waits for an answer: a question with none accepted, neither closed nor merged."""
    ended = conversation.closed_at is not None or conversation.merged_into_id is not None
    waits = conversation.is_question and conversation.answered_position is None and not ended
    conversation.open_since = conversation.created_at if waits else None


def show_again(actor_id: int | None, conversation: Conversation) -> None:
    """Something that its page or search shows of it changed."""
    conversation.version += 1
    tell_search(actor_id, "conversation", conversation.id)


def tell_search(actor_id: int | None, kind: str, object_id: int) -> None:
    record(ContentChanged(actor_id=actor_id, kind=kind, object_id=object_id))


def now_edited(row: Conversation | Post) -> None:
    row.edited_at = clock.now()


def may_still_edit(post: Post) -> bool:
    return clock.now() - post.created_at <= EDIT_FOR
