"""Suggestions for tests, made by the same actions that people use."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.policy import Role
from hub.suggestions import actions, queries
from hub.suggestions.models import Call, Suggestion, SuggestionComment
from tests.factories import actor_of, add_member, make_group, make_user


class Board:
    """A group with a suggestion in it, and someone of every sort round it."""

    def __init__(self, visibility: str = "restricted", name: str = "Waste") -> None:
        self.facilitator = make_user("Fay Facilitator")
        self.group: Group = make_group(name, visibility, facilitator=self.facilitator)
        self.author = self.join("Asa Author")
        self.member = self.join("Mo Member")
        self.other = self.join("Oda Other")
        self.outsider = make_user("Olu Outsider")
        self.suggestion: Suggestion = self.suggest()

    def join(self, name: str, role: Role = Role.MEMBER) -> User:
        user = make_user(name)
        add_member(self.group, user, role)
        return user

    def suggest(self, title: str = "A map of recycling centres", by: User | None = None, **facts: Any) -> Suggestion:
        words = {"title": title, "text": "With opening hours."} | facts
        return self.do("make_suggestion", by or self.author, self.group, **words)

    def comment(self, text: str = "Yes please.", by: User | None = None, **facts: Any) -> SuggestionComment:
        return self.do("add_comment", by or self.member, self.suggestion, text=text, **facts)

    def support(self, *people: User, suggestion: Suggestion | None = None) -> None:
        for person in people:
            self.do("support_suggestion", person, suggestion or self.suggestion)

    def call(self, opens: timedelta = timedelta(hours=-1), closes: timedelta = timedelta(days=7), **facts: Any) -> Call:
        announced = {"title": "What next?", "question": "What should we do first?"} | facts
        times = {"opens_local": in_london(opens), "closes_local": in_london(closes)}
        return self.do("make_call", self.facilitator, self.group, **times, **announced)

    def move(self, status: str, reason: str = "", suggestion: Suggestion | None = None) -> None:
        row = suggestion or self.suggestion
        self.do("move_suggestion", self.facilitator, row, status=status, reason=reason)

    def do(self, verb: str, by: User | None, *targets: Any, **facts: Any) -> Any:
        with unit_of_work():
            return getattr(actions, verb)(actor_of(by), *targets, **facts)

    def counts(self) -> dict[str, int]:
        found = queries.count_by_status(actor_of(self.facilitator), self.group)
        return {status: number for status, number in found.items() if number}

    @property
    def address(self) -> str:
        return f"/groups/{self.group.slug}/suggestions/{self.suggestion.id}"


def in_london(later: timedelta) -> datetime:
    """The wall clock in London so much later, to the minute."""
    moment = (clock.now() + later).astimezone(clock.LONDON).replace(tzinfo=None)
    return moment.replace(second=0, microsecond=0)


def listen() -> list[Noteworthy]:
    """What people could hear of from now on."""
    heard: list[Noteworthy] = []
    hub().on(Noteworthy, heard.append)
    return heard


def ids_of(model: Any, *conditions: Any) -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(model.id).where(*conditions).order_by(model.id)))
