"""People who know each other, and the networks they make."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.models import Group, Membership
from hub.networks import actions, circles
from hub.networks.models import Connection, NetworkInvitation
from hub.policy import Role
from tests.factories import actor_of


def connected(one: User, *others: User) -> None:
    """Let the one ask each of the others, who accept."""
    for other in others:
        with unit_of_work():
            pair = actions.ask_to_connect(actor_of(one), other.id)
            connection_id = pair.id
        with unit_of_work():
            actions.accept_connection(actor_of(other), connection_id)


def make_network(keeper: User, name: str = "Finance circle", members: Sequence[User] = ()) -> Group:
    """A network, with these connections of its keeper in it."""
    with unit_of_work():
        group = circles.make_network(actor_of(keeper), name=name, purpose="For us")
    if members:
        connected(keeper, *members)
        with unit_of_work():
            circles.invite_connections(actor_of(keeper), group, [member.id for member in members])
        for member in members:
            with unit_of_work():
                circles.accept_invitation(actor_of(member), waiting_invitation(group, member).id)
    return group


def waiting_invitation(group: Group, person: User) -> NetworkInvitation:
    row = NetworkInvitation
    waiting = (row.group_id == group.id, row.user_id == person.id, row.decided_at.is_(None))
    return db.session.scalars(select(row).where(*waiting)).one()


def pair_of(one: User, other: User) -> Connection | None:
    low, high = sorted((one.id, other.id))
    db.session.expire_all()
    return db.session.scalar(select(Connection).where(Connection.low_id == low, Connection.high_id == high))


def keepers_of(group: Group) -> list[int]:
    db.session.expire_all()
    kept = (Membership.group_id == group.id, Membership.ended_at.is_(None), Membership.role == int(Role.FACILITATOR))
    return list(db.session.scalars(select(Membership.user_id).where(*kept)))
