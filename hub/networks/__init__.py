"""Connections between people, and the informal circles they make."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
