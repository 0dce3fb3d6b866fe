"""The demo's people as they know each other: profiles, councils alike, connections, and a network of three."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from hub.accounts.models import Appointment, User
from hub.core.db import db
from hub.core.registry import load_actor
from hub.library.actions import publish_document
from hub.library.intake import Content, Facts
from hub.library.queries import Shelf
from hub.networks import actions, circles
from hub.networks.models import NetworkInvitation
from hub.organisations.models import SimilarOrganisation
from hub.people.words import write_words
from hub.policy import Actor

PROFILES = {
    "priya": ("Kerbside collections, food waste, contracts", "Route changes, letting a contract, contamination"),
    "gwen": ("Climate, clean streets, flats", "How to take a collection change through cabinet"),
    "tom": ("Route planning after the merger of three depots", "Route software, what it cost, crews and drafts"),
    "aisha": ("SEND panels, transport, waiting times", "How a panel decides, letters to parents"),
    "joan": ("Scrutiny of contracts and of parking", "Questions to put to a supplier"),
    "dev": ("Waste Together, a programme of nine councils", "Shared depots, shared procurement"),
    "ruth": ("Permits, school streets, enforcement", "Camera enforcement, exemptions, appeals"),
}
COSTS = """# What the route software cost us

| | year one | each year after |
|---|---|---|
| Millbeck | £42,000 | £11,000 |
| Eastvale (quoted) | £51,000 | £14,500 |

Not for passing on: Eastvale's figure is a quotation.
"""


def make_circles(users: Mapping[str, User]) -> None:
    """Let people say who they are, connect, and make a network with something in its library."""
    for key, (works_on, ask_about) in PROFILES.items():
        users[key].works_on, users[key].ask_about = works_on, ask_about
    write_words([user.id for user in users.values()])
    _liken(users)
    for asker, asked in (("priya", "tom"), ("priya", "gwen"), ("gwen", "joan"), ("tom", "ruth")):
        pair = actions.ask_to_connect(_actor(users, asker), users[asked].id)
        actions.accept_connection(_actor(users, asked), pair.id)
    note = "We sat side by side at the waste day in Leeds. I would like to hear how your tender went."
    actions.ask_to_connect(_actor(users, "dev"), users["priya"].id, note=note)
    reason = "You both draw up rounds after a merger, and neither of you should have to do it alone."
    actions.introduce_people(_actor(users, "priya"), users["tom"].id, users["gwen"].id, reason=reason)
    _make_network(users)


def _actor(users: Mapping[str, User], key: str) -> Actor:
    return load_actor(users[key].id)


def _liken(users: Mapping[str, User]) -> None:
    """Rank the five made-up councils: each is followed by the others in a ring."""
    held = select(Appointment.organisation_id).where(Appointment.user_id.in_([user.id for user in users.values()]))
    councils = sorted(set(db.session.scalars(held)))
    for basis in ("global", "economic", "demographic"):
        for place, council in enumerate(councils):
            others = councils[place + 1 :] + councils[:place]
            for rank, other in enumerate(others, start=1):
                row = {"organisation_id": council, "basis": basis, "rank": rank, "similar_id": other}
                db.session.add(SimilarOrganisation(**row))


def _make_network(users: Mapping[str, User]) -> None:
    purpose = "Three of us who draw up collection rounds. Drafts, figures and doubts that are not ready for a group."
    group = circles.make_network(_actor(users, "priya"), name="Rounds after the merger", purpose=purpose)
    db.session.flush()
    invited = [users["tom"].id, users["gwen"].id]
    circles.invite_connections(_actor(users, "priya"), group, invited, note="Small and closed. Say what you think.")
    theirs = (NetworkInvitation.group_id == group.id, NetworkInvitation.user_id == users["tom"].id)
    invitation_id = db.session.scalars(select(NetworkInvitation.id).where(*theirs)).one()
    circles.accept_invitation(_actor(users, "tom"), invitation_id)
    db.session.flush()
    content = Content.of_text(COSTS, "What the route software cost us.md")
    publish_document(_actor(users, "tom"), Shelf(group), content, Facts(title="What the route software cost us"))
