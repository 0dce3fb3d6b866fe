"""The addresses that answers go to: each says one person and one thing, and nobody else can write one."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from hub.core import clock
from hub.mail_replies.addresses import BadAddress, find_address, read_token, reply_address
from tests.mail_replies.making import DOMAIN, Office


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def token_of(office: Office) -> str:
    return office.address.partition("+")[2].partition("@")[0]


def test_an_address_says_whose_it_is_and_what_it_answers(office: Office) -> None:
    said = read_token(token_of(office))
    assert (said.user_id, said.ref) == (office.ben.id, f"conversation:{office.conversation.id}")
    assert not said.is_expired


def test_two_people_have_two_addresses_for_one_conversation(office: Office) -> None:
    ref = f"conversation:{office.conversation.id}"
    assert reply_address(office.circle.ann.id, ref) != reply_address(office.ben.id, ref)


def test_an_address_lives_for_thirty_days_to_the_minute(office: Office) -> None:
    said = read_token(token_of(office))
    with time_machine.travel(said.made_at + timedelta(days=30), tick=False):
        assert not said.is_expired
    with time_machine.travel(said.made_at + timedelta(days=30, minutes=1), tick=False):
        assert said.is_expired


@pytest.mark.parametrize(
    "ref", ["nothing:1", "conversation:", "conversation:x", "person:1", "conversation", "document:1"]
)
def test_what_cannot_be_answered_has_no_address(office: Office, ref: str) -> None:
    assert reply_address(office.ben.id, ref) is None


def test_every_letter_of_a_token_is_signed(office: Office) -> None:
    token = token_of(office)
    for at in range(len(token) - 1):
        forged = token[:at] + ("a" if token[at] != "a" else "b") + token[at + 1 :]
        with pytest.raises(BadAddress):
            read_token(forged)


@pytest.mark.parametrize("token", ["", "a", "a" * 39, "a" * 60, "18901890", "ŵ" * 40, "=" * 40])
def test_what_was_never_an_address_is_no_mistake_of_ours(office: Office, token: str) -> None:
    with pytest.raises(BadAddress):
        read_token(token)


def test_an_address_of_another_hub_is_not_ours(app: Flask, office: Office) -> None:
    token = token_of(office)
    app.config["SECRET_KEY"] = "of another hub altogether"
    with pytest.raises(BadAddress):
        read_token(token)


def test_a_mail_server_may_write_the_address_in_capitals(office: Office) -> None:
    found = find_address(office.address.upper())
    assert found is not None
    assert read_token(found).user_id == office.ben.id


def test_our_address_is_found_among_those_of_others(office: Office) -> None:
    token = token_of(office)
    others = f"Ann <ann@example.org>, reply+{token}@elsewhere.example, 'Hub' <{office.address}>"
    assert find_address(others) == token
    for none in ("", "ann@example.org", f"reply+{token}@elsewhere.example", f"reply+{token}@{DOMAIN}.evil.example"):
        assert find_address(none) is None


def test_the_moment_of_an_address_is_the_minute_it_was_given(office: Office) -> None:
    assert timedelta() <= clock.now() - read_token(token_of(office)).made_at < timedelta(minutes=3)
