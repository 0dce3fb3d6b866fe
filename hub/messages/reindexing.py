"""Lets search look again at all of a thread when who takes part in it changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from hub.core import outbox
from hub.core.db import db
from hub.groups.subscribers import SEARCH
from hub.library.models import Document
from hub.messages.models import Message


def look_again_at_thread(thread_id: int) -> None:
    """Two statements a kind, however long the thread is."""
    of_thread: tuple[tuple[str, Any, Any], ...] = (
        ("message", Message, Message.thread_id == thread_id),
        ("document", Document, Document.audience == f"thread:{thread_id}"),
    )
    for name, model, condition in of_thread:
        raised = update(model).where(condition).values(version=model.version + 1)
        db.session.execute(raised.execution_options(synchronize_session=False))
        outbox.enqueue_all(SEARCH, name, select(model.id).where(condition))
