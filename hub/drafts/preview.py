"""How a text will look, before it is sent: rendered as it would be, with the same people named."""

from __future__ import annotations

from dataclasses import dataclass

from hub.accounts.mentions import find_place, read_mentions
from hub.policy import Actor

LONGEST = 100_000


@dataclass(frozen=True)
class Preview:
    """The safe HTML, and what its writer should know: who is named and will not be told."""

    html: str
    sentences: tuple[str, ...] = ()


def preview_of(actor: Actor, ref: str, text: str) -> Preview:
    """`ref` is what the text will stand in, such as `conversation:12` or `group:3`, and open to the actor."""
    mentions = read_mentions(actor, text[:LONGEST], find_place(actor, ref))
    return Preview(mentions.html, mentions.sentences)
