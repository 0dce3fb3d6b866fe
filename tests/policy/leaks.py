"""Every reader that might tell an outsider something: all pages by themselves, and what is no page by a line here.

A new route is covered the day it exists; one with a new kind of parameter needs a value in `values_for`. What is read
in another way (a command, a socket, a mail, an export) gets a function in READERS.
"""

import email
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.policy import default
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from hub.accounts.models import User
from hub.core import clock, worker
from hub.core.db import db
from hub.core.events import Noteworthy, record
from hub.core.mail import Delivery
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.core.web import settings
from hub.groups.models import Group
from hub.library.models import Folder
from hub.live.models import Panellist, Record
from hub.moderation.models import Decision, Report, Reporting
from hub.networks.models import Connection, Introduction, NetworkInvitation
from hub.policy import NotFound
from tests.browser import Browser
from tests.factories import actor_of
from tests.policy.open_pages import OPEN_PAGES
from tests.policy.world import SECRET, WORD, World, kinds_of_content

OUTSIDERS = ("visitor", "outsider", "ex-member", "staff", "suspended")
ABSENT = 987654

SEARCHES = (
    f"/search?q={WORD}",
    f"/search?q={WORD}&kind=document",
    f"/search/suggestions?q={WORD[:4]}",
    f"/search/similar?q=A+{WORD}+in+the+road",
    f"/groups?search={WORD}",
    "/groups?visibility=private",
    f"/people?search={WORD}",
)
"""Addresses that a rule alone does not give."""


def values_for(world: World, rows: dict[str, list[Any]]) -> dict[str, Any]:
    """A value for every parameter of an address, each naming something of the group that nobody outside may know."""
    session = world.session.id
    return {
        "slug": world.group.slug,
        "document_id": rows["document"][0].id,
        "conversation_id": rows["conversation"][0].id,
        "live_session_id": session,
        "question_id": rows["live_question"][0].id,
        "reference": db.session.scalar(select(Record.reference).where(Record.id == rows["record"][0].id)),
        "suggestion_id": rows["suggestion"][0].id,
        "comment_id": rows["suggestion_comment"][0].id,
        "call_id": rows["call"][0].id,
        "group_message_id": rows["group_message"][0].id,
        "thread_id": 1,
        "folder_id": db.session.scalar(select(Folder.id)) or 1,
        "panellist_id": db.session.scalar(select(Panellist.id).where(Panellist.live_session_id == session)),
        "person_id": world.people["member"].id,
        "user_id": world.people["member"].id,
        "organisation_id": 1,
        "number": 1,
        "page": 1,
        "report_id": _report(world),
        "decision_id": db.session.scalar(select(Decision.id)),
        "answer_id": 1,
        "request_id": 1,
        "registration_id": 1,
        "appointment_id": 1,
        **_between_insiders(world),
        "token": "nonsense",
        "filename": "vendor/style.css",
    }


def _report(world: World) -> int:
    """A report of a row of the group that was decided on and reported again, so that there is one of everything."""
    with unit_of_work():
        report = Report(ref="document:1", group_id=world.group.id, author_id=world.people["author"].id, copy=SECRET)
        report.lay_before(f"facilitators:{world.group.id}")
        db.session.add(report)
        db.session.flush()
        member = world.people["member"].id
        db.session.add(Reporting(report_id=report.id, user_id=member, reason=SECRET, audience=f"user:{member}"))
        theirs = f"user:{world.people['author'].id}"
        db.session.add(Decision(report_id=report.id, outcome="dismissed", reason=SECRET, audience=theirs))
    return report.id


def _between_insiders(world: World) -> dict[str, int]:
    """What two insiders have between them: a connection, an introduction, an invitation to a network."""
    one, other = sorted((world.people["member"].id, world.people["author"].id))
    tokens = {"audience": f"user:{one}", "audience_also": f"user:{other}"}
    keeper = world.people["facilitator"].id
    with unit_of_work():
        pair = Connection(low_id=one, high_id=other, asker_id=one, note=SECRET, state="accepted", **tokens)
        pair.decided_at = pair.asked_at = clock.now()
        met = Introduction(introducer_id=keeper, first_id=one, second_id=other, reason=SECRET, **tokens)
        asked = {"group_id": world.group.id, "user_id": world.people["panellist"].id, "invited_by_id": keeper}
        theirs = {"audience": f"user:{asked['user_id']}", "audience_also": f"facilitators:{world.group.id}"}
        invitation = NetworkInvitation(**asked, note=SECRET, **theirs)
        db.session.add_all((pair, met, invitation))
    return {"connection_id": pair.id, "introduction_id": met.id, "invitation_id": invitation.id}


