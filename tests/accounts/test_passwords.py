"""Which passwords are taken, and how they are kept."""

import time

import pytest

from hub.accounts import passwords
from hub.accounts.passwords import check_new_password, hash_password, is_easily_guessed, is_outdated, is_right
from hub.core.errors import Refused

OWN = ("Ann Price", "ann.price@kirklees.gov.uk")


@pytest.mark.parametrize(
    "password",
    [
        "bright kettle harbour",
        "Xk7!vq2Lm9#t",
        "correct donkey paperclip",
        "annual prices in kirkwall",
        "Ŵyth o'r gloch bob nos",
        "tkdlqmfvpwzx",
    ],
)
def test_a_long_and_unusual_password_is_taken(app, password):
    check_new_password(password, own_words=OWN)


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_a_short_password_is_refused_with_a_hint(app, password):
    with pytest.raises(Refused, match="Use at least 12 characters"):
        check_new_password(password)


def test_an_endless_password_is_refused(app):
    with pytest.raises(Refused, match="at most 200"):
        check_new_password("ab3!" * 60)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password1234!",
        "P@ssw0rd1234",
        "passwordpassword",
        "qwertyuiop123",
        "1234567890123",
        "aaaaaaaaaaaaaa",
        "Summer2026!!!",
        "LetMeIn123456",
        "correcthorsebatterystaple",
        "KnowledgeHub2026",
        "ann.price1234",
        "Kirklees2026!",
        "kirkleescouncil",
        "welcome to the hub",
    ],
)
def test_what_a_stranger_would_try_first_is_refused(app, password):
    with pytest.raises(Refused, match="easy to guess"):
        check_new_password(password, own_words=OWN)


def test_what_is_refused_hangs_on_whose_it_is(app):
    assert is_easily_guessed("ann.price.1234", OWN)
    assert not is_easily_guessed("ann.price.1234")


def test_every_listed_password_is_long_enough_to_matter(app):
    assert len(passwords.common_passwords()) > 200
    assert not [entry for entry in passwords.common_passwords() if len(entry) < 12]


def test_a_hash_fits_its_password_alone(app):
    kept = hash_password("bright kettle harbour")
    assert is_right(kept, "bright kettle harbour")
    assert not is_right(kept, "bright kettle harbor")
    assert not is_right(None, "nobody has this password")
    assert not is_right("no hash at all", "bright kettle harbour")


def test_real_settings_are_those_of_the_guidance(app):
    app.config["CHEAP_PASSWORDS"] = False
    assert hash_password("bright kettle harbour").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_of_other_settings_is_made_anew_at_the_next_sign_in(app):
    from hub.accounts.entry import check_password, sign_in
    from hub.core.uow import unit_of_work
    from tests.factories import make_user

    user = make_user(email="ann@kirklees.gov.uk", password_hash=hash_password("bright kettle harbour"))
    app.config["CHEAP_PASSWORDS"] = False
    assert is_outdated(user.password_hash)
    assert check_password("ann@kirklees.gov.uk", "bright kettle harbour") == user.id
    with unit_of_work():
        sign_in(user.id, "bright kettle harbour", address="", agent="")
    assert not is_outdated(user.password_hash)


@pytest.mark.parametrize("name", ["aaa aaaa aaaaa", "password"])
def test_a_password_cannot_keep_the_hub_busy(app, name):
    begun = time.process_time()
    is_easily_guessed("a" * 150 + "qzxv", (name,))
    is_easily_guessed("password" * 20 + "qzxvjk!", (name,))
    assert time.process_time() - begun < 5, "a pattern that tries every way to cut the text would take years"
