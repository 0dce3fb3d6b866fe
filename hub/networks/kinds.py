"""Requests, introductions and invitations as notices open them. Search holds none: they are two people's affair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.registry import ContentKind, Item, Notice, Pages, SearchEntry
from hub.groups.models import Group
from hub.networks.models import Connection, Introduction, NetworkInvitation


def no_entries(_ids: Sequence[int]) -> list[SearchEntry]:
    return []


def no_pages(rows: Sequence[Any]) -> Pages:
    return {row.id: [] for row in rows}


def connections(rows: Sequence[Connection]) -> list[Item]:
    names = _names({user_id for row in rows for user_id in (row.low_id, row.high_id)})
    return [
        Item(
            ref=f"connection:{row.id}",
            label=CONNECTION.label,
            title=_both(names, row.low_id, row.high_id),
            url=url_for("networks.connection", connection_id=row.id),
            at=row.asked_at,
        )
        for row in rows
    ]


def introductions(rows: Sequence[Introduction]) -> list[Item]:
    names = _names({user_id for row in rows for user_id in (row.first_id, row.second_id)})
    return [
        Item(
            ref=f"introduction:{row.id}",
            label=INTRODUCTION.label,
            title=_both(names, row.first_id, row.second_id),
            url=url_for("networks.introduction", introduction_id=row.id),
            at=row.created_at,
        )
        for row in rows
    ]


def invitations(rows: Sequence[NetworkInvitation]) -> list[Item]:
    wanted = select(Group.id, Group.name).where(Group.id.in_({row.group_id for row in rows}))
    names = {row.id: row.name for row in db.session.execute(wanted)}
    return [
        Item(
            ref=f"network_invitation:{row.id}",
            label=INVITATION.label,
            title=names.get(row.group_id, ""),
            url=url_for("networks.invitation", invitation_id=row.id),
            at=row.created_at,
        )
        for row in rows
    ]


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def _both(names: dict[int, str], one: int, other: int) -> str:
    return _("%(one)s and %(other)s", one=names.get(one, ""), other=names.get(other, ""))


CONNECTION = ContentKind(
    name="connection",
    model=Connection,
    label=_l("Connection"),
    plural=_l("Connections"),
    entries=no_entries,
    items=connections,
    pages=no_pages,
)
INTRODUCTION = ContentKind(
    name="introduction",
    model=Introduction,
    label=_l("Introduction"),
    plural=_l("Introductions"),
    entries=no_entries,
    items=introductions,
    pages=no_pages,
)
INVITATION = ContentKind(
    name="network_invitation",
    model=NetworkInvitation,
    label=_l("Invitation to a network"),
    plural=_l("Invitations to networks"),
    entries=no_entries,
    items=invitations,
    pages=no_pages,
)

NOTICES = (
    Notice(
        name="connection.asked",
        category="people",
        one=_l("%(who)s would like to connect with you"),
        many=_l("%(count)s people would like to connect with you"),
        why=_l("you were asked"),
    ),
    Notice(
        name="connection.accepted",
        category="people",
        one=_l("You and %(who)s are now connected"),
        many=_l("You have %(count)s new connections"),
        why=_l("you said that you would like to connect"),
    ),
    Notice(
        name="people.introduced",
        category="people",
        one=_l("%(who)s introduces you to each other: %(title)s"),
        many=_l("You were introduced to %(count)s people"),
        why=_l("somebody you are connected with thought of you"),
    ),
    Notice(
        name="network.invited",
        category="people",
        one=_l("%(who)s invites you to the network %(title)s"),
        many=_l("You are invited to %(count)s networks"),
        why=_l("you are connected with the person who invites you"),
    ),
    Notice(
        name="network.joined",
        category="people",
        one=_l("%(who)s joined the network %(title)s"),
        many=_l("%(count)s people joined the network %(title)s"),
        why=_l("you invited them"),
    ),
    Notice(
        name="network.kept",
        category="direct",
        one=_l("You are now the keeper of %(title)s: you have belonged to it the longest"),
        many=_l("You are now the keeper of %(count)s networks"),
        why=_l("the last keeper left"),
    ),
)
