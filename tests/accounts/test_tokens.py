"""Tokens in links: good for one purpose, one person, one time and not for long."""

from datetime import timedelta

import pytest
import time_machine

from hub.accounts.passwords import hash_password
from hub.accounts.tokens import BadToken, Purpose, make_token, read_token, read_user_id
from hub.core import clock
from hub.core.db import db
from tests.factories import make_user


@pytest.fixture
def user(app):
    return make_user(email="ann@kirklees.gov.uk")


def test_a_token_carries_what_it_was_given(user):
    token = make_token(Purpose.CHANGE_EMAIL, user, "new@leeds.gov.uk")
    assert read_user_id(Purpose.CHANGE_EMAIL, token) == user.id
    assert read_token(Purpose.CHANGE_EMAIL, token, user) == ["new@leeds.gov.uk"]


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.CHANGE_EMAIL, Purpose.FIRST_ADMINISTRATOR])
def test_a_token_for_one_purpose_is_worth_nothing_for_another(user, purpose):
    with pytest.raises(BadToken):
        read_user_id(purpose, make_token(Purpose.RESET, user))


def test_a_token_for_one_person_is_worth_nothing_for_another(user):
    with pytest.raises(BadToken):
        read_token(Purpose.RESET, make_token(Purpose.RESET, user), make_user("Bo Lee"))


@pytest.mark.parametrize(
    "change",
    [{"state": "suspended"}, {"email": "other@kirklees.gov.uk"}, {"password_hash": "$argon2id$another"}],
    ids=lambda change: next(iter(change)),
)
def test_what_a_token_would_change_spends_it(user, change):
    token = make_token(Purpose.RESET, user)
    for name, value in change.items():
        setattr(user, name, value)
    with pytest.raises(BadToken):
        read_token(Purpose.RESET, token, user)
    db.session.rollback()


def test_a_token_shows_nothing_of_the_password(user):
    user.password_hash = hash_password("bright kettle harbour")
    assert user.password_hash not in make_token(Purpose.RESET, user)
    db.session.rollback()


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "WzBd.x.y", "[]", "0" * 5000])
def test_what_is_no_token_of_ours_is_refused(app, token):
    with pytest.raises(BadToken):
        read_user_id(Purpose.RESET, token)


def test_a_token_grows_old(user):
    token = make_token(Purpose.CONFIRM, user)
    with time_machine.travel(clock.now() + timedelta(days=8)), pytest.raises(BadToken):
        read_user_id(Purpose.CONFIRM, token)
