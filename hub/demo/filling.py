"""Fills an empty hub through the same actions that people use, so that the demo shows nothing the hub cannot do."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from hub.accounts.models import Appointment, User
from hub.accounts.passwords import hash_password
from hub.core import clock
from hub.core.db import db
from hub.core.markup import RENDERER_VERSION, render
from hub.core.registry import load_actor
from hub.core.storage import store
from hub.demo.circles import make_circles
from hub.demo.content import COUNCILS, DOCUMENTS, GROUPS, LANDING, PEOPLE, DemoDocument, DemoGroup, Person
from hub.demo.conversations import hold_conversations
from hub.demo.discussions import hold_discussions
from hub.demo.following import follow_things
from hub.demo.messages import write_messages
from hub.demo.pdf import make_pdf
from hub.demo.reports import report_things
from hub.demo.suggestions import make_suggestions
from hub.groups.belonging import begin_membership, found_group
from hub.groups.models import Group
from hub.groups.tags import write_tags
from hub.library.actions import publish_document
from hub.library.folders import make_folder
from hub.library.intake import Content, Facts
from hub.library.models import Folder
from hub.library.queries import Shelf
from hub.organisations.models import EmailDomain, Organisation
from hub.policy import Actor, Role

LARGEST = 10_000_000


def address_of(person: Person) -> str:
    """The address a person of the demo signs in with; nothing can be sent to it (RFC 2606)."""
    return f"{person.key}@{person.council}.example"


def fill(password: str) -> None:
    """Make councils, people, groups, libraries and live discussions, in the unit of work under way."""
    councils = _make_councils()
    users = {person.key: _make_person(person, councils[person.council], password) for person in PEOPLE}
    db.session.flush()
    groups = {group.slug: _make_group(group, users) for group in GROUPS}
    db.session.flush()
    actors = {key: load_actor(user.id) for key, user in users.items()}
    folders: dict[tuple[str, str], Folder] = {}
    for document in DOCUMENTS:
        _publish(document, groups[document.group], actors[document.by], folders)
    hold_discussions(groups, actors)
    hold_conversations(groups, actors)
    write_messages(groups, actors)
    report_things(groups, actors)
    make_suggestions(groups, actors)
    make_circles(users)
    follow_things(groups, actors)


def _make_councils() -> dict[str, Organisation]:
    councils = {}
    for key, name in COUNCILS.items():
        council = Organisation(kind="council", official_name=f"{name} Council", nice_name=name, nation="England")
        council.code = f"demo-{key}"  # no code of the register, which may be imported later
        council.region = "Made-up region"
        db.session.add(council)
        db.session.flush()
        db.session.add(EmailDomain(domain=f"{key}.example", organisation_id=council.id))
        councils[key] = council
    return councils


def _make_person(person: Person, council: Organisation, password: str) -> User:
    user = User(email=address_of(person), display_name=person.name)
    user.is_staff, user.password_hash = person.is_staff, hash_password(password)
    db.session.add(user)
    db.session.flush()
    user.become("active")
    appointment = Appointment(user_id=user.id, organisation_id=council.id, kind=person.kind, job_title=person.job_title)
    appointment.organisation_confirmed_at = appointment.confirmed_at = clock.now()
    db.session.add(appointment)
    return user


def _make_group(described: DemoGroup, users: Mapping[str, User]) -> Group:
    founder = users[described.people[0]]
    group = found_group(
        name=described.name,
        slug=described.slug,
        visibility=described.visibility,
        purpose=described.purpose,
        by_id=founder.id,
    )
    for key in described.people:
        begin_membership(group, users[key].id, Role.FACILITATOR if users[key] is founder else Role.MEMBER)
    write_tags(group.id, described.tags)
    group.landing, group.landing_html = LANDING, render(LANDING)
    group.renderer_version = RENDERER_VERSION
    return group


def _publish(described: DemoDocument, group: Group, actor: Actor, folders: dict[tuple[str, str], Folder]) -> None:
    shelf, key = Shelf(group), (described.group, described.folder)
    if key not in folders:
        folders[key] = make_folder(actor, shelf, described.folder)
    facts = Facts(
        title=described.title,
        description=described.description,
        tags=described.tags,
        year=described.year,
        folder_id=folders[key].id,
    )
    publish_document(actor, shelf, _content(described), facts)


def _content(described: DemoDocument) -> Content:
    is_pdf = len(described.pages) > 1
    name = f"{described.title}.{'pdf' if is_pdf else 'md'}"
    body = make_pdf(described.title, described.pages) if is_pdf else described.pages[0].encode()
    return Content.of_file(store().put(BytesIO(body), LARGEST, name), name)
