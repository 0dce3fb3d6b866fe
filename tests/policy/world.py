"""A group with everyone round it, and a row of each kind in each reach: what the tests of agreement walk over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.conversations.models import Conversation, Post
from hub.core import clock
from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups.content import place, remove
from hub.groups.models import Group
from hub.groups.tags import write_tags
from hub.library.models import Document, Version
from hub.live.models import LiveSession, Panellist, Question, Record
from hub.messages.models import GroupMessage
from hub.policy import Actor, Role
from hub.suggestions.models import (
    Call,
    StatusChange,
    Suggestion,
    SuggestionComment,
    SuggestionNote,
    SuggestionVersion,
)
from tests.factories import actor_of, add_member, end_membership, make_group, make_organisation, make_user

REACHES = ("group", "facilitators", "panel", "author", "removed")
WORD = "pothole"
"""Stands in every row, so that one search asks for all of them."""
SECRET = "quartzite"
"""Stands in every text of the group; whoever sees it has read something."""

_numbers = count(1)


@dataclass
class World:
    """One group, a live session in it, and one person for each way of standing to it; the visitor is None."""

    group: Group
    session: LiveSession
    people: dict[str, User | None]

    def actors(self) -> dict[str, Actor]:
        return {name: actor_of(person) for name, person in self.people.items()}

    def rows(self, kind: str) -> list[Any]:
        """A row of this kind in each reach, committed and promised to the index."""
        with unit_of_work():
            return [self._row(kind, reach) for reach in REACHES]

    def all_rows(self) -> dict[str, list[Any]]:
        return {kind: self.rows(kind) for kind in MAKERS}

    def _row(self, kind: str, reach: str) -> Any:
        row = MAKERS[kind](self)
        row.author_id = self.people["author"].id
        aimed = "group" if reach == "removed" else reach
        is_live = hasattr(row, "live_session_id") or aimed == "panel"
        place(row, self.group, aimed, live_session_id=self.session.id if is_live else None)
        db.session.add(row)
        db.session.flush()
        if reach == "removed":
            remove(row, self.group, by_id=None, reason="A test")
        if kind == "document":
            db.session.add(_version_of(row))
        record(ContentChanged(actor_id=None, kind=kind, object_id=row.id))
        return row


def make_world(app: Flask, visibility: str) -> World:
    council = make_organisation()
    facilitator = make_user("Fay", organisation=council)
    group = _group(visibility, facilitator)
    people: dict[str, User | None] = {"visitor": None, "facilitator": facilitator}
    people |= {
        name: make_user(name.title(), organisation=council)
        for name in ("outsider", "ex-member", "member", "author", "panellist")
    }
    people |= {"staff": make_user("Staff", organisation=council, is_staff=True)}
    people |= {"suspended": make_user("Suspended", organisation=council)}
    for name in ("ex-member", "member", "author", "suspended"):
        add_member(group, people[name])
    add_member(make_group(f"Elsewhere {next(_numbers)}"), people["outsider"], Role.FACILITATOR)
    end_membership(group, people["ex-member"])
    with unit_of_work():
        people["suspended"].become("suspended")
        session = _session(group, people)
    return World(group, session, people)


def _group(visibility: str, facilitator: User) -> Group:
    number = next(_numbers)
    group = make_group(f"Roads {number} of {SECRET}", visibility, facilitator=facilitator, slug=f"roads-{number}")
    with unit_of_work():
        group.purpose = group.landing = group.home = group.welcome = f"About the {WORD} in {SECRET}"
        group.landing_html = group.home_html = f"<p>{group.landing}</p>"
        write_tags(group.id, [SECRET])
    return group


def _session(group: Group, people: dict[str, User | None]) -> LiveSession:
    session = LiveSession(
        title=f"Live today: {SECRET}", starts_local="", ends_local="", author_id=people["facilitator"].id
    )
    session.starts_at = clock.now()
    session.ends_at = session.starts_at + timedelta(hours=1)
    place(session, group)
    db.session.add(session)
    db.session.flush()
    place(session, group, live_session_id=session.id)
    db.session.add(Panellist(live_session_id=session.id, user_id=people["panellist"].id))
    return session


def _document(_world: World) -> Document:
    return Document(title=f"A {WORD} in {SECRET}", description=SECRET, description_html=f"<p>{SECRET}</p>")


def _version_of(row: Document) -> Version:
    return Version(
        document_id=row.id,
        number=1,
        content_sha256="",
        filename=f"{SECRET}.txt",
        media_type="text/plain",
        size=1,
        state="read",
    )


def _live_session(_world: World) -> LiveSession:
    moment = clock.now()
    return LiveSession(title=f"A {WORD} in {SECRET}", starts_at=moment, ends_at=moment, starts_local="", ends_local="")


def _question(world: World) -> Question:
    text = f"Why is there a {WORD} in {SECRET}?"
    return Question(
        live_session_id=world.session.id, text=text, text_html=f"<p>{text}</p>", client_key=str(next(_numbers))
    )


def _record(world: World) -> Record:
    question = _question(world)
    question.author_id = world.people["author"].id
    place(question, world.group, "author")
    db.session.add(question)
    db.session.flush()
    reference, text = f"KH-{next(_numbers)}", f"The {WORD} in {SECRET} was filled"
    return Record(
        reference=reference,
        question_id=question.id,
        live_session_id=world.session.id,
        title=text,
        text=text,
        text_html=f"<p>{text}</p>",
    )


def _conversation(_world: World) -> Conversation:
    title = f"A {WORD} in {SECRET}"
    said = {"summary": title, "summary_html": f"<p>{title}</p>", "summary_at": clock.now()}
    return Conversation(title=title, post_count=1, last_position=1, **said)


def _post(world: World) -> Post:
    """A reply in the group's one conversation that everybody of the group reads."""
    thread = db.session.scalar(select(Conversation).where(Conversation.external_id == f"of {world.group.id}"))
    if thread is None:
        thread = Conversation(title=f"Talk of {SECRET}", external_id=f"of {world.group.id}")
        thread.author_id = world.people["author"].id
        place(thread, world.group)
        db.session.add(thread)
        db.session.flush()
    text = f"We fill each {WORD} in {SECRET}"
    return Post(conversation_id=thread.id, position=1 + next(_numbers), text=text, html=f"<p>{text}</p>")


