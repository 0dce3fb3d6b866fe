"""What reaches whom by mail and on the page of notifications when something is reported and decided."""

from email import message_from_bytes, policy

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.core.worker import drain_all
from tests.library.making import publish
from tests.moderation.making import Case


@pytest.fixture
def case(app: Flask) -> Case:
    return Case("private")


def mails_to(app: Flask, person: User) -> list[str]:
    """Every mail to the person, head and words."""
    drain_all()
    folder = app.extensions["settings"].data_dir / "mail"
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
    return [f"{mail['Subject']}\n{dict(mail)}\n{_text(mail)}" for mail in read if mail["To"] == person.email]


def _text(mail: object) -> str:
    part = mail.get_body(("plain",))
    return part.get_content() if part is not None else ""


def test_facilitators_have_a_mail_as_soon_as_the_worker_has_looked(app: Flask, case: Case) -> None:
    case.report(reason="It insults Gus by name")
    for person in (case.fay, case.gus):
        (mail,) = mails_to(app, person)
        assert "Reported: Document by Ann Author" in mail
        assert "/reports/1" in mail
        for hidden in ("Rob Reporter", "About the team", "insults"):
            assert hidden not in mail
    for person in (case.ann, case.rob, case.mia, case.sam):
        assert mails_to(app, person) == []


def test_the_mail_to_staff_says_nothing_of_the_group(app: Flask, case: Case) -> None:
    document = publish(case.fay, case.group, b"x", "fay.txt", title="Secret rant")
    case.report(ref=f"document:{document.id}")
    (mail,) = mails_to(app, case.sam)
    for hidden in (case.group.name, case.group.slug, "Secret rant", "Rob Reporter"):
        assert hidden not in mail
    assert mails_to(app, case.gus) == []


def test_author_and_reporter_have_the_reason_and_no_name(app: Flask, case: Case) -> None:
    report = case.report()
    case.decide(report, "removed", reason="We keep to the house rules")
    (to_author,), (to_reporter,) = mails_to(app, case.ann), mails_to(app, case.rob)
    assert "Something of yours was removed" in to_author
    assert "What you reported was removed" in to_reporter
    for mail in (to_author, to_reporter):
        assert "We keep to the house rules" in mail
        assert "Rob" not in mail.replace(case.rob.email, "")
        assert "Fay" not in mail


def test_a_reporter_who_lost_the_group_reads_no_word_of_it(app: Flask, case: Case) -> None:
    from tests.factories import end_membership

    report = case.report()
    end_membership(case.group, case.rob)
    case.decide(report, "dismissed", reason="It is fine")
    (mail,) = mails_to(app, case.rob)
    for hidden in (case.group.name, "About the team", "Ann"):
        assert hidden not in mail
