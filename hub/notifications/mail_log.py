"""What became of a group's mail, for its facilitators: counts and states, and never what stood in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.mail import Delivery, ParkedAddress
from hub.core.pagination import Page, paginate
from hub.core.registry import hub
from hub.follows.models import Follow
from hub.follows.queries import find_items
from hub.groups.belonging import CURRENT
from hub.groups.models import Group, Membership
from hub.notifications.deciding import SOME, Hearer, choices_of_people, chunks, mail_for, rhythms_of_people
from hub.notifications.defaults import DEFAULTS
from hub.notifications.letters import name_of
from hub.notifications.models import Happening, Notification
from hub.notifications.wording import title_of, words_of
from hub.policy import SITE, Actor, Verb, require, visible

STATES = {
    "waiting": _l("waiting"),
    "claimed": _l("being sent"),
    "handed_over": _l("being sent"),
    "accepted": _l("accepted by the mail server"),
    "refused": _l("refused"),
    "bounced": _l("came back"),
    "unknown": _l("not known whether it left"),
    "withheld": _l("not sent: they may not see it any more, or stopped it"),
    "parked": _l("not sent: mail to them comes back"),
}
MOST_PARKED = 100


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What became of one happening: everyone who came into question is in told, muted, off or hidden."""

    words: str
    url: str
    at: datetime
    happening: Happening
    by_mail: Sequence[tuple[str, int]]
    in_digests: int


def list_tellings(actor: Actor, group: Group, cursor: str | None = None) -> Page[Telling]:
    """What was told of in this group, newest first, with the state of its mails."""
    require(actor, Verb.MANAGE, group)
    decided = select(Happening).where(Happening.group_id == group.id, Happening.decided_at.is_not(None))
    page = paginate(decided.where(visible(actor, Happening)), Happening.id, cursor=cursor, descending=True)
    return page.map(lambda rows: _tellings(actor, rows))


def _tellings(actor: Actor, rows: Sequence[Happening]) -> list[Telling]:
    items = find_items(actor, {ref for row in rows for ref in (row.ref, row.title_ref)})
    ids = [row.id for row in rows]
    at_once, digests = _states(ids), _in_digests(ids)
    names = {row.actor_id: name_of(row.actor_id) for row in rows}
    return [
        Telling(
            words=words_of(hub().notices[row.notice], who=names[row.actor_id], title=title_of(row, items)),
            url=items[row.ref].url,
            at=row.at,
            happening=row,
            by_mail=[(str(words), at_once[row.id][state]) for state, words in STATES.items() if at_once[row.id][state]],
            in_digests=digests.get(row.id, 0),
        )
        for row in rows
        if row.ref in items
    ]


def _states(ids: Sequence[int]) -> Mapping[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = select(Notification.happening_id, Delivery.state, func.count().label("number"))
    rows = rows.join(Notification, Notification.id == Delivery.source_id)
    rows = rows.where(Delivery.writer == "notice", Notification.happening_id.in_(ids))
    for row in db.session.execute(rows.group_by(Notification.happening_id, Delivery.state)):
        found[row.happening_id][row.state] += row.number
    return found


def _in_digests(ids: Sequence[int]) -> dict[int, int]:
    """How many hear of it in a digest, sent or to come."""
    rows = select(Notification.happening_id, func.count().label("number"))
    rows = rows.where(Notification.happening_id.in_(ids), Notification.mail.in_(("daily", "weekly")))
    return {row.happening_id: row.number for row in db.session.execute(rows.group_by(Notification.happening_id))}


def count_hearers(actor: Actor, group: Group) -> Counter[str]:
    """Of its members, how many would hear of something new posted now, by channel: see the page that shows it."""
    require(actor, Verb.MANAGE, group)
    frequencies = select(Follow.user_id, Follow.frequency).where(Follow.kind == "group", Follow.object_id == group.id)
    chosen = {row.user_id: row.frequency for row in db.session.execute(frequencies)}
    members = select(Membership.user_id).join(User, User.id == Membership.user_id)
    members = members.where(Membership.group_id == group.id, CURRENT, User.state == "active")
    counts: Counter[str] = Counter()
    for ids in chunks(db.session.scalars(members).all(), SOME):
        choices, rhythms = choices_of_people(ids, "groups"), rhythms_of_people(ids)
        for user_id in ids:
            choice = choices.get(user_id, DEFAULTS["groups"])
            mail = mail_for(Hearer(f"group:{group.id}", "", chosen.get(user_id)), choice)
            if mail == "off":
                counts["muted"] += 1
                continue
            rhythm = rhythms.get(user_id)
            counts["away"] += rhythm is not None and rhythm.away_until is not None and rhythm.away_until > clock.today()
            counts["page"] += choice.on_page
            counts[mail] += 1
    counts["parked"] = len(list_parked_members(actor, group))
    return counts


def list_parked_members(actor: Actor, group: Group) -> list[tuple[int, str]]:
    """(id, name) of members to whom mail comes back, for the facilitators who may have another way to them."""
    require(actor, Verb.MANAGE, group)
    people = select(User.id, User.display_name).join(Membership, Membership.user_id == User.id)
    people = people.join(ParkedAddress, ParkedAddress.address == func.lower(User.email))
    people = people.where(Membership.group_id == group.id, CURRENT, User.state == "active")
    rows = db.session.execute(people.order_by(User.display_name, User.id).limit(MOST_PARKED))
    return [(row.id, row.display_name) for row in rows]


def list_parked(actor: Actor, cursor: str | None = None) -> Page[ParkedAddress]:
    """Every address that mail comes back from, the latest first, for staff."""
    require(actor, Verb.ADMINISTER, SITE)
    return paginate(select(ParkedAddress), ParkedAddress.id, cursor=cursor, descending=True)
