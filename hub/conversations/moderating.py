"""What a decision on a report does to a post or a conversation, and how an answer by mail becomes a post."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hub.conversations import actions, hiding
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import Moderation
from hub.groups.models import Group
from hub.library import uploads
from hub.library.intake import Content
from hub.library.queries import Shelf
from hub.policy import Actor, NotFound, Verb, can


def _post(actor: Actor, post_id: int) -> Post:
    found: Post = _visible(actor, Post, post_id)
    return found


def _conversation(actor: Actor, conversation_id: int) -> Conversation:
    found: Conversation = _visible(actor, Conversation, conversation_id)
    return found


def _visible(actor: Actor, model: Any, object_id: int) -> Any:
    row = db.session.get(model, object_id)
    if row is None or not can(actor, Verb.VIEW, row):
        raise NotFound(object_id)
    return row


def _words_of_post(post: Post) -> str:
    return plain_of_html(post.html)


def _words_of_conversation(conversation: Conversation) -> str:
    """Title, summary and opening post: what a report on the whole is about.

    Whoever reports it reads them too, so an opening post that is hidden by itself is left out.
    """
    first = {"conversation_id": conversation.id, "position": 1, "reach": conversation.reach}
    opening = db.session.query(Post).filter_by(**first).one_or_none()
    words = [plain_of_html(html) for html in (conversation.summary_html, opening.html if opening else "") if html]
    return "\n\n".join([conversation.title, *words])


def reply_to_post(actor: Actor, post_id: int, text: str, files: Sequence[Path]) -> str:
    """An answer that came by mail to what was told of a post."""
    return reply_to_conversation(actor, _post(actor, post_id).conversation_id, text, files)


def reply_to_conversation(actor: Actor, conversation_id: int, text: str, files: Sequence[Path]) -> str:
    """An answer that came by mail, with its files in the group's library. Gives the ref of the new post."""
    conversation = _conversation(actor, conversation_id)
    if conversation.merged_into_id is not None:
        return reply_to_conversation(actor, conversation.merged_into_id, text, files)
    group = db.session.get_one(Group, conversation.group_id)
    contents = [_kept(actor, group, path) for path in files]
    return f"post:{actions.reply(actor, conversation, text=text, files=contents).id}"


def _kept(actor: Actor, group: Group, path: Path) -> Content:
    with path.open("rb") as stream:
        return uploads.keep_file(actor, Shelf(group), stream, path.name)


OF_POST = Moderation(
    author_id=lambda post: post.author_id,
    hold=lambda actor, post_id, reason: hiding.hold_post(actor, _post(actor, post_id), reason, is_told=False),
    release=lambda actor, post_id: hiding.release_post(actor, _post(actor, post_id), is_told=False),
    remove=lambda actor, post_id, reason: hiding.remove_post(
        actor, _post(actor, post_id), reason=reason, is_told=False
    ),
    copy=_words_of_post,
)
OF_CONVERSATION = Moderation(
    author_id=lambda conversation: conversation.author_id,
    hold=lambda actor, id_, reason: hiding.hold_conversation(actor, _conversation(actor, id_), reason, is_told=False),
    release=lambda actor, id_: hiding.release_conversation(actor, _conversation(actor, id_), is_told=False),
    remove=lambda actor, id_, reason: hiding.remove_conversation(
        actor, _conversation(actor, id_), reason=reason, is_told=False
    ),
    copy=_words_of_conversation,
)
