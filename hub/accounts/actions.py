"""What people do with their own account, and what staff do with anyone's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from hub.accounts import events
from hub.accounts.entry import organisation_named, send_confirmation, set_password
from hub.accounts.fields import EVERYONE, FIELDS, GROUPS
from hub.accounts.models import Appointment, Registration, SignIn, User
from hub.accounts.passwords import check_new_password, is_right
from hub.accounts.people import changed, fact, find_by_email, make_appointment, normal_email, own_words, owns_address_of
from hub.accounts.person import close_sign_ins
from hub.accounts.photos import keep_photo
from hub.accounts.queries import get_account, get_appointment, get_registration, get_user
from hub.accounts.rights import raise_rights
from hub.accounts.tokens import Purpose, make_token
from hub.core import clock, mail
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.core.web import absolute_url
from hub.organisations.actions import trust_domain
from hub.organisations.domains import domain_of
from hub.organisations.queries import get_organisation
from hub.policy import SITE, Actor, NotFound, Verb, require


def note_seen(actor: Actor, sign_in_id: int) -> None:
    """Remember that this browser was used just now."""
    user = get_account(actor)
    require(actor, Verb.VIEW, user)
    mine = (SignIn.id == sign_in_id, SignIn.user_id == user.id)
    db.session.execute(update(SignIn).where(*mine).values(last_seen_at=clock.now()))


def sign_out(actor: Actor, sign_in_id: int) -> None:
    """End one of the actor's own sign-ins, this browser's or another's."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    row = db.session.get(SignIn, sign_in_id)
    if row is None or row.user_id != user.id:
        raise NotFound(f"sign-in {sign_in_id}")
    row.ended_at = row.ended_at or clock.now()
    raise_rights(user.id)


def sign_out_everywhere(actor: Actor) -> None:
    """End every sign-in of the actor, this one too."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    close_sign_ins(user.id)
    raise_rights(user.id)


def change_password(actor: Actor, *, current: str, new: str, sign_in_id: int) -> None:
    """A new password for the actor. Every other browser is signed out."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    _check_it_is_them(user, current)
    check_new_password(new, own_words=own_words(user), field="new_password")
    set_password(user, new, but_sign_in=sign_in_id)


def ask_to_change_email(actor: Actor, *, email: str, current_password: str) -> None:
    """Send a link to the new address; the account keeps the old one until its button is pressed."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    _check_it_is_them(user, current_password)
    wanted = normal_email(email)
    if wanted == user.email:
        raise Refused(_("This is your address already."), field="email")
    facts: dict[str, Any] = {"to": wanted, "name": user.display_name}
    if find_by_email(wanted) is not None:  # the page must not tell; the mailbox may
        mail.send(
            subject=_("Your address is already used on the Knowledge Hub"), template="accounts/email_taken", **facts
        )
        return
    url = absolute_url("accounts.confirm_email", token=make_token(Purpose.CHANGE_EMAIL, user, wanted))
    subject = _("Confirm your new address on the Knowledge Hub")
    mail.send(subject=subject, template="accounts/change_email", user_id=user.id, confirm_url=url, **facts)


def _check_it_is_them(user: User, password: str) -> None:
    if user.password_hash is not None and not is_right(user.password_hash, password):
        raise Refused(_("This is not your password."), field="current_password")


def edit_profile(
    actor: Actor, *, display_name: str, job_title: str, works_on: str, ask_about: str, seen_by: Mapping[str, str]
) -> None:
    """Say who one is. `seen_by` gives for each field whether everyone or only people of one's groups see it."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    user.display_name, user.works_on, user.ask_about = display_name, works_on, ask_about
    for name in FIELDS:
        setattr(user, f"{name}_seen_by", GROUPS if seen_by.get(name) == GROUPS else EVERYONE)
    main = next((row for row in user.appointments if row.is_current and row.is_main), None)
    if main is not None and main.job_title != job_title:
        main.job_title = job_title
        main.confirmed_at = main.confirmed_by_id = None  # what was confirmed is no longer what it says
    changed(user, by_id=actor.id)


def set_photo(actor: Actor, picture: Path) -> None:
    """Keep the actor's photo, drawn anew: whatever else the file carried stays behind."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    user.photo_sha256, user.photo_media_type = keep_photo(picture)
    changed(user, by_id=actor.id)


def remove_photo(actor: Actor) -> None:
    """Take the actor's photo down."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    user.photo_sha256 = user.photo_media_type = None
    changed(user, by_id=actor.id)


def add_appointment(actor: Actor, *, organisation_id: int, kind: str, job_title: str) -> Appointment:
    """A further office. It counts as the organisation's where the actor's own address does, else once staff confirm."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    organisation = get_organisation(actor, organisation_id)
    if any(row.is_current and (row.organisation_id, row.kind) == (organisation_id, kind) for row in user.appointments):
        raise Refused(_("You have this appointment already."), field="organisation")
    is_theirs = owns_address_of(user, organisation)
    appointment = make_appointment(user, organisation, kind=kind, job_title=job_title, is_confirmed=is_theirs)
    record(events.AppointmentAdded(**fact(actor.id, user, appointment_id=appointment.id)))
    return appointment


def end_appointment(actor: Actor, appointment_id: int) -> None:
    """The actor has left this office. It is dated and kept: what they wrote in it still says so."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    appointment = get_appointment(actor, appointment_id)
    if not appointment.is_current:
        raise Refused(_("This appointment has ended already."))
    appointment.ends_on = clock.today()
    appointment.is_main = False
    remaining = [row for row in user.appointments if row.is_current]
    if remaining and not any(row.is_main for row in remaining):
        remaining[0].is_main = True
    changed(user, by_id=actor.id)
    record(events.AppointmentEnded(**fact(actor.id, user, appointment_id=appointment.id)))


