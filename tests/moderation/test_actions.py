"""The states of a report: every way from one to the next, who may take it, and who hears of it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.activity.models import AuditEntry
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.groups import actions as groups
from hub.groups.content import place
from hub.library import actions as library
from hub.moderation import actions, courts, queries
from hub.moderation.models import Report, Reporting
from hub.policy import Forbidden, NotFound, Role
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.library.making import publish
from tests.moderation.making import WORDS, Case, overheard


@pytest.fixture
def case(app: Flask) -> Case:
    with app.test_request_context():
        yield Case()


def test_a_report_keeps_a_copy_of_the_words_alone(case: Case) -> None:
    report = case.report()
    assert report.copy == "About the team"  # the worker has not read the file yet
    assert (report.state, report.waits, report.audience) == ("open", True, f"facilitators:{case.group.id}")


def test_the_copy_survives_that_the_words_are_changed(case: Case) -> None:
    report = case.report()
    with unit_of_work():
        case.document.title = "Nothing to see"
    assert db.session.get_one(Report, report.id).copy == "About the team"


def test_facilitators_are_told_at_once_and_nobody_is_named(case: Case) -> None:
    heard = overheard()
    report = case.report()
    told = [fact for fact in heard if fact.notice == "report.made"]
    assert [set(fact.people) for fact in told] == [{case.fay.id, case.gus.id}]
    assert told[0].actor_id is None
    assert told[0].ref == f"report:{report.id}"


def test_several_people_are_one_line_and_one_person_twice_is_one_report(case: Case) -> None:
    first, second = case.report(), case.report(case.mia, reason="It is unkind")
    again = case.report(case.rob, reason="I say it again")
    assert first.id == second.id == again.id
    assert [voice.user_id for voice in case.voices(first)] == [case.rob.id, case.mia.id]
    assert case.voices(first)[0].reason == "It insults people"


def test_who_may_not_read_it_cannot_report_it(case: Case) -> None:
    end_membership(case.group, case.mia)
    for person in (case.outsider, case.mia, None):
        with pytest.raises(NotFound), unit_of_work():
            actions.report_thing(actor_of(person), case.ref, reason="I guess its number")
    with pytest.raises(NotFound), unit_of_work():
        actions.report_thing(actor_of(case.rob), f"group:{case.group.id}", reason="No such kind")


def test_nobody_reports_what_they_wrote_themselves(case: Case) -> None:
    with pytest.raises(Refused, match="This is yours"), unit_of_work():
        actions.report_thing(actor_of(case.ann), case.ref, reason="Oops")


def test_a_report_says_what_is_wrong_in_so_many_words(case: Case) -> None:
    for reason in ("  ", "x" * 2_001):
        with pytest.raises(Refused), unit_of_work():
            actions.report_thing(actor_of(case.rob), case.ref, reason=reason)


def test_one_person_reports_no_more_than_twenty_things_a_day(case: Case) -> None:
    documents = [publish(case.ann, case.group, f"Text {n}".encode(), f"{n}.txt") for n in range(actions.MOST_A_DAY)]
    for document in documents:
        case.report(ref=f"document:{document.id}")
    with pytest.raises(Refused, match="since yesterday"), unit_of_work():
        actions.report_thing(actor_of(case.rob), case.ref, reason="One more")
    case.report(case.mia)


def test_holding_hides_it_and_releasing_brings_it_back(case: Case) -> None:
    report = case.report()
    case.decide(report, "held")
    assert (report.state, report.waits, case.reached(case.mia), case.reached(case.ann)) == ("held", True, False, True)
    case.decide(report, "released")
    assert (report.state, report.waits, case.reached(case.mia)) == ("dismissed", False, True)


def test_what_was_dismissed_can_be_held_again_and_removed_and_put_back(case: Case) -> None:
    report = case.report()
    for outcome, state, is_read in (
        ("dismissed", "dismissed", True),
        ("held", "held", False),
        ("released", "dismissed", True),
        ("held", "held", False),
        ("removed", "removed", False),
        ("released", "dismissed", True),
    ):
        case.decide(report, outcome)
        assert (report.state, case.reached(case.mia)) == (state, is_read), outcome
    assert [one.decision.outcome for one in queries.get_line(actor_of(case.fay), report.id).decisions][-1] == "released"


@pytest.mark.parametrize(("first", "then"), [("removed", "held"), ("dismissed", "released"), ("held", "dismissed")])
def test_what_makes_no_sense_is_refused(case: Case, first: str, then: str) -> None:
    report = case.report()
    case.decide(report, first)
    with pytest.raises(Refused, match="cannot be decided"):
        case.decide(report, then)


def test_whoever_decides_second_is_told_and_changes_nothing(case: Case) -> None:
    report = case.report()
    seen = report.version
    case.decide(report, "dismissed")
    with pytest.raises(Refused, match="Somebody else decided"), unit_of_work():
        actions.decide_report(actor_of(case.gus), report, outcome="removed", reason="Out", version=seen)
    assert case.reached(case.mia)


def test_author_and_reporters_hear_the_reason_and_not_of_each_other(case: Case) -> None:
    report = case.report()
    case.report(case.mia)
    heard = overheard()
    decision = case.decide(report, "removed", reason="Keep it civil")
    told = {fact.people: fact for fact in heard}
    assert set(told) == {(case.ann.id,), (case.rob.id,), (case.mia.id,)}
    assert {fact.reason for fact in heard} == {"Keep it civil"}
    assert {fact.actor_id for fact in heard} == {None}
    assert told[case.ann.id,].ref == f"decision:{decision.id}"


def test_members_outsiders_and_the_author_decide_nothing(case: Case) -> None:
    report = case.report()
    for person in (case.mia, case.rob, case.ann, case.outsider, case.sam, None):
        with pytest.raises((NotFound, Forbidden)), unit_of_work():
            actions.decide_report(actor_of(person), report, outcome="dismissed", reason="No")


def test_a_report_after_removal_is_refused_and_after_putting_back_is_taken(case: Case) -> None:
    report = case.report()
    case.decide(report, "removed")
    with pytest.raises(NotFound):
        case.report(case.mia)
    with pytest.raises(Refused, match="removed already"):
        case.report(case.gus)
    case.decide(report, "released")
    assert case.report(case.mia).state == "open"
    assert len(case.voices(report)) == 2


def test_the_same_words_are_not_reported_twice_by_one_person_but_new_words_are(case: Case) -> None:
    report = case.report()
    case.decide(report, "dismissed", reason="It is a joke.")
    with pytest.raises(Refused, match="It is a joke"):
        case.report()
    with unit_of_work():
        case.document.title = "About the team, who are fools"
    assert case.report(reason="Now it is plain").state == "open"
    assert [voice.reason for voice in case.voices(report)] == ["Now it is plain"]


def test_removing_what_its_author_removed_meanwhile_is_no_mistake(case: Case) -> None:
    report = case.report()
    with unit_of_work():
        library.remove_document(actor_of(case.ann), case.document)
    with pytest.raises(Refused, match="removed in the meantime"):
        case.decide(report, "held")
    case.decide(report, "removed")
    assert report.state == "removed"


def test_a_reporter_who_has_left_still_hears_and_sees_no_word_of_it(case: Case) -> None:
    report = case.report()
    end_membership(case.group, case.rob)
    heard = overheard()
    case.decide(report, "removed")
    assert (case.rob.id,) in {fact.people for fact in heard}
    (_reporting, mine), *_more = queries.list_my_reports(actor_of(case.rob)).items
    assert mine.state == "removed"


def test_an_author_who_has_left_still_hears_and_may_ask_again(case: Case) -> None:
    report = case.report()
    end_membership(case.group, case.ann)
    decision = case.decide(report, "removed")
    assert queries.get_decision(actor_of(case.ann), decision.id)[0].reason == "Keep it civil"
    case.appeal(decision)
    assert report.is_appealed


def test_a_facilitators_words_go_to_staff_who_read_the_copy_alone(app: Flask) -> None:
    with app.test_request_context():
        case = Case("private")
        document = publish(case.fay, case.group, b"My rant", "fay.txt", title="Secret rant")
        heard = overheard()
        report = case.report(ref=f"document:{document.id}")
        assert (report.audience, heard[0].people) == ("staff", (case.sam.id,))
        for person in (case.fay, case.gus):
            with pytest.raises(NotFound):
                queries.get_report(actor_of(person), report.id)
        line = queries.get_line(actor_of(case.sam), report.id)
        assert (line.report.copy, line.item) == ("Secret rant", None)
        case.decide(report, "removed", case.sam)
        assert db.session.get_one(type(document), document.id).removed_at is not None
        assert case.group.id not in actor_of(case.sam).roles


def test_a_profile_is_for_staff_to_dismiss_or_note(case: Case) -> None:
    report = case.report(ref=f"person:{case.ann.id}", reason="That is not her name")
    assert (report.audience, report.copy.startswith("Ann Author")) == ("staff", True)
    assert queries.get_line(actor_of(case.sam), report.id).outcomes == ["dismissed", "noted"]
    case.decide(report, "noted", case.sam)
    assert report.state == "noted"


def test_staff_do_not_decide_about_themselves(case: Case) -> None:
    report = case.report(ref=f"person:{case.sam.id}")
    other = make_user("Sue Staff", is_staff=True)
    assert list(courts.list_deciders(report)) == [other.id]
    with pytest.raises(Forbidden):
        case.decide(report, "dismissed", case.sam)


def test_a_second_look_is_somebody_elses_and_comes_once(case: Case) -> None:
    report = case.report()
    decision = case.decide(report, "removed")
    heard = overheard()
    case.appeal(decision)
    assert [fact.people for fact in heard if fact.notice == "report.appealed"] == [(case.gus.id,)]
    with pytest.raises(Forbidden):
        case.decide(report, "released", case.fay)
    final = case.decide(report, "upheld", case.gus, reason="It is no joke")
    assert (report.state, report.waits, final.is_final) == ("removed", False, True)
    for again in (decision, final):
        with pytest.raises(Refused, match="cannot be looked at again"):
            case.appeal(again)


def test_a_second_look_can_put_it_back(case: Case) -> None:
    report = case.report()
    decision = case.decide(report, "removed")
    case.appeal(decision)
    case.decide(report, "released", case.gus)
    assert case.reached(case.mia)
    assert not report.is_appealed


def test_without_another_facilitator_staff_look_again(case: Case) -> None:
    end_membership(case.group, case.gus)
    report = case.report()
    case.appeal(case.decide(report, "held"))
    assert report.audience == "staff"
    case.decide(report, "released", case.sam)
    assert case.reached(case.mia)


def test_nobody_but_the_author_asks_for_a_second_look(case: Case) -> None:
    decision = case.decide(case.report(), "removed")
    for person in (case.rob, case.mia, case.fay, case.outsider, None):
        with pytest.raises((NotFound, Forbidden)):
            case.appeal(decision, person) if person else queries.get_decision(actor_of(None), decision.id)


def test_what_no_facilitator_can_decide_any_more_goes_to_staff(case: Case) -> None:
    report = case.report()
    courts.look_after_waiting()
    assert report.audience != "staff"
    add_member_as_facilitator(case)
    heard = overheard()
    courts.look_after_waiting()
    db.session.refresh(report)
    assert (report.audience, heard[0].people) == ("staff", (case.sam.id,))


def add_member_as_facilitator(case: Case) -> None:
    """The author comes to run the group while the report waits."""
    end_membership(case.group, case.ann)
    add_member(case.group, case.ann, Role.FACILITATOR)


def test_the_author_who_runs_the_group_by_now_never_sees_the_report(case: Case) -> None:
    report = case.report()
    add_member_as_facilitator(case)
    actor = actor_of(case.ann)
    assert not queries.list_reports(actor, case.group).items
    assert queries.count_waiting(actor) == {}
    with pytest.raises(NotFound):
        queries.get_report(actor, report.id)


def test_facilitators_who_all_left_leave_it_to_staff(case: Case) -> None:
    report = case.report()
    with unit_of_work():
        case.fay.become("suspended")
        case.gus.become("suspended")
    courts.look_after_waiting()
    db.session.refresh(report)
    assert report.is_for_staff


def test_the_trail_tells_what_was_decided_and_never_who_reported(case: Case) -> None:
    case.decide(case.report(), "removed")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.ref == case.ref).order_by(AuditEntry.id)).all()
    found = {entry.verb: entry for entry in entries}
    assert {"ReportMade", "ReportDecided", "DocumentRemoved"} <= set(found)
    assert found["ReportDecided"].reason == "Removed: Keep it civil"
    assert case.rob.id not in {entry.actor_id for entry in entries}


def test_leaving_the_group_ends_the_power_to_decide(case: Case) -> None:
    report = case.report()
    with unit_of_work():
        groups.leave_group(actor_of(case.gus), case.group)
    with pytest.raises((NotFound, Forbidden)):
        case.decide(report, "dismissed", case.gus)
    assert db.session.scalar(select(func.count(Reporting.id))) == 1
    assert WORDS.decode() not in report.copy


def test_what_is_moved_to_another_group_is_decided_there(case: Case) -> None:
    report = case.report()
    gita = make_user("Gita")
    there = make_group("Elsewhere", facilitator=gita)
    with unit_of_work():
        place(case.document, there)
    heard = overheard()
    courts.look_after_waiting()
    db.session.refresh(report)
    assert (report.audience, heard[0].people) == (f"facilitators:{there.id}", (gita.id,))
    case.decide(report, "dismissed", gita)


def test_two_who_report_at_the_same_moment_are_one_line(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    report, find = case.report(), actions._line
    looks: list[str] = []

    def not_there_at_first(ref: str) -> Report | None:
        looks.append(ref)
        return find(ref) if len(looks) > 1 else None

    monkeypatch.setattr(actions, "_line", not_there_at_first)
    assert case.report(case.mia).id == report.id
    assert len(case.voices(report)) == 2
