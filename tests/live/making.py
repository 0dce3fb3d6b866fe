"""Live sessions for tests, made by the same actions that people use."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups import actions as groups
from hub.groups.models import Group
from hub.groups.visibility import apply_visibility
from hub.live import actions
from hub.live.models import Answer, LiveSession, Question
from hub.policy import Role
from tests.factories import actor_of, add_member, make_group, make_user

_keys = count(1)


class Room:
    """A group with a session in it and someone of every sort: `host`, `panellist`, `asker`, `member`, outsiders."""

    def __init__(
        self, visibility: str = "restricted", *, name: str = "Waste", status: str = "open", **facts: Any
    ) -> None:
        self.host = make_user("Hanna Host")
        self.group: Group = make_group(name, visibility, facilitator=self.host)
        self.panellist = self._member("Pia Panellist")
        self.asker = self._member("Asa Asker")
        self.member = self._member("Mo Member")
        self.leaver = self._member("Lee Leaver")
        self.outsider = make_user("Olu Outsider")
        self.session: LiveSession = make_session(self.group, self.host, **facts)
        with unit_of_work():
            actions.add_panellist(
                actor_of(self.host), self.session, person=self.panellist.email, biography="Knows bins."
            )
        if status != "scheduled":
            self.run("open")
        if status in {"paused", "closed"}:
            self.run("pause" if status == "paused" else "close")

    def _member(self, name: str) -> User:
        user = make_user(name)
        add_member(self.group, user, Role.MEMBER)
        return user

    @property
    def everyone(self) -> dict[str, User | None]:
        names = ("host", "panellist", "asker", "member", "leaver", "outsider")
        return {"visitor": None} | {name: getattr(self, name) for name in names}

    def run(self, verb: str, by: User | None = None) -> None:
        with unit_of_work():
            getattr(actions, f"{verb}_session")(actor_of(by or self.host), self.session)

    def ask(self, text: str = "How did crews react?", by: User | None = None, key: str = "") -> Question:
        with unit_of_work():
            facts = {"text": text, "client_key": key or f"key{next(_keys)}"}
            return actions.ask_question(actor_of(by or self.asker), self.session, **facts)

    def answer(self, question: Question, text: str = "Well, in the end.", key: str = "") -> Answer:
        with unit_of_work():
            facts = {"text": text, "client_key": key or f"key{next(_keys)}"}
            return actions.answer_question(actor_of(self.panellist), question, **facts)

    def ask_of(self, text: str) -> Question:
        """The question with these words, asked by someone in a browser."""
        db.session.rollback()
        return db.session.scalars(select(Question).where(Question.text == text)).one()

    def count_questions(self) -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count(Question.id))) or 0

    def do(self, verb: str, by: User | None, target: Any, **facts: Any) -> Any:
        with unit_of_work():
            return getattr(actions, verb)(actor_of(by), target, **facts)

    def leave(self, user: User | None = None) -> None:
        """The person leaves the group as people do, by its own action."""
        with unit_of_work():
            groups.leave_group(actor_of(user or self.leaver), self.group)

    def open_to_everyone(self) -> None:
        """The group's content may be read by everyone from now on."""
        with unit_of_work():
            apply_visibility(self.group, "public", self.host.id)

    @property
    def address(self) -> str:
        return f"/groups/{self.group.slug}/live/{self.session.id}"


def make_session(group: Group, host: User, title: str = "Cutting missed bins", **facts: Any) -> LiveSession:
    """A session that starts in an hour, announced by the host."""
    starts = datetime.fromisoformat(
        (clock.now().astimezone(clock.LONDON) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    )
    announced = {"title": title, "starts_local": starts, "ends_local": starts + timedelta(hours=1)} | facts
    with unit_of_work():
        made = actions.schedule_session(actor_of(host), group, **announced)
    db.session.refresh(made)
    return made
