"""Profiles: what each reader sees of a person, and what neither page, list, search nor photo gives away."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from hub.accounts.authors import author_line, main_appointment_id
from hub.accounts.kind import entries, items, pages
from hub.accounts.models import Appointment, User
from hub.accounts.photos import photo_store, sweep_photos
from hub.accounts.queries import get_person, sees_field
from hub.core.db import db
from hub.core.registry import hub, resolve
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.people.queries import Wanted, list_people
from hub.people.words import write_words
from hub.policy import NotFound
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_organisation, make_user

TITLE, WORKS_ON, ASK_ABOUT = "Tree warden", "Leaf collection rounds", "Veteran oaks"
FIELDS = ("job_title", "works_on", "ask_about", "photo")


@pytest.fixture
def near(app):
    return make_user("Nia Near")


@pytest.fixture
def outsider(app):
    return make_user("Olu Outsider")


@pytest.fixture
def ann(app, near):
    """Ann shows every field to people of her groups alone, and shares one with Nia."""
    ann = make_user("Ann Price", works_on=WORKS_ON, ask_about=ASK_ABOUT, **{f"{f}_seen_by": "groups" for f in FIELDS})
    with unit_of_work():
        ann.appointments[0].job_title = TITLE
        write_words([ann.id])
    group = make_group("Trees", "private", facilitator=ann)
    add_member(group, near)
    return ann


def picture(size=(900, 600), kind="JPEG", **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    out.seek(0)
    return out


def save_profile(app, user, **values):
    browser = Browser(app, user)
    browser.get("/account/profile")
    status = values.pop("status", 200)
    browser.submit("Save my profile", status=status, **values)
    return browser


def test_a_person_says_who_they_are(app, near):
    browser = save_profile(app, near, job_title=TITLE, works_on=WORKS_ON, ask_about=ASK_ABOUT)
    for text in (TITLE, WORKS_ON, ASK_ABOUT):
        assert text in browser.page


def test_someone_of_the_same_group_sees_every_field(app, ann, near):
    page = Browser(app, near).get(f"/people/{ann.id}")
    assert all(text in page for text in (TITLE, WORKS_ON, ASK_ABOUT))


def test_an_outsider_sees_the_name_and_the_organisation_alone(app, ann, outsider):
    page = Browser(app, outsider).get(f"/people/{ann.id}")
    assert "Ann Price" in page.h1
    assert "Kirklees Council" in page
    assert not [text for text in (TITLE, WORKS_ON, ASK_ABOUT) if text in page.html]


def test_an_ex_member_sees_no_more_than_an_outsider(app, ann, near):
    end_membership(db.session.scalar(select(Group)), near)
    page = Browser(app, near).get(f"/people/{ann.id}")
    assert not [text for text in (TITLE, WORKS_ON, ASK_ABOUT) if text in page.html]


def test_staff_do_not_see_what_is_for_groups(app, ann):
    page = Browser(app, make_user("Sam Staff", is_staff=True)).get(f"/people/{ann.id}")
    assert not [text for text in (TITLE, WORKS_ON, ASK_ABOUT) if text in page.html]


def test_a_visitor_is_asked_to_sign_in(app, ann):
    assert Browser(app).get(f"/people/{ann.id}").h1 == "Sign in"
    assert Browser(app).get("/people").h1 == "Sign in"


def test_a_suspended_person_sees_nothing_from_the_next_request_on(app, ann, near):
    browser = Browser(app, near)
    browser.get(f"/people/{ann.id}")
    with unit_of_work():
        db.session.get_one(User, near.id).become("suspended")
    assert browser.get(f"/people/{ann.id}").h1 == "Sign in"


@pytest.mark.parametrize("state", ["unconfirmed", "waiting", "suspended", "declined", "closed"])
def test_who_is_not_active_is_absent_for_everyone_but_staff(app, outsider, state):
    hidden = make_user("Hidden Harry", state=state)
    browser = Browser(app, outsider)
    browser.get(f"/people/{hidden.id}", status=404)
    assert browser.page.text == browser.get("/people/9999", status=404).text
    assert "Hidden Harry" not in browser.get("/people?q=harry").html.replace('value="harry"', "")
    assert Browser(app, make_user(is_staff=True)).get(f"/people/{hidden.id}").h1 == "Hidden Harry"


@pytest.mark.parametrize("words", ["warden", "leaf", "oaks"])
def test_looking_for_people_finds_only_by_what_the_reader_may_see(app, ann, near, outsider, words):
    assert [row.person.id for row in list_people(actor_of(near), Wanted(words=words)).items] == [ann.id]
    assert not list_people(actor_of(outsider), Wanted(words=words)).items
    assert "Ann Price" not in Browser(app, outsider).get(f"/people?q={words}").text


@pytest.mark.both_databases
def test_people_are_found_by_name_and_council(app, ann, outsider):
    for words in ("ann", "kirklees price"):
        assert ann.id in [row.person.id for row in list_people(actor_of(outsider), Wanted(words=words)).items]


def test_the_list_of_an_organisation_has_its_people_alone(app, ann):
    leeds = make_organisation("Leeds")
    bo = make_user("Bo Lee", organisation=leeds)
    page = Browser(app, ann).get(f"/people?organisation={leeds.id}")
    assert page.h1 == "People of Leeds"
    assert "Bo Lee" in page
    assert "Ann Price" not in page.text
    assert bo.id != ann.id


@pytest.mark.both_databases
def test_both_forms_of_the_rule_agree(app, ann, near, outsider):
    for reader in (ann, near, outsider):
        actor = actor_of(reader)
        view = get_person(actor, ann.id)
        shown = [view.sees_job_title, bool(view.works_on), bool(view.ask_about)]
        for field, seen in zip(FIELDS, shown, strict=False):
            found = db.session.scalar(select(User.id).where(User.id == ann.id, sees_field(actor, field)))
            assert (found is not None) == seen, (reader.display_name, field)


def test_nobody_s_limited_fields_are_seen_where_no_groups_answer(app, ann, outsider):
    hub().relations.pop("shares_group")
    assert get_person(actor_of(outsider), ann.id).works_on == ""
    assert not list_people(actor_of(outsider), Wanted(words="leaf")).items


def test_search_holds_only_what_everyone_signed_in_may_see(app, ann):
    (entry,) = entries([ann.id])
    assert entry.title == "Ann Price"
    assert entry.audiences[0] == "signed-in"
    assert not [text for text in (TITLE, WORKS_ON, ASK_ABOUT) if text in entry.body + str(pages([ann]))]
    with app.test_request_context():
        assert not [text for text in (TITLE, WORKS_ON, ASK_ABOUT) if text in str(items([ann])[0])]


def test_search_holds_nothing_of_who_is_not_active(app):
    assert entries([make_user(state="suspended").id]) == []


def test_a_change_of_profile_is_seen_by_search(app, near):
    before = near.version
    save_profile(app, near, works_on=WORKS_ON)
    db.session.expire_all()
    assert near.version > before
    assert WORKS_ON in entries([near.id])[0].body


def test_a_line_of_an_author_names_the_office_they_wrote_in(app, near):
    old = near.appointments[0]
    with unit_of_work():
        old.job_title = TITLE
    pair, bare = (near.id, old.id), (near.id, None)
    assert author_line([pair, bare]) == {pair: f"Nia Near, {TITLE}, Kirklees", bare: "Nia Near"}
    assert author_line([(None, None)]) == {(None, None): "A former member"}


def test_a_line_of_an_author_keeps_a_limited_job_title_back(app, ann):
    pair = (ann.id, ann.appointments[0].id)
    assert author_line([pair])[pair] == "Ann Price, Officer, Kirklees"


def test_one_writes_in_the_main_appointment(app, near):
    assert main_appointment_id(actor_of(near)) == near.appointments[0].id
    assert main_appointment_id(actor_of(None)) is None


def test_a_person_is_resolved_for_those_who_may_know_of_them(app, ann, outsider):
    with app.test_request_context():
        assert resolve(actor_of(outsider), f"person:{ann.id}").title == "Ann Price"
    with pytest.raises(NotFound):
        resolve(actor_of(None), f"person:{ann.id}")


def test_a_photo_is_drawn_anew_and_small(app, near):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    save_profile(app, near, photo=(picture(exif=exif), "me.jpg"))
    response = Browser(app, near).client.get(f"/people/{near.id}/photo")
    assert b"secret place" not in response.data
    assert max(Image.open(io.BytesIO(response.data)).size) == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_photo_for_groups_is_absent_for_others(app, ann, near, outsider):
    save_profile(app, ann, photo=(picture(), "me.jpg"))
    assert Browser(app, near).client.get(f"/people/{ann.id}/photo").status_code == 200
    assert Browser(app, outsider).client.get(f"/people/{ann.id}/photo").status_code == 404
    assert app.test_client().get(f"/people/{ann.id}/photo").status_code == 404


def test_a_file_that_is_no_picture_gets_a_sentence_and_keeps_the_rest(app, near):
    browser = save_profile(app, near, photo=(io.BytesIO(b"<svg/>"), "me.svg"), works_on=WORKS_ON, status=422)
    assert browser.page.errors == ["We could not read this picture. Choose a JPEG, PNG, GIF or WebP file."]
    assert WORKS_ON in browser.page
    db.session.expire_all()
    assert near.works_on == "", "nothing was saved by half"


def test_a_photo_can_be_taken_down_and_its_file_goes_in_time(app, near, monkeypatch):
    save_profile(app, near, photo=(picture(), "me.jpg"))
    db.session.expire_all()
    path = photo_store().path(near.photo_sha256)
    save_profile(app, near, remove_photo="y")
    assert app.test_client().get(f"/people/{near.id}/photo").status_code == 404
    monkeypatch.setattr("hub.accounts.photos.KEPT_FOR", timedelta(minutes=-1))
    sweep_photos()
    assert not path.exists()


def test_a_name_of_300_characters_is_refused_and_kept_in_the_form(app, near):
    browser = save_profile(app, near, display_name="B" * 300, works_on="W" * 2001, status=422)
    assert browser.page.errors == ["Use at most 120 characters.", "Use at most 2,000 characters."]
    assert "B" * 300 in browser.page.html


def test_words_of_a_profile_are_shown_as_words(app, near):
    page = save_profile(app, near, works_on="<b>bold</b> <script>alert(1)</script>").page
    assert not re.search(r"<script>alert", page.html)


def test_ones_own_word_is_shown_so_until_staff_confirm_it(app, near, outsider):
    assert "Their own word" in Browser(app, outsider).get(f"/people/{near.id}")
    staff = Browser(app, make_user("Sam Staff", is_staff=True))
    staff.get(f"/people/{near.id}")
    staff.submit("Confirm this appointment")
    assert "Their own word" not in Browser(app, outsider).get(f"/people/{near.id}")


def test_only_staff_confirm_an_appointment_here(app, near, outsider):
    appointment = db.session.scalar(select(Appointment).where(Appointment.user_id == near.id))
    Browser(app, outsider).post(f"/people/{near.id}/appointments/{appointment.id}/confirm", status=404)
