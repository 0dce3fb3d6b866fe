"""A thread with everyone round it: who takes part, who left, who never did, staff."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from hub.accounts.models import User
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.messages import actions
from hub.messages.models import Message, Thread
from hub.policy import Actor
from tests.factories import actor_of, make_user
from tests.messages.making import answer, file_of, start
from tests.policy.world import SECRET, WORD

INSIDE = {"author", "participant"}


@dataclass
class Correspondence:
    """One thread with two messages and a file, all in the index."""

    thread: Thread
    messages: list[Message]
    people: dict[str, User | None]

    @property
    def rows(self) -> dict[str, list[Any]]:
        """Every row of it that has a kind."""
        documents = [document for message in self.messages for document in message.documents]
        return {"thread": [self.thread], "message": self.messages, "document": documents}

    @property
    def addresses(self) -> list[str]:
        """Every page that shows something of it."""
        within = [
            f"/messages/{self.thread.id}",
            f"/messages/{self.thread.id}/leave",
            f"/messages/{self.thread.id}?page=1",
        ]
        files = [f"/library/{row.id}{part}" for row in self.rows["document"] for part in ("", "/text", "/download")]
        return within + files

    def actors(self) -> dict[str, Actor]:
        return {name: actor_of(person) for name, person in self.people.items()}


def make_correspondence(app: Flask) -> Correspondence:
    names = ("author", "participant", "ex-participant", "outsider", "suspended")
    people: dict[str, User | None] = {name: make_user(name.title()) for name in names}
    people |= {"visitor": None, "staff": make_user("Staff", is_staff=True)}
    to = [people[name] for name in ("participant", "ex-participant", "suspended")]
    text = f"A {WORD} in {SECRET}"
    first = start(people["author"], to, subject=text, text=text, contents=[file_of(text, f"{SECRET}.txt")])
    messages = [first, answer(people["participant"], first.thread, text)]
    with unit_of_work():
        actions.leave_thread(actor_of(people["ex-participant"]), first.thread)
    with unit_of_work():
        people["suspended"].become("suspended")
    while drain("extract", "test") or drain("index", "test"):
        pass
    return Correspondence(first.thread, messages, people)
