"""What posts point to: documents of a library by their ref, and files that become documents of the group's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from hub.conversations.models import Post, PostAttachment
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.registry import parse_ref
from hub.groups.models import Group
from hub.library.actions import publish_documents
from hub.library.intake import Content, Facts
from hub.library.queries import Shelf
from hub.policy import Actor, visible

MOST = 20
REF = re.compile(r"^document:\d{1,10}$")
ADDRESS = re.compile(r"/library/(\d{1,10})(?:[/?#]|$)")


def read_refs(actor: Actor, named: Iterable[str]) -> list[str]:
    """The refs of what was named by ref or by address. Refuses what the actor may not see as what is not there."""
    refs = list(dict.fromkeys(_ref(actor, name) for name in named))
    if len(refs) > MOST:
        raise Refused(_("Name at most %(most)s documents.", most=MOST), field="documents")
    return refs


def _ref(actor: Actor, name: str) -> str:
    address = ADDRESS.search(name)
    ref = f"document:{address[1]}" if address else name
    if not REF.match(ref) or not _is_there(actor, ref):
        message = _("We found no document at “%(name)s”. Copy the address of its page.", name=name)
        raise Refused(message, field="documents")
    return f"document:{parse_ref(ref)[1]}"


def _is_there(actor: Actor, ref: str) -> bool:
    kind, object_id = parse_ref(ref)
    wanted = select(kind.model.id).where(kind.model.id == object_id, visible(actor, kind.model))
    return db.session.scalar(wanted) is not None


def publish(actor: Actor, group: Group, contents: Sequence[Content]) -> list[str]:
    """Put files that came with a post into the group's library, and give their refs."""
    if not contents:
        return []
    made = publish_documents(actor, Shelf(group), [(content, Facts(), None) for content in contents])
    return [f"document:{document.id}" for document in made]


def attach(post: Post, refs: Iterable[str]) -> None:
    """Let the post point to these. It has its id already."""
    wanted = list(dict.fromkeys(refs))
    db.session.add_all(PostAttachment(post_id=post.id, ref=ref) for ref in wanted)
    post.attachment_count = len(wanted)
