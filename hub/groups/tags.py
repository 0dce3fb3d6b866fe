"""The subjects of a group: keywords that the directory filters by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Model, db
from hub.groups.content import Tag

MOST = 10
LONGEST = 60


class GroupTag(Tag, Model):
    __tablename__ = "group_tags"

    target_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))


def tags_from(words: str) -> list[str]:
    """What a person typed, with commas between: lower case, single spaces, each once, at most ten."""
    found = (re.sub(r"\s+", " ", word).strip().lower()[:LONGEST].strip() for word in re.split(r"[,;\n]", words))
    return list(dict.fromkeys(word for word in found if word))[:MOST]


def write_tags(group_id: int, tags: Iterable[str]) -> None:
    """Let the group have these tags and no others."""
    db.session.execute(delete(GroupTag).where(GroupTag.target_id == group_id))
    db.session.add_all(GroupTag(target_id=group_id, name=name) for name in tags)


def tags_of(group_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of several groups at once, in the order of the alphabet."""
    found: dict[int, list[str]] = {}
    rows = select(GroupTag.target_id, GroupTag.name).where(GroupTag.target_id.in_(group_ids)).order_by(GroupTag.name)
    for group_id, name in db.session.execute(rows):
        found.setdefault(group_id, []).append(name)
    return {group_id: tuple(found.get(group_id, ())) for group_id in group_ids}
