"""`hub user create`."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _

from hub.accounts.authors import KINDS
from hub.accounts.entry import organisation_named
from hub.accounts.passwords import check_new_password, hash_password
from hub.accounts.people import find_by_email, make_appointment, make_user, own_words
from hub.core.errors import Refused
from hub.core.uow import unit_of_work

user_group = click.Group("user", help="Make accounts.")


@user_group.command("create")
@click.argument("email")
@click.option("--name", required=True, help="As others will see it.")
@click.option("--organisation", required=True, help="A council's code, or a name; an unknown one is made.")
@click.option("--kind", type=click.Choice(list(KINDS)), default="officer", show_default=True)
@click.option("--admin", is_flag=True, help="Give staff's rights.")
@click.option("--password-stdin", is_flag=True, help="Read a password from standard input; without it there is none.")
@with_appcontext
def create_user(email: str, name: str, organisation: str, kind: str, *, admin: bool, password_stdin: bool) -> None:
    """Make an account that is active at once."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        with unit_of_work():
            _create(email, name, organisation, kind, is_staff=admin, password=password)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{email.strip().lower()} can {'sign in' if password else 'choose a password at /forgotten-password'}.")


def _create(email: str, name: str, organisation: str, kind: str, *, is_staff: bool, password: str | None) -> None:
    if "@" not in email.strip("@ ") or not name.strip() or not organisation.strip():
        raise Refused(_("Give an e-mail address, a name and an organisation."))
    if find_by_email(email) is not None:
        raise Refused(_("There is already an account with the address %(email)s.", email=email))
    user = make_user(email=email, name=name, state="active", is_staff=is_staff)
    if password is not None:
        check_new_password(password, own_words=own_words(user))
        user.password_hash = hash_password(password)
    make_appointment(user, organisation_named(organisation), kind=kind, is_confirmed=True)
