"""What becomes of a mail: posted, kept as a draft, answered kindly, or only counted; and never twice."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from hub.accounts.models import User
from hub.conversations.models import Conversation
from hub.core import clock
from hub.core.db import db
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.drafts.actions import keep_draft
from hub.drafts.queries import find_draft
from hub.mail_replies import posting
from hub.mail_replies.addresses import reply_address
from tests.factories import actor_of, add_member, end_membership, make_user
from tests.mail_replies.making import DOMAIN, SERVER, Office
from tests.mail_replies.styles import TEXTS, WORDS

pytestmark = pytest.mark.both_databases


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def test_an_answer_by_mail_is_written_where_it_belongs(office: Office) -> None:
    assert office.receive(office.mail(TEXTS["gmail"])) == "posted"
    assert office.posts() == [WORDS]
    assert office.whys() == [("posted", "")]


def test_the_same_mail_again_is_recognised_and_changes_nothing(office: Office) -> None:
    mail = office.mail()
    assert [office.receive(mail) for _ in range(3)] == ["posted", "duplicate", "duplicate"]
    assert office.posts() == ["With a scanner."]


def test_a_mail_without_a_message_id_is_known_by_its_bytes(office: Office) -> None:
    mail = office.mail(headers={"Message-ID": None})
    assert [office.receive(mail), office.receive(mail)] == ["posted", "duplicate"]


@pytest.mark.parametrize(
    ("headers", "sender", "why"),
    [
        ({"Auto-Submitted": "auto-replied"}, None, "auto-submitted"),
        ({"Precedence": "bulk"}, None, "precedence"),
        ({"X-Auto-Response-Suppress": "All"}, None, "auto-response"),
        ({"Return-Path": "<>"}, None, "no sender"),
        ({}, "", "no sender"),
        ({"List-Id": '"Parking" <group-1.127.0.0.1>'}, None, "own list"),
        ({"From": None}, None, "no sender"),
    ],
)
def test_automatic_mails_are_dropped_and_counted_and_nobody_is_told(
    office: Office, headers: dict, sender: str | None, why: str
) -> None:
    assert office.receive(office.mail(headers=headers), sender=sender) == "dropped"
    assert (office.posts(), office.whys(), office.count_mails()) == ([], [("dropped", why)], 0)


@pytest.mark.parametrize(
    "results",
    [
        None,
        "mx.elsewhere.example; dmarc=pass header.from=example.gov.uk",
        f"{SERVER}; dmarc=fail header.from=example.gov.uk",
        f"{SERVER}; dmarc=pass header.from=evil.example",
        f"{SERVER}; dkim=pass header.d=gov.uk; spf=pass smtp.mailfrom=x@evil.example",
        f"{SERVER}; none",
        f"({SERVER}; dmarc=pass) x",
        f'{SERVER}; spf=pass smtp.mailfrom="x; dkim=pass header.d=example.gov.uk; y"@evil.example',
        f'{SERVER}; spf=pass (by "x) ; dkim=pass header.d=example.gov.uk; ("@evil.example) smtp.mailfrom=evil.example',
        f"{SERVER}; spf=pass (sent by (x) ; dkim=pass header.d=example.gov.uk",
    ],
)
def test_what_is_not_proved_becomes_a_draft_and_the_person_is_asked(office: Office, results: str | None) -> None:
    heard: list[Noteworthy] = []
    hub().on(Noteworthy, heard.append)
    assert office.receive(office.mail(headers={"Authentication-Results": results})) == "drafted"
    kept = find_draft(actor_of(office.ben), f"conversation:{office.conversation.id}")
    assert (office.posts(), kept) == ([], {"text": "With a scanner."})
    assert [(fact.notice, fact.people) for fact in heard] == [("mail_reply.drafted", (office.ben.id,))]


def test_only_the_results_on_top_count_since_others_came_with_the_mail(office: Office) -> None:
    forged = f"Authentication-Results: {SERVER}; dmarc=pass header.from=example.gov.uk\n"
    genuine = f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.gov.uk\n"
    rest = bytes(office.mail(headers={"Authentication-Results": None}))
    raw = f"{genuine}Received: from evil.example by {SERVER}\n{forged}".encode() + rest
    assert office.receive(raw) == "drafted"


@pytest.mark.parametrize(
    "results",
    [
        "dkim=pass header.d=example.gov.uk",
        'dkim=pass reason="good signature" header.d="example.gov.uk" header.b="aB3/+x="',
        "spf=pass (of (an) address) smtp.mailfrom=ben@example.gov.uk",
    ],
)
def test_dkim_or_spf_of_the_very_domain_proves_it_too(office: Office, results: str) -> None:
    results = f"{SERVER} 1; {results}; dmarc=none (nothing said; not a word)"
    assert office.receive(office.mail(headers={"Authentication-Results": results})) == "posted"


def test_somebody_elses_proved_mail_to_my_address_is_my_draft_and_not_my_post(office: Office) -> None:
    assert office.receive(office.mail(sender=office.circle.ann.email)) == "drafted"
    assert office.posts() == []


def test_two_froms_prove_nothing(office: Office) -> None:
    both = f"Ben <{office.ben.email}>, Ann <{office.circle.ann.email}>"
    assert office.receive(office.mail(headers={"From": both})) == "drafted"


def test_a_draft_is_added_to_what_was_typed_already_and_never_over_it(office: Office) -> None:
    place = f"conversation:{office.conversation.id}"
    with unit_of_work():
        keep_draft(actor_of(office.ben), place, {"text": "I began this"})
    office.receive(office.mail(headers={"Authentication-Results": None}))
    assert find_draft(actor_of(office.ben), place) == {"text": "I began this\n\nWith a scanner."}
    office.receive()
    assert find_draft(actor_of(office.ben), place) is not None
    assert office.posts() == ["With a scanner."]


def test_an_address_works_for_thirty_days_and_says_so_after(office: Office) -> None:
    with time_machine.travel(clock.now() + timedelta(days=29), tick=False):
        assert office.receive() == "posted"
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert office.receive(office.mail("Too late")) == "answered"
    ((to, body),) = office.answers()
    assert to == office.ben.email
    assert "30 days" in body
    assert "Too late" in body


@pytest.mark.parametrize("change", [lambda t: ("b" if t[0] == "a" else "a") + t[1:], lambda t: "a" * len(t)])
def test_a_forged_address_posts_nothing_and_tells_only_who_is_proved(office: Office, change: object) -> None:
    token = office.address.partition("+")[2].partition("@")[0]
    forged = f"reply+{change(token)}@{DOMAIN}"
    assert office.receive(office.mail(to=forged)) == "answered"
    unproved = office.mail(to=forged, headers={"Authentication-Results": None})
    assert office.receive(unproved) == "dropped"
    assert (office.posts(), [to for to, _body in office.answers()]) == ([], [office.ben.email])


def test_nobody_is_answered_at_an_address_that_was_not_proved(office: Office) -> None:
    end_membership(office.circle.group, office.ben)
    before = office.count_mails()
    for sender in (office.ben.email, "victim@example.org"):
        unproved = office.mail(sender=sender, headers={"Authentication-Results": None})
        assert office.receive(unproved) == "dropped"
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        assert office.receive(office.mail(headers={"Authentication-Results": None})) == "dropped"
    stranger = office.mail(sender="stranger@elsewhere.example", to=f"reply+{'a' * 39}@{DOMAIN}")
    assert office.receive(stranger) == "dropped"
    assert office.count_mails() == before


def test_the_address_dies_with_the_membership_and_does_not_come_back_with_the_next(office: Office) -> None:
    end_membership(office.circle.group, office.ben)
    assert office.receive(office.mail("I have left")) == "answered"
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        add_member(office.circle.group, office.ben)
        assert office.receive(office.mail("I am back")) == "answered"
        assert office.posts() == []
        office.address = reply_address(office.ben.id, f"conversation:{office.conversation.id}")
        assert office.receive(office.mail("With a new address")) == "posted"
    assert all("Parking permits" not in body for _to, body in office.answers())


def test_a_suspended_persons_address_is_dead(office: Office) -> None:
    with unit_of_work():
        db.session.get_one(User, office.ben.id).become("suspended")
    assert office.receive() == "dropped"
    assert office.posts() == []


def test_a_closed_conversation_says_so_and_gives_the_words_back(office: Office) -> None:
    with unit_of_work():
        db.session.get_one(Conversation, office.conversation.id).closed_at = clock.now()
    assert office.receive(office.mail("My long answer")) == "answered"
    ((_to, body),) = office.answers()
    assert "My long answer" in body
    assert "no more" in body


def test_a_mail_of_quotes_alone_is_answered_and_not_posted(office: Office) -> None:
    assert office.receive(office.mail("On 23/11/2026 09:41, Ann wrote:\n> Hello\n")) == "answered"
    assert office.posts() == []


def test_a_mail_of_forty_megabytes_is_refused_kindly(office: Office) -> None:
    head = bytes(office.mail("Small")).rstrip()
    assert office.receive(head + b"x" * 40_000_000) == "answered"
    assert "40 MB" in office.answers()[0][1]


def test_what_fails_half_way_leaves_no_mark_so_that_it_may_come_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = office.mail()

    def killed(*_arguments: object) -> str:
        written(*_arguments)
        raise OperationalError("COMMIT", {}, Exception("the server went away"))

    written = posting.write
    monkeypatch.setattr(posting, "write", killed)
    with pytest.raises(OperationalError):
        office.receive(mail)
    db.session.rollback()
    assert (office.posts(), office.whys()) == ([], [])
    monkeypatch.setattr(posting, "write", written)
    assert office.receive(mail) == "posted"
    assert office.posts() == ["With a scanner."]


def test_one_person_posts_no_more_than_sixty_mails_a_day(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.mail_replies import caps

    monkeypatch.setitem(caps.MOST_A_DAY, "posted", 2)
    monkeypatch.setitem(caps.MOST_A_DAY, "answered", 1)
    assert [office.receive() for _ in range(4)] == ["posted", "posted", "answered", "dropped"]


def test_an_address_is_one_word_that_survives_mail_servers(office: Office) -> None:
    local, _at, domain = office.address.partition("@")
    assert domain == DOMAIN
    assert len(local) <= 64
    assert local == local.lower()
    assert office.receive(office.mail(to=f"{local.upper()}@{DOMAIN.upper()}")) == "posted"


def test_without_a_domain_no_address_is_given(app: Flask) -> None:
    assert reply_address(make_user().id, "conversation:1") is None


def test_only_kinds_that_can_be_answered_have_an_address(office: Office) -> None:
    for ref in ("group:1", "person:1", "nonsense", "report:1", "conversation:x"):
        assert reply_address(office.ben.id, ref) is None
