"""Reading what one is told, and choosing how. All of it is the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from hub.accounts.models import User
from hub.core import clock, mail
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.core.mail import ParkedAddress
from hub.core.registry import CATEGORIES
from hub.core.web import absolute_url
from hub.follows import actions as follows
from hub.notifications.defaults import DEFAULTS, MAILS, Choice
from hub.notifications.events import AddressConfirmed, AddressReleased
from hub.notifications.models import Happening, Notification, Preference, Rhythm
from hub.notifications.queries import find_choices, find_parked
from hub.notifications.tokens import confirming
from hub.policy import SITE, Actor, NotFound, Verb, require

LONGEST_AWAY_DAYS = 366


@dataclass(frozen=True)
class Own:
    """What is told to one person, and how, as the policy sees it."""

    audience: str


def _require_own(actor: Actor) -> int:
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    return actor.id or 0


def mark_read(actor: Actor, upto: int) -> None:
    """All that the person has been told so far is read; what came after they opened the page is not."""
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    mine = (Notification.user_id == actor.id, Notification.read_at.is_(None), Notification.id <= upto)
    db.session.execute(update(Notification).where(*mine).values(read_at=clock.now()))


def mark_opened(actor: Actor, path: str) -> None:
    """What is read on the page at this path is read, however the person came there."""
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    there = select(Happening.id).where(Happening.path == path, Happening.path != "")
    mine = (Notification.user_id == actor.id, Notification.read_at.is_(None), Notification.happening_id.in_(there))
    opened = update(Notification).where(*mine).values(read_at=clock.now())
    db.session.execute(opened, execution_options={"synchronize_session": False})


def choose_channels(actor: Actor, choices: Mapping[str, Choice]) -> None:
    """Keep what differs from the defaults, and what was chosen before."""
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    if not choices.keys() <= CATEGORIES.keys() or any(choice.mail not in MAILS for choice in choices.values()):
        raise Refused(_("Choose one from the list."))
    rows = db.session.scalars(select(Preference).where(Preference.user_id == actor.id))
    before = {row.category: row for row in rows}
    for category, choice in choices.items():
        row = before.get(category)
        if row is not None:
            row.on_page, row.mail = choice.on_page, choice.mail
        elif choice != DEFAULTS[category]:
            facts = {"category": category, "on_page": choice.on_page, "mail": choice.mail}
            db.session.add(Preference(user_id=actor.id, **facts))


def keep_rhythm(
    actor: Actor,
    *,
    away_until: date | None,
    quiet_from: time | None,
    quiet_until: time | None,
    no_daily: bool = False,
    no_weekly: bool = False,
) -> None:
    """When mail may come: paused while away, held back in quiet hours, and which digests at all."""
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    if away_until is not None and away_until <= clock.today():
        away_until = None
    if away_until is not None and (away_until - clock.today()).days > LONGEST_AWAY_DAYS:
        raise Refused(_("Choose a day within a year."), field="away_until")
    if (quiet_from is None) != (quiet_until is None):
        raise Refused(_("Give both ends of the quiet hours, or neither."), field="quiet_until")
    _rhythm(actor).away_until = away_until
    _rhythm(actor).quiet_from, _rhythm(actor).quiet_until = quiet_from, quiet_until
    _rhythm(actor).no_daily, _rhythm(actor).no_weekly = no_daily, no_weekly


def _rhythm(actor: Actor) -> Rhythm:
    row = db.session.get(Rhythm, actor.id)
    if row is None:
        row = Rhythm(user_id=actor.id or 0)
        db.session.add(row)
    return row


def stop(actor: Actor, what: str) -> None:
    """What a mail's own link does: mute one thing, end the mails of one category, or end one digest."""
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    sort, _colon, thing = what.partition(":")
    if sort == "off":
        follows.mute(actor, thing)
    elif sort == "mail" and thing in CATEGORIES:
        choose_channels(actor, {thing: Choice(on_page=find_choices(actor)[thing].on_page, mail="none")})
    elif sort == "digest":
        rhythm = _rhythm(actor)
        rhythm.no_daily = rhythm.no_daily or thing == "daily"
        rhythm.no_weekly = rhythm.no_weekly or thing == "weekly"


def ask_to_confirm(actor: Actor) -> None:
    """Send the one mail that still goes to an address where mail came back."""
    user_id = _require_own(actor)
    person = db.session.get_one(User, user_id)
    if find_parked(actor) is None:
        raise Refused(_("Mail to your address works. There is nothing to confirm."))
    token = confirming(user_id, person.email)
    mail.send(
        to=person.email,
        user_id=user_id,
        subject=_("Confirm that mail reaches you"),
        template="notifications/confirm_address",
        name=person.display_name,
        url=absolute_url("notifications.confirm_address", token=token),
    )


def confirm_address(actor: Actor, address: str) -> None:
    """Mail reaches the address again: send there as before."""
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    db.session.execute(delete(ParkedAddress).where(ParkedAddress.address == address.strip().lower()))
    record(AddressConfirmed(actor_id=actor.id, ref=f"person:{actor.id}", group_id=None))


def release_address(actor: Actor, parked_id: int) -> None:
    """Staff let mail go there again, as when the person's council has mended its server."""
    require(actor, Verb.ADMINISTER, SITE)
    row = db.session.get(ParkedAddress, parked_id)
    if row is None:
        raise NotFound
    db.session.delete(row)
    record(AddressReleased(actor_id=actor.id, ref=f"person:{row.user_id or 0}", group_id=None, is_staff_act=True))
