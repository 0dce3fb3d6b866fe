"""Conversations: titled threads of posts in a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.conversations import models

    assert models.Conversation and _l