def _suggestion(_world: World) -> Suggestion:
    text = f"Fill every {WORD} in {SECRET}"
    return Suggestion(title=text, text=text, text_html=f"<p>{text}</p>")


def _suggestion_comment(world: World) -> SuggestionComment:
    """A comment on a suggestion that everybody of the group reads, with all that hangs on one."""
    text, row = f"Not the {WORD} in {SECRET}", Suggestion(title=SECRET, text=SECRET, text_html=SECRET)
    place(row, world.group)
    db.session.add(row)
    db.session.flush()
    db.session.add(StatusChange(suggestion_id=row.id, earlier="open", status="planned", reason=SECRET))
    facts = {"title": SECRET, "text": SECRET, "text_html": SECRET, "written_at": clock.now()}
    db.session.add(SuggestionVersion(suggestion_id=row.id, number=1, **facts))
    note = SuggestionNote(suggestion_id=row.id, text=SECRET)
    place(note, world.group, "facilitators")
    db.session.add(note)
    return SuggestionComment(suggestion=row, text=text, text_html=f"<p>{text}</p>")


def _call(_world: World) -> Call:
    moment = clock.now()
    times = {
        "opens_at": moment,
        "closes_at": moment + timedelta(days=1),
        "opens_local": "2026-05-01T09:00",
        "closes_local": "2026-05-02T09:00",
    }
    return Call(title=f"How to fill a {WORD} in {SECRET}", question_html=SECRET, outcome_html=SECRET, **times)


def _group_message(_world: World) -> GroupMessage:
    text = f"Come and see the {WORD} in {SECRET}"
    return GroupMessage(subject=text, text=text, html=f"<p>{text}</p>")


MAKERS: dict[str, Callable[[World], Any]] = {
    "group_message": _group_message,
    "suggestion": _suggestion,
    "suggestion_comment": _suggestion_comment,
    "call": _call,
    "document": _document,
    "conversation": _conversation,
    "post": _post,
    "live_session": _live_session,
    "live_question": _question,
    "record": _record,
}
"""One row of each kind of a group's content. A new kind adds its own here, and is then covered by every test."""


def kinds_of_content() -> list[str]:
    from hub.groups.content import GroupContent

    return [name for name, kind in hub().kinds.items() if issubclass(kind.model, GroupContent)]
