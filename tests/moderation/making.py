"""A group with something in it to report, and everyone round it."""

from typing import Any

from hub.accounts.models import User
from hub.core.db import db
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.moderation import actions
from hub.moderation.models import Decision, Report, Reporting
from hub.policy import Role
from tests.factories import actor_of, add_member, make_group, make_user
from tests.library.making import publish

WORDS = b"Everyone in this team is a fool"


class Case:
    """Ann wrote a document, Rob and Mia may report it, Fay and Gus run the group, Sam is staff."""

    def __init__(self, visibility: str = "restricted") -> None:
        self.fay, self.gus = make_user("Fay"), make_user("Gus")
        self.group: Group = make_group("Waste", visibility, facilitator=self.fay)
        add_member(self.group, self.gus, Role.FACILITATOR)
        self.ann, self.rob, self.mia = (self._member(name) for name in ("Ann Author", "Rob Reporter", "Mia Member"))
        self.sam = make_user("Sam Staff", is_staff=True)
        self.outsider = make_user("Olu Outsider")
        self.document = publish(self.ann, self.group, WORDS, "rant.txt", title="About the team")
        self.ref = f"document:{self.document.id}"

    def _member(self, name: str) -> User:
        user = make_user(name)
        add_member(self.group, user)
        return user

    def report(self, by: User | None = None, ref: str = "", reason: str = "It insults people") -> Report:
        with unit_of_work():
            made = actions.report_thing(actor_of(by or self.rob), ref or self.ref, reason=reason)
        return db.session.get_one(Report, made.report_id)

    def decide(self, report: Report, outcome: str, by: User | None = None, reason: str = "Keep it civil") -> Decision:
        with unit_of_work():
            return actions.decide_report(actor_of(by or self.fay), report, outcome=outcome, reason=reason)

    def appeal(self, decision: Decision, by: User | None = None, words: str = "It was a joke") -> None:
        with unit_of_work():
            actions.appeal_decision(actor_of(by or self.ann), decision, words=words)

    def reached(self, by: User) -> bool:
        """Whether the person may read the document now."""
        from hub.core.registry import resolve
        from hub.policy import NotFound

        try:
            resolve(actor_of(by), self.ref)
        except NotFound:
            return False
        return True

    def voices(self, report: Report) -> list[Reporting]:
        return db.session.query(Reporting).filter_by(report_id=report.id).order_by(Reporting.id).all()


def overheard() -> list[Noteworthy]:
    """Every noteworthy fact from now on, as it is recorded."""
    heard: list[Any] = []
    hub().on(Noteworthy, heard.append)
    return heard
