"""What waits for one person, or for them with a few others: each line is one place and how much waits there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from hub.accounts import queries as accounts
from hub.core.db import db
from hub.core.registry import Item
from hub.groups.models import Group
from hub.home.panels import GroupNews, Own
from hub.live.models import LiveSession, Question
from hub.moderation.queries import count_waiting
from hub.policy import Actor, visible


def list_waiting(actor: Actor, groups: Sequence[GroupNews], own: Own) -> list[Item]:
    """`groups` and `own` have been read for the page; reports and questions are read only for those who decide them."""
    lines = chain(
        _people_asking_in(groups),
        _reports(actor, groups),
        _questions_unanswered(actor),
        _people_asking_me(own),
        _people_registering(actor),
    )
    return list(lines)


def _people_asking_in(groups: Sequence[GroupNews]) -> list[Item]:
    return [
        Item(
            ref=f"group:{group.id}",
            label=_("Asking to join"),
            place=group.name,
            title=ngettext("%(num)s person waits to be let in", "%(num)s people wait to be let in", group.asking),
            url=url_for("groups.requests", slug=group.slug),
        )
        for group in groups
        if group.asking
    ]


def _reports(actor: Actor, groups: Sequence[GroupNews]) -> list[Item]:
    """Those of each group the actor runs, and for staff those laid before staff."""
    waiting = count_waiting(actor)
    if not waiting:
        return []
    places = [(group.id, group.name, url_for("moderation.group_reports", slug=group.slug)) for group in groups]
    places.append((0, str(_("The hub")), url_for("moderation.staff_reports")))
    return [
        Item(
            ref=f"group:{group_id}",
            label=_("Reports"),
            place=name,
            title=ngettext("%(num)s report waits for you", "%(num)s reports wait for you", waiting[group_id]),
            url=url,
        )
        for group_id, name, url in places
        if group_id in waiting
    ]


def _people_asking_me(own: Own) -> list[Item]:
    asked, invited = own.connections_asked, own.networks_invited
    connections = ngettext("%(num)s person asks to connect", "%(num)s people ask to connect", asked)
    networks = ngettext("You are invited to %(num)s network", "You are invited to %(num)s networks", invited)
    lines = [(asked, connections, "networks.connections"), (invited, networks, "networks.index")]
    return [
        Item(ref="site", label=_("People"), title=title, url=url_for(endpoint))
        for number, title, endpoint in lines
        if number
    ]


def _questions_unanswered(actor: Actor) -> list[Item]:
    mine = actor.panels | actor.hosted
    if not mine:
        return []
    waiting = select(LiveSession.id, LiveSession.title, Group.slug, Group.name, func.count())
    waiting = waiting.join(Group, Group.id == LiveSession.group_id).join(
        Question, Question.live_session_id == LiveSession.id
    )
    waiting = waiting.where(
        LiveSession.id.in_(mine),
        LiveSession.status.in_(("scheduled", "open", "paused", "closed")),
        Question.state.in_(("pending", "listed", "promised")),
        visible(actor, Question),
    ).group_by(LiveSession.id, LiveSession.title, Group.slug, Group.name)
    return [
        Item(
            ref=f"live_session:{session_id}",
            label=_("Live discussion"),
            place=group,
            title=title,
            url=url_for("live.panel", slug=slug, live_session_id=session_id),
            why=ngettext("%(num)s question without an answer", "%(num)s questions without an answer", number),
        )
        for session_id, title, slug, group, number in db.session.execute(waiting)
    ]


def _people_registering(actor: Actor) -> list[Item]:
    if not actor.is_staff:
        return []
    number = accounts.count_waiting_registrations(actor)
    title = ngettext("%(num)s person waits for an account", "%(num)s people wait for an account", number)
    item = Item(ref="site", label=_("The hub"), title=title, url=url_for("accounts.registrations"))
    return [item] if number else []