def pages(app: Flask, values: dict[str, Any]) -> Iterator[tuple[Rule, str]]:
    """The address of every page, with these values in it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in NOT_OURS:
            known = {name: value for name, value in values.items() if name in rule.arguments}
            yield rule, adapter.build(rule.endpoint, known, method="GET")


NOT_OURS = {"static"}


def unknown_parameters(app: Flask, values: dict[str, Any]) -> set[str]:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    return {name for rule in rules for name in rule.arguments} - values.keys()


@dataclass(frozen=True)
class Seen:
    status: int
    body: str
    headers: str


def look(browser: Browser, url: str) -> Seen:
    """What a person is shown at an address, redirects not followed."""
    response = browser.client.get(url)
    return Seen(response.status_code, response.get_data(as_text=True), str(response.headers))


def _by_command(app: Flask, person: User | None, _world: World) -> str:
    if person is None:
        return ""
    result = app.test_cli_runner().invoke(args=["search", WORD, "--as", person.email, "--json"])
    return result.output


def _by_mail(_app: Flask, person: User | None, _world: World) -> str:
    address = person.email if person else ""
    mails = db.session.execute(select(Delivery.subject, Delivery.body).where(Delivery.recipient == address))
    return "\n".join(f"{subject}\n{body}" for subject, body in mails)


def _by_what_is_new(app: Flask, person: User | None, _world: World) -> str:
    from hub.activity.queries import list_new

    with app.test_request_context():
        return str(list_new(actor_of(person), limit=100))


def _by_directory(_app: Flask, person: User | None, _world: World) -> str:
    from hub.groups import queries

    actor = actor_of(person)
    return str([line.group.name for line in queries.list_groups(actor).items]) + str(queries.list_tags(actor))


def _by_followed_suggestions(app: Flask, person: User | None, world: World) -> str:
    """The home page's line of what somebody once supported, and what a board says is like it."""
    from hub.follows.rows import follow_by_itself
    from hub.suggestions import queries
    from hub.suggestions.models import Suggestion

    actor = actor_of(person)
    if actor.id is None:
        return ""
    with unit_of_work():
        for suggestion_id in db.session.scalars(select(Suggestion.id).where(Suggestion.group_id == world.group.id)):
            follow_by_itself(actor.id, "suggestion", suggestion_id, "supported")
    elsewhere = db.session.scalars(select(Group).where(Group.id.in_(actor.roles)))
    with app.test_request_context():
        alike = [queries.list_similar(actor, group, f"Fill every {WORD}") for group in elsewhere]
        return str(queries.list_followed(actor, limit=100)) + str(alike)


def _by_finding_people(_app: Flask, person: User | None, world: World) -> str:
    """SECRET where the group's members are found by its subject or through the group itself."""
    from hub.people.queries import Wanted, list_people

    actor, found = actor_of(person), []
    for wanted in (Wanted(subject=SECRET), Wanted(group=world.group.slug)):
        try:
            found += [line.person.id for line in list_people(actor, wanted).items]
        except NotFound:
            continue
    return SECRET if world.people["member"].id in found else ""


def _by_being_told(app: Flask, person: User | None, world: World) -> str:
    """The page, its count, and every mail, after each kind of thing in the group was to be told to them by name."""
    from hub.notifications import queries

    if person is None:
        return ""
    with unit_of_work():
        for kind, rows in _rows_of(world).items():
            for row_id in rows:
                facts = {"about": (f"group:{world.group.id}",), "people": (person.id,), "reason": SECRET}
                record(Noteworthy(actor_id=None, notice="conversation.mentioned", ref=f"{kind}:{row_id}", **facts))
    worker.drain_all()
    actor = actor_of(person)
    with app.test_request_context():
        told = [queries.find_unread(actor), queries.list_told(actor)]
    folder = settings().data_dir / "mail"
    letters = [email.message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
    return str(told) + "".join(_text_of(letter) for letter in letters if letter["To"] == person.email)


def _rows_of(world: World) -> dict[str, list[int]]:
    """The ids of everything in the group, kind by kind."""
    models = {name: hub().kinds[name].model for name in kinds_of_content()}
    return {
        name: list(db.session.scalars(select(model.id).where(model.group_id == world.group.id)))
        for name, model in models.items()
    }


def _text_of(letter: Any) -> str:
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(letter["Subject"]), str(letter["List-Id"]), *parts])


READERS: dict[str, Callable[[Flask, User | None, World], str]] = {
    "hub search": _by_command,
    "mail": _by_mail,
    "what is new": _by_what_is_new,
    "the directory": _by_directory,
    "being told": _by_being_told,
    "the finder of people": _by_finding_people,
    "suggestions followed": _by_followed_suggestions,
    **OPEN_PAGES,
}
"""Each gives all that a person is told in one way. A new way to tell people something adds itself here."""
