"""Writing an answer that came by mail where it belongs, or keeping it as a draft, with the rights of this moment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hub.core.db import db
from hub.core.events import Noteworthy, record
from hub.core.registry import load_actor, parse_ref, resolve
from hub.drafts.actions import keep_draft
from hub.drafts.queries import find_draft
from hub.groups.models import Membership
from hub.library.media import plain_name
from hub.mail_replies.addresses import ReplyAddress
from hub.mail_replies.reading import Attachment
from hub.policy import Forbidden, NotFound, Verb

PLACES = ("conversation", "thread", "suggestion")
"""Where a reply is typed on the page, and so where its draft waits: the row itself, or what it belongs to."""
FIELD = "text"


class Closed(Exception):
    """It takes no more answers."""


def write(user_id: int, address: ReplyAddress, text: str, files: Sequence[Path]) -> str:
    """Write it, and give the ref of what was written. Raises Closed, or as the kind's own action refuses."""
    actor = load_actor(user_id)
    kind, object_id = parse_ref(address.ref)
    row = _row(user_id, address)
    if kind.reply is None:
        raise NotFound(address.ref)
    place = _place(address.ref, row)
    typed = find_draft(actor, place)
    try:
        made = kind.reply(actor, object_id, text, files)
    except Forbidden:
        if getattr(row, "is_closed", False):
            raise Closed from None
        raise
    if typed:  # what was begun on the page is another text, and stays
        keep_draft(actor, place, typed, page=resolve(actor, address.ref).url)
    return made


def keep(user_id: int, address: ReplyAddress, text: str) -> None:
    """Keep it as the person's draft, below what they had typed there, and ask them."""
    actor = load_actor(user_id)
    row = _row(user_id, address)
    place = _place(address.ref, row)
    fields = dict(find_draft(actor, place) or {})
    fields[FIELD] = "\n\n".join(filter(None, (fields.get(FIELD, ""), text)))
    keep_draft(actor, place, fields, page=resolve(actor, address.ref).url)
    record(Noteworthy(actor_id=None, notice="mail_reply.drafted", ref=address.ref, people=(user_id,)))


def _row(user_id: int, address: ReplyAddress) -> Any:
    """What is answered, where the person may still see it. An address dies with the membership it was given in."""
    actor = load_actor(user_id)
    resolve(actor, address.ref)
    kind, object_id = parse_ref(address.ref)
    row = db.session.get_one(kind.model, object_id)
    group_id = getattr(row, "group_id", None)
    current = (Membership.user_id == user_id, Membership.group_id == group_id, Membership.ended_at.is_(None))
    joined_at = db.session.scalar(select(Membership.joined_at).where(*current)) if group_id else None
    if joined_at is not None and joined_at > address.made_at + timedelta(minutes=1):
        raise Forbidden(Verb.CONTRIBUTE)
    return row


def _place(ref: str, row: Any) -> str:
    for name in PLACES:
        if (parent := getattr(row, f"{name}_id", None)) is not None:
            return f"{name}:{parent}"
    return ref


@contextmanager
def files_in_a_folder(files: Sequence[Attachment]) -> Iterator[list[Path]]:
    """The attachments as files under their own names, for as long as they are being taken."""
    with tempfile.TemporaryDirectory(prefix="hub-mail-") as folder:
        paths = []
        for number, attachment in enumerate(files):
            path = Path(folder) / str(number) / plain_name(attachment.filename)
            path.parent.mkdir()
            path.write_bytes(attachment.body)
            paths.append(path)
        yield paths
