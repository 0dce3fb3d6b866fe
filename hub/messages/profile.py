"""What the page of a person says of writing to them."""

from __future__ import annotations

from flask import url_for

from hub.messages.queries import can_write_to
from hub.policy import Actor


def find_way_to_write(actor: Actor, person_id: int) -> str | None:
    """Where one writes to this person; None for whoever may not."""
    return url_for("messages.new", to=person_id) if can_write_to(actor, person_id) else None