def make_main(actor: Actor, appointment_id: int) -> None:
    """Write in this office from now on."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    chosen = get_appointment(actor, appointment_id)
    if not chosen.is_current:
        raise Refused(_("This appointment has ended."))
    for row in user.appointments:
        row.is_main = row is chosen
    changed(user, by_id=actor.id)


def confirm_appointment(actor: Actor, appointment_id: int) -> None:
    """Staff know that the person holds this office, in this organisation."""
    require(actor, Verb.ADMINISTER, SITE)
    appointment = db.session.get(Appointment, appointment_id)
    if appointment is None:
        raise NotFound(f"appointment {appointment_id}")
    appointment.confirmed_at, appointment.confirmed_by_id = clock.now(), actor.id
    appointment.organisation_confirmed_at = appointment.organisation_confirmed_at or clock.now()
    changed(appointment.user, by_id=actor.id)
    record(events.AppointmentConfirmed(**fact(actor.id, appointment.user, appointment_id=appointment.id)))


def approve_registration(
    actor: Actor,
    registration_id: int,
    *,
    organisation_id: int | None = None,
    reason: str = "",
    trusts_domain: bool = False,
) -> None:
    """Let someone of an unknown domain in. They get the link to confirm it, with the reason if there is one."""
    require(actor, Verb.ADMINISTER, SITE)
    registration = _decide(actor, registration_id, "approved", reason)
    chosen = organisation_id or (None if registration.organisation_name else registration.organisation_id)
    if chosen is not None:
        registration.organisation = get_organisation(actor, chosen)
    elif registration.organisation_name:
        registration.organisation = organisation_named(registration.organisation_name)
    else:
        raise Refused(_("Choose the organisation that this person works for."), field="organisation")
    if trusts_domain:
        trust_domain(actor, registration.organisation, domain_of(registration.user.email), field="trusts_domain")
    registration.user.become("unconfirmed")
    record(events.RegistrationApproved(**fact(actor.id, registration.user, reason=reason)))
    send_confirmation(registration.user, reason=reason)


def decline_registration(actor: Actor, registration_id: int, *, reason: str) -> None:
    """Say no to someone who asked to join, and why."""
    require(actor, Verb.ADMINISTER, SITE)
    if not reason.strip():
        raise Refused(_("Say why. The person gets your reason by mail."), field="reason")
    registration = _decide(actor, registration_id, "declined", reason)
    registration.user.become("declined")
    record(events.RegistrationDeclined(**fact(actor.id, registration.user, reason=reason)))
    _tell(registration.user, _("Your request to join the Knowledge Hub"), "declined", reason)


def _decide(actor: Actor, registration_id: int, outcome: str, reason: str) -> Registration:
    registration = get_registration(actor, registration_id)
    if registration.outcome is not None:
        raise Refused(_("Someone has already decided this one."))
    registration.outcome, registration.reason = outcome, reason
    registration.decided_at, registration.decided_by_id = clock.now(), actor.id
    return registration


def suspend_person(actor: Actor, person_id: int, *, reason: str) -> None:
    """Shut the person out from their next request on. What they wrote stays."""
    require(actor, Verb.ADMINISTER, SITE)
    user = get_user(actor, person_id)
    if not reason.strip():
        raise Refused(_("Say why. The person gets your reason by mail."), field="reason")
    if user.id == actor.id:
        raise Refused(_("You cannot suspend yourself. Ask another member of staff."))
    if user.state != "active":
        raise Refused(_("Only someone who is active can be suspended."))
    user.become("suspended")
    close_sign_ins(user.id)
    changed(user, by_id=actor.id)
    record(events.PersonSuspended(**fact(actor.id, user, reason=reason)))
    _tell(user, _("Your account on the Knowledge Hub was suspended"), "suspended", reason)


def restore_person(actor: Actor, person_id: int, *, reason: str = "") -> None:
    """Let a suspended person in again, with all they had."""
    require(actor, Verb.ADMINISTER, SITE)
    user = get_user(actor, person_id)
    if user.state != "suspended":
        raise Refused(_("Only someone who is suspended can be restored."))
    user.become("active")
    changed(user, by_id=actor.id)
    record(events.PersonRestored(**fact(actor.id, user, reason=reason)))
    _tell(user, _("You can sign in to the Knowledge Hub again"), "restored", reason)


def _tell(user: User, subject: str, template: str, reason: str) -> None:
    url = absolute_url("accounts.sign_in")
    facts = {"name": user.display_name, "reason": reason, "sign_in_url": url}
    mail.send(to=user.email, user_id=user.id, subject=subject, template=f"accounts/{template}", **facts)
