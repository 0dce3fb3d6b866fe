"""How search and lists see a person: by what anyone signed in may see, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from hub.accounts.authors import office_of
from hub.accounts.fields import EVERYONE
from hub.accounts.models import Appointment, User
from hub.core.db import db
from hub.core.registry import ContentKind, Item, Moderation, Pages, SearchEntry


def entries(ids: Sequence[int]) -> list[SearchEntry]:
    """What the index should hold of each active person."""
    active = select(User).where(User.id.in_(ids), User.state == "active")
    offices = selectinload(User.appointments).joinedload(Appointment.organisation)
    return [_entry(user) for user in db.session.scalars(active.options(offices))]


def _entry(user: User) -> SearchEntry:
    main = _main(user)
    return SearchEntry(
        ref=f"person:{user.id}",
        kind="person",
        title=user.display_name,
        body=_text(user),
        audiences=tuple(token for token in (user.audience, user.audience_also) if token),
        version=user.version,
        organisation_id=main.organisation_id if main else None,
        language=user.language,
        created_at=user.created_at,
    )


def _main(user: User) -> Appointment | None:
    current = [row for row in user.appointments if row.is_current]
    return next((row for row in current if row.is_main), current[0] if current else None)


def _text(user: User) -> str:
    """The fields that everyone signed in may see."""
    offices = [
        f"{office_of(row.kind, row.job_title, user.job_title_seen_by)}, {row.organisation.official_name}"
        for row in user.appointments
        if row.is_current
    ]
    works_on = user.works_on if user.works_on_seen_by == EVERYONE else ""
    ask_about = user.ask_about if user.ask_about_seen_by == EVERYONE else ""
    return "\n".join(part for part in (*offices, works_on, ask_about) if part)


def items(users: Sequence[User]) -> list[Item]:
    """One line for each: name, office and organisation."""
    return [_item(user) for user in users]


def _item(user: User) -> Item:
    main = _main(user)
    return Item(
        ref=f"person:{user.id}",
        label=_l("Person"),
        title=user.display_name,
        url=url_for("accounts.person", person_id=user.id),
        place=main.organisation.nice_name if main else "",
        place_url=url_for("organisations.show", organisation_id=main.organisation_id) if main else "",
        why=office_of(main.kind, main.job_title, user.job_title_seen_by) if main else "",
    )


def pages(users: Sequence[User]) -> Pages:
    return {user.id: [(None, _text(user))] for user in users}


def _copy(user: User) -> str:
    """What a report of a profile keeps."""
    return "\n".join(filter(None, (user.display_name, _text(user))))


KIND = ContentKind(
    name="person",
    model=User,
    label=_l("Person"),
    plural=_l("People"),
    entries=entries,
    items=items,
    pages=pages,
    moderation=Moderation(author_id=lambda user: user.id, copy=_copy),
)
