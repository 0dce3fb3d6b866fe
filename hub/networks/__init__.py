"""Connections between people, and the informal circles they make."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.registry import Relation
    from hub.networks import blocks, models

    hub.relation("blocks", Relation(holds=blocks.blocks, condition=blocks.blocks_condition))
