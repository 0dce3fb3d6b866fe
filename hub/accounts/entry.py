"""What a visitor may do. There is no actor to ask the policy about: each proves themself by a password or a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, delete, exists, select

from hub.accounts import events
from hub.accounts.models import Registration, User
from hub.accounts.passwords import check_new_password, hash_password, is_outdated, is_right
from hub.accounts.people import changed, fact, find_by_email, make_appointment, make_user, normal_email, own_words
from hub.accounts.person import close_sign_ins, open_sign_in
from hub.accounts.rights import raise_rights
from hub.accounts.tokens import (
    BadToken,
    Purpose,
    check_bare_token,
    make_bare_token,
    make_token,
    read_token,
    read_user_id,
)
from hub.core import clock, mail
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.core.web import absolute_url, settings
from hub.organisations.models import Organisation
from hub.organisations.queries import find_organisation, list_organisations_of_email
from hub.policy import VISITOR


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """What someone says of themself. `organisation_id` is their choice where there is one."""

    name: str
    email: str
    kind: str
    job_title: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    message: str = ""


def register(applicant: Applicant) -> None:
    """Begin an account. Whatever the address is to us, the page says the same; only its mailbox is told more."""
    organisation = _known_organisation(applicant)
    user = find_by_email(applicant.email)
    if user is not None and user.state not in {"unconfirmed", "waiting", "declined"}:
        _send(user, _("You already have an account on the Knowledge Hub"), "already_registered")
        return
    if user is None:
        user = make_user(email=applicant.email, name=applicant.name, state="unconfirmed")
    elif user.state == "unconfirmed" and organisation is None:  # staff have approved them already
        send_confirmation(user)
        return
    user.display_name = applicant.name
    _keep_registration(applicant, user, organisation)
    if organisation is None:
        _send(user, _("We have your request to join the Knowledge Hub"), "waiting")
    else:
        send_confirmation(user)


def _known_organisation(applicant: Applicant) -> Organisation | None:
    """Whose domain the address is of. Where several share it the person must choose, before anything else is asked."""
    known = list_organisations_of_email(VISITOR, applicant.email)
    chosen = [row for row in known if len(known) == 1 or row.id == applicant.organisation_id]
    if known and not chosen:
        raise Refused(_("Choose the organisation that you work for."), field="organisation")
    return chosen[0] if chosen else None


def _keep_registration(applicant: Applicant, user: User, organisation: Organisation | None) -> None:
    """A known domain is decided at once; any other waits for staff. Asked again, the last word counts."""
    undecided = (Registration.user_id == user.id, Registration.outcome.is_(None))
    db.session.execute(delete(Registration).where(*undecided))
    registration = Registration(
        user=user,
        organisation_id=organisation.id if organisation else applicant.organisation_id,
        organisation_name=applicant.organisation_name,
        kind=applicant.kind,
        job_title=applicant.job_title,
        message=applicant.message,
    )
    if organisation is not None:
        registration.outcome, registration.decided_at = "known", clock.now()
    db.session.add(registration)
    user.become("unconfirmed" if organisation is not None else "waiting")
    db.session.flush()


def send_confirmation(user: User, *, reason: str = "") -> None:
    """The mail whose link leads to a button. Each change of the account's state ends the links sent before it."""
    token = make_token(Purpose.CONFIRM, user)
    url = absolute_url("accounts.confirm", token=token)
    _send(user, _("Confirm your account on the Knowledge Hub"), "confirm", confirm_url=url, reason=reason)


def find_confirming(token: str) -> User:
    """Whose account this link would confirm. Reading it spends nothing."""
    user = _user_of(Purpose.CONFIRM, token)
    if user.state != "unconfirmed":
        raise BadToken
    return user


def confirm(token: str, password: str) -> User:
    """The person has the mailbox and chooses a password: the account is theirs."""
    user = find_confirming(token)
    check_new_password(password, own_words=own_words(user))
    user.password_hash = hash_password(password)
    user.become("active")
    registration = db.session.scalar(_latest_registration(user).limit(1))
    if registration is not None and registration.organisation is not None:
        make_appointment(
            user,
            registration.organisation,
            kind=registration.kind,
            job_title=registration.job_title,
            is_confirmed=True,
        )
    changed(user, by_id=user.id)
    record(events.AccountConfirmed(**fact(user.id, user)))
    return user


def _latest_registration(user: User) -> Select[Any]:
    decided = Registration.outcome.in_(("known", "approved"))
    return select(Registration).where(Registration.user_id == user.id, decided).order_by(Registration.id.desc())


