"""The settings and links of being told, with what no page of ours sends; and its words in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_babel import force_locale

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.notifications import actions
from hub.notifications.defaults import DEFAULTS, Choice
from hub.notifications.digests import send_due_digests
from hub.notifications.models import Preference, Rhythm
from hub.notifications.queries import find_choices
from hub.notifications.wording import words_of
from tests.browser import Browser
from tests.factories import actor_of
from tests.notifications.making import NEW, happen, lines_of, mails_of, send, tell
from tests.notifications.making import words_of as all_words

USUAL = {f"mail_{name}": choice.mail for name, choice in DEFAULTS.items()} | {"quiet_from": "", "quiet_until": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail_groups": "hourly"},
        {"mail_groups": ""},
        {"quiet_from": "03:00", "quiet_until": "07:00"},
        {"quiet_from": "22:00"},
        {"quiet_from": "late", "quiet_until": "07:00"},
        {"away_until": "soon"},
        {"away_until": "2026-02-30"},
        {"away_until": "9999-12-31"},
    ],
)
def test_a_choice_that_was_not_offered_is_refused_and_nothing_is_kept(app, bill, wrong) -> None:
    page = Browser(app, bill).post("/account/notifications", USUAL | wrong, status=422)
    assert len(page.errors) == 1
    assert db.session.query(Preference).count() == 0


def test_a_day_within_a_year_is_kept_and_a_day_after_is_not(app, bill) -> None:
    browser = Browser(app, bill)
    year = clock.today() + timedelta(days=actions.LONGEST_AWAY_DAYS)
    browser.post("/account/notifications", USUAL | {"away_until": year.isoformat()})
    browser.post("/account/notifications", USUAL | {"away_until": (year + timedelta(days=1)).isoformat()}, status=422)
    assert db.session.get_one(Rhythm, bill.id).away_until == year


def test_choices_of_no_category_are_refused_whole(bill) -> None:
    wanted = {"groups": Choice(on_page=False, mail="none"), "gossip": Choice(on_page=True, mail="each")}
    with pytest.raises(Refused), unit_of_work():
        actions.choose_channels(actor_of(bill), wanted)
    assert find_choices(actor_of(bill)) == DEFAULTS


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 40])
def test_a_mark_that_names_no_line_marks_nothing_as_read(app, document, ann, bill, upto) -> None:
    happen(NEW, document, by=ann)
    tell()
    Browser(app, bill).post("/notifications/read", {"upto": upto})
    assert [line.read_at for line in lines_of(bill)] == [None]


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "0"])
def test_a_page_of_notifications_that_there_is_not_still_opens(app, bill, cursor) -> None:
    assert Browser(app, bill).get(f"/notifications?cursor={cursor}").h1 == "Notifications"


def test_an_address_that_works_has_nothing_to_confirm(app, bill) -> None:
    with pytest.raises(Refused, match="nothing to confirm"), app.test_request_context():
        actions.ask_to_confirm(actor_of(bill))
    assert mails_of(bill) == []


@pytest.mark.parametrize("token", ["x", "." * 500, "e30.e30.e30"])
def test_a_link_to_confirm_that_we_did_not_write_is_dead(app, token) -> None:
    browser = Browser(app)
    for open_it in (browser.get, browser.post):
        open_it(f"/confirm-address/{token}", status=404)


@pytest.mark.parametrize("what", ["", "mail:gossip", "gossip", "digest:hourly"])
def test_a_link_that_stops_no_known_thing_stops_nothing(bill, what) -> None:
    with unit_of_work():
        actions.stop(actor_of(bill), what)
    assert db.session.query(Preference).count() == 0
    assert [(row.no_daily, row.no_weekly) for row in db.session.query(Rhythm)] in ([], [(False, False)])


def test_stopping_the_mails_of_a_sort_leaves_them_on_the_page(bill) -> None:
    with unit_of_work():
        actions.stop(actor_of(bill), "mail:groups")
    assert find_choices(actor_of(bill))["groups"] == Choice(on_page=True, mail="none")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_sentence_of_every_notice_can_be_said_in_both_languages(app, language) -> None:
    with app.test_request_context(), force_locale(language):
        for notice in hub().notices.values():
            for count in (1, 2, 3, 6, 17):
                said = words_of(notice, who="Ann", title="100% of bins", count=count)
                assert "%(" not in said, notice.name


def test_a_digest_of_a_welsh_reader_says_its_language_and_day_in_welsh(document, ann, bill) -> None:
    with unit_of_work():
        bill.language = "cy"
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        happen(NEW, document, by=ann)
        tell()
    with time_machine.travel(datetime(2026, 11, 23, 7, 5, tzinfo=UTC), tick=False):
        send_due_digests()
        send()
    (message,) = mails_of(bill)
    assert '<html lang="cy">' in all_words(message)
    assert "23 Tachwedd" in message["Subject"]
