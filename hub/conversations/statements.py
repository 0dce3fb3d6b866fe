"""The statements of a conversation's page. Each is made once; who reads what comes with each execution."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, and_, bindparam, case, cast, func, literal, select

from hub.accounts.models import Appointment, User
from hub.conversations.models import Conversation, Post, PostAttachment, Reading
from hub.drafts.models import Draft
from hub.follows.models import Follow
from hub.groups.models import Group
from hub.library.models import Document
from hub.organisations.models import Organisation
from hub.policy import READER_ID, readable

GROUP_SIZE = 11
"""How many columns at the front of `of_view` are the group's."""


@cache
def of_view() -> Select[Any]:
    """The group's facts, the conversation's, and what is the reader's own: mark, follow, draft."""
    group, row = Group.__table__.c, Conversation.__table__.c
    return (
        select(*_of_group(group), *_of_conversation(row), *_own())
        .select_from(Conversation.__table__)
        .join(Group.__table__, group.id == row.group_id)
        .outerjoin(Reading.__table__, _is_own(Reading, Reading.__table__.c.conversation_id == row.id))
        .outerjoin(Follow.__table__, _is_own(Follow, _follows(Follow.__table__.c, row.id)))
        .outerjoin(Draft.__table__, _is_own(Draft, _typed_in(Draft.__table__.c, row.id)))
        .where(row.id == bindparam("conversation_id"), group.slug == bindparam("slug"))
        .where(row.merged_into_id.is_(None), readable(row))
    )


def _of_group(c: Any) -> tuple[Any, ...]:
    facts = (c.id, c.slug, c.kind, c.name, c.visibility, c.content_audience)
    return (*facts, c.member_count, c.council_count, c.version, c.state, c.archived_at)


def _of_conversation(c: Any) -> tuple[Any, ...]:
    return (
        *(c.id, c.title, c.group_id, c.author_id, c.audience, c.audience_also, c.reach, c.version, c.is_question),
        *(c.answered_position, c.next_position, c.post_count, c.last_position, c.last_post_at),
        *(c.closed_at, c.closed_reason, c.pinned_at, c.removed_at, c.removed_reason, c.held_reason),
        *(c.summary_html, c.summary_at),
    )


def _own() -> tuple[Any, ...]:
    return Reading.__table__.c.position, Follow.__table__.c.frequency, Draft.__table__.c.fields


def _is_own(model: Any, about: Any) -> Any:
    """A visitor has nothing of their own: no row is of nobody."""
    return and_(model.__table__.c.user_id == READER_ID, about)


def _follows(c: Any, conversation_id: Any) -> Any:
    return and_(c.kind == "conversation", c.object_id == conversation_id)


def _typed_in(c: Any, conversation_id: Any) -> Any:
    return c.place == literal("conversation:").concat(cast(conversation_id, String))


@cache
def of_posts() -> Select[Any]:
    """The posts with the numbers above `first` up to `last`, with who wrote them in which office."""
    post, user, office = Post.__table__.c, User.__table__.c, Appointment.__table__.c
    return (
        select(
            *(post.id, post.position, post.html, post.author_id, post.created_at, post.edited_at, post.reach),
            *(post.version, post.removed_at, post.removed_reason, post.held_reason, post.attachment_count),
            *(user.display_name, user.state, user.job_title_seen_by, office.kind, office.job_title),
            Organisation.__table__.c.nice_name,
        )
        .select_from(Post.__table__)
        .outerjoin(User.__table__, user.id == post.author_id)
        .outerjoin(Appointment.__table__, office.id == post.author_appointment_id)
        .outerjoin(Organisation.__table__, Organisation.__table__.c.id == office.organisation_id)
        .where(post.conversation_id == bindparam("conversation_id"))
        .where(post.position > bindparam("first"), post.position <= bindparam("last"), readable(post))
        .order_by(post.position)
    )


def of_attachments(post_ids: Sequence[int]) -> Select[int, int, str, str]:
    """The documents that these posts point to; whoever asks adds who reads."""
    number = case((PostAttachment.ref.startswith("document:"), func.substr(PostAttachment.ref, len("document:") + 1)))
    return (
        select(PostAttachment.post_id, Document.id, Document.title, Group.slug)
        .join(Document, Document.id == cast(number, Integer))
        .join(Group, Group.id == Document.group_id)
        .where(PostAttachment.post_id.in_(post_ids), Document.removed_at.is_(None))
        .order_by(PostAttachment.post_id, Document.id)
    )