def check_password(email: str, password: str) -> int | None:
    """The id of the person who may sign in with these; the same work whether the account is there or not."""
    user = find_by_email(email)
    fits = is_right(user.password_hash if user is not None else None, password)
    return user.id if user is not None and fits and user.state == "active" else None


def sign_in(user_id: int, password: str, *, address: str, agent: str) -> str:
    """Sign in someone whose password was just checked; the token is for their session."""
    user = db.session.get_one(User, user_id)
    if user.password_hash and is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return open_sign_in(user_id, address=address, agent=agent)


def ask_reset(email: str) -> None:
    """Send a link to choose a new password, or say to the mailbox that there is no account: one mail either way."""
    user = find_by_email(email)
    if user is not None and user.state == "active":
        url = absolute_url("accounts.reset", token=make_token(Purpose.RESET, user))
        _send(user, _("Choose a new password for the Knowledge Hub"), "reset", reset_url=url)
        return
    mail.send(
        to=normal_email(email),
        subject=_("Someone asked for a new password on the Knowledge Hub"),
        template="accounts/no_account",
        register_url=absolute_url("accounts.register"),
    )


def find_resetting(token: str) -> User:
    """Whose password this link would change. Reading it spends nothing."""
    user = _user_of(Purpose.RESET, token)
    if user.state != "active":
        raise BadToken
    return user


def reset_password(token: str, password: str) -> User:
    """Choose a new password by the link: every browser is signed out, and the link is spent."""
    user = find_resetting(token)
    check_new_password(password, own_words=own_words(user))
    set_password(user, password)
    return user


def set_password(user: User, password: str, *, but_sign_in: int | None = None) -> None:
    """A new password ends the other sign-ins, and their owner is told."""
    user.password_hash = hash_password(password)
    raise_rights(user.id)
    close_sign_ins(user.id, but_id=but_sign_in)
    record(events.PasswordChanged(**fact(user.id, user)))
    _send(user, _("Your password on the Knowledge Hub was changed"), "password_changed")


def find_changing_email(token: str) -> tuple[User, str]:
    """Whose address this link would change, and to what. Reading it spends nothing."""
    user = _user_of(Purpose.CHANGE_EMAIL, token)
    (email,) = read_token(Purpose.CHANGE_EMAIL, token, user)
    if user.state != "active":
        raise BadToken
    return user, email


def change_email(token: str) -> User:
    """The link came to the new mailbox, so the address is theirs. The old one is told."""
    user, email = find_changing_email(token)
    if find_by_email(email) is not None:
        raise BadToken
    _send(user, _("Your e-mail address on the Knowledge Hub was changed"), "email_changed", new_email=email)
    user.email = email
    raise_rights(user.id)
    record(events.EmailChanged(**fact(user.id, user)))
    return user


def offer_first_administrator() -> str | None:
    """A token for the page that makes the first member of staff; None once there is one, and in the demo."""
    return None if settings().demo or _has_staff() else make_bare_token(Purpose.FIRST_ADMINISTRATOR)


def check_first_administrator(token: str) -> None:
    """Raise BadToken unless the token is good and there is still nobody who runs the hub."""
    check_bare_token(Purpose.FIRST_ADMINISTRATOR, token)
    if _has_staff():
        raise BadToken


def make_first_administrator(token: str, *, name: str, email: str, organisation_name: str, password: str) -> User:
    """The first account with staff's rights. From now on no such token is good."""
    check_first_administrator(token)
    check_new_password(password, own_words=(name, email))
    if find_by_email(email) is not None:
        raise Refused(_("There is already an account with this address."), field="email")
    user = make_user(email=email, name=name, state="active", is_staff=True)
    user.password_hash = hash_password(password)
    make_appointment(user, organisation_named(organisation_name), kind="programme_team", is_confirmed=True)
    record(events.FirstAdministratorMade(**fact(user.id, user)))
    return user


def organisation_named(name_or_code: str) -> Organisation:
    """The organisation of this code or name, made as kind `other` where there is none."""
    found = find_organisation(VISITOR, name_or_code)
    if found is None:
        found = Organisation(kind="other", official_name=name_or_code.strip(), nice_name=name_or_code.strip())
        db.session.add(found)
        db.session.flush()
    return found


def _has_staff() -> bool:
    return bool(db.session.scalar(select(exists().where(User.is_staff, User.state.in_(("active", "suspended"))))))


def _user_of(purpose: Purpose, token: str) -> User:
    user = db.session.get(User, read_user_id(purpose, token))
    if user is None:
        raise BadToken
    read_token(purpose, token, user)
    return user


def _send(user: User, subject: str, template: str, **context: object) -> None:
    mail.send(
        to=user.email,
        user_id=user.id,
        subject=subject,
        template=f"accounts/{template}",
        name=user.display_name,
        **context,
    )
