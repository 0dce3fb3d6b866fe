"""What a group's actions refuse to take, in plain sentences."""

from __future__ import annotations

from flask_babel import gettext as _

from hub.core.errors import Refused
from hub.groups.models import VISIBILITIES, Group

LONGEST_NAME = 120


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 3 <= len(name) <= LONGEST_NAME:
        raise Refused(_("Give a name of 3 to %(most)s characters.", most=LONGEST_NAME), field="name")
    return name


def checked_visibility(visibility: str) -> str:
    if visibility not in VISIBILITIES:
        raise Refused(_("Choose who can read the group."), field="visibility")
    return visibility


def checked_reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Give a reason. The person will read it."), field="reason")
    return reason.strip()[:2000]


def check_proposed(group: Group) -> None:
    if group.state != "proposed":
        raise Refused(_("This has been decided in the meantime."))


def check_open(group: Group) -> None:
    if group.is_closed:
        raise Refused(_("This group is read only, so nobody can join it now."))


def check_not_network(group: Group, sentence: str) -> None:
    """Some of what a group may do would open a network, which stays a closed circle of people who know each other."""
    if group.kind == "network":
        raise Refused(sentence)
