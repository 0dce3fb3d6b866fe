"""A group of many members, made with a few statements."""

from sqlalchemy import insert, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.models import Group, Membership


def fill_group(group: Group, number: int) -> list[int]:
    """That many new people belong to the group. Returns their ids."""
    now = clock.now()
    people = [
        {
            "email": f"member{index}@example.gov.uk",
            "display_name": f"Member {index}",
            "state": "active",
            "audience": "signed-in",
            "created_at": now,
        }
        for index in range(number)
    ]
    with unit_of_work():
        db.session.execute(insert(User), people)
        ids = list(db.session.scalars(select(User.id).where(User.email.like("member%@example.gov.uk"))))
        joined = {"group_id": group.id, "role": 1, "joined_at": now}
        db.session.execute(insert(Membership), [joined | {"user_id": user_id} for user_id in ids])
        group.member_count += number
    return ids
