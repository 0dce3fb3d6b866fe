"""Mails about one happening, written as they go: whoever may not see the thing by then, or stopped it, gets none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.accounts.authors import authors
from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.letters import Letter
from hub.core.mail import sender_host
from hub.core.registry import ContentKind, Item, hub, load_actor
from hub.core.web import absolute_url, settings
from hub.follows.models import Follow
from hub.follows.queries import find_items
from hub.notifications.deciding import choices_of_people, who_may_hear
from hub.notifications.defaults import DEFAULTS
from hub.notifications.models import Happening, Notification
from hub.notifications.tokens import stopping
from hub.notifications.wording import Line, title_of, why_told, words_of

LONGEST_TEXT = 6000
READ_MEANWHILE = timedelta(minutes=10)
"""A mail that waited longer, as through quiet hours, does not go once the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one happening's mails share: who did it, the rows it names, its text and what is attached."""

    happening: Happening
    who: str
    rows: Mapping[str, Any]
    text: str
    attached: Sequence[str]


def write_notices(ids: Sequence[int]) -> Mapping[int, Letter]:
    """The mails of these notifications that are still to go: a few statements for each happening among them."""
    wanted = select(Notification).where(Notification.id.in_(ids)).options(joinedload(Notification.happening))
    by_happening: dict[Happening, list[Notification]] = defaultdict(list)
    for told in db.session.scalars(wanted):
        by_happening[told.happening].append(told)
    letters: dict[int, Letter] = {}
    for happening, some in by_happening.items():
        letters |= _letters_of(happening, _still_wanted(some))
    return letters


def _still_wanted(some: Sequence[Notification]) -> list[Notification]:
    """Those whose person has not stopped such mails since, nor read it meanwhile on the page."""
    choices = choices_of_people([told.user_id for told in some], some[0].category)
    muted = muted_sources(some)
    late = clock.now() - READ_MEANWHILE
    return [
        told
        for told in some
        if choices.get(told.user_id, DEFAULTS[told.category]).mail != "none"
        and (told.user_id, told.source) not in muted
        and not (told.on_page and told.read_at is not None and told.created_at < late)
    ]


def muted_sources(some: Sequence[Notification]) -> set[tuple[int, str]]:
    """(person, ref) of what these people have muted by now, among what they were to hear it through."""
    people = {told.user_id for told in some}
    rows = select(Follow.user_id, Follow.kind, Follow.object_id).where(Follow.user_id.in_(people))
    found = db.session.execute(rows.where(Follow.frequency == "off"))
    return {(row.user_id, f"{row.kind}:{row.object_id}") for row in found}


def _letters_of(happening: Happening, some: Sequence[Notification]) -> dict[int, Letter]:
    rows = rows_of({happening.ref, happening.title_ref, *(told.source for told in some)})
    ids = [told.user_id for told in some]
    seeing = {ref: set(who_may_hear(happening, row, ids)) for ref, row in rows.items()}
    people = {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
    told_of = _told(happening, rows)
    brief = _notice_only(happening, ids)
    letters = {}
    for language in sorted({person.language for person in people.values()}):
        with reading_in(language):
            items = items_of(rows)
            for told in some:
                person = people[told.user_id]
                if person.language == language and told.user_id in seeing.get(happening.ref, ()):
                    own = {ref: item for ref, item in items.items() if told.user_id in seeing[ref]}
                    letters[told.id] = _letter(told, person, told_of, own, carries_text=told.user_id not in brief)
    return letters


def rows_of(refs: set[str]) -> dict[str, Any]:
    """The rows of refs, whoever may see them; what is gone is left out."""
    found = {}
    for ref in filter(None, refs):
        name, _colon, object_id = ref.partition(":")
        kind = hub().kinds.get(name)
        row = db.session.get(kind.model, int(object_id)) if kind else None
        if row is not None:
            found[ref] = row
    return found


def _told(happening: Happening, rows: Mapping[str, Any]) -> Told:
    kind = hub().kinds[happening.kind]
    row = rows.get(happening.ref)
    attached = hub().attached.get(happening.kind)
    return Told(
        happening=happening,
        who=name_of(happening.actor_id),
        rows=rows,
        text=text_of(kind, row) if row is not None and kind.reply is not None else "",
        attached=attached([happening.object_id]).get(happening.object_id, ()) if attached else (),
    )


def name_of(actor_id: int | None) -> str:
    return authors([(actor_id, None)])[(actor_id, None)].name if actor_id else ""


def text_of(kind: ContentKind, row: Any) -> str:
    """What was written, for kinds that can be answered; its first signs where it is very long."""
    text = "\n\n".join(part for _page, part in kind.pages([row]).get(row.id, ())).strip()
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()} …"


def _notice_only(happening: Happening, ids: Sequence[int]) -> set[int]:
    wish = hub().notice_only.get(happening.kind)
    return set(wish(happening.object_id, ids)) if wish else set()


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """In a person's language, with addresses as pages have them."""
    with current_app.test_request_context(), force_locale("cy" if language == "cy" else "en_GB"):
        yield


def items_of(rows: Mapping[str, Any]) -> dict[str, Item]:
    """The lines of rows that have been authorised already."""
    return {ref: hub().kinds[ref.partition(":")[0]].items([row])[0] for ref, row in rows.items()}


def full_url(path: str) -> str:
    return path if path.startswith(("http://", "https://")) else settings().base_url + path


def _letter(told: Notification, person: User, told_of: Told, items: dict[str, Item], *, carries_text: bool) -> Letter:
    happening = told_of.happening
    notice, title, item = hub().notices[happening.notice], title_of(happening, items), items[happening.ref]
    what = f"off:{told.source}" if told.source else f"mail:{told.category}"
    token = stopping(person.id, what)
    replies_to = hub().reply_address
    address = replies_to(person.id, happening.ref) if replies_to is not None else None
    line = Line(
        words=words_of(notice, who=told_of.who, title=title),
        url=full_url(item.url),
        place=item.place,
        why=why_told(told, items),
        reason=happening.reason,
        stop=absolute_url("notifications.stop", token=token),
        text=told_of.text if carries_text else "",
    )
    facts = {
        "line": line,
        "settings_url": absolute_url("notifications.choose"),
        "attached": _attached(told_of, person) if carries_text else [],
        "can_reply": address is not None,
    }
    listed = item.place or ("" if happening.group_id else title)  # one list has one name, or none
    headers = {
        **headers_of(token, place=happening.title_ref, name=listed, group_id=happening.group_id),
        **({"Reply-To": address} if address else {}),
    }
    return Letter(
        subject=_subject(line, item, title),
        text=render_template("emails/notifications/told.txt", **facts),
        html=render_template("emails/notifications/told.html", **facts),
        headers=headers,
    )


def _subject(line: Line, item: Item, title: str) -> str:
    """What happened, and the group where the words do not name it."""
    named = item.place and item.place not in line.words and item.place != title
    return f"[{item.place}] {line.words}" if named else line.words


def _attached(told_of: Told, person: User) -> list[tuple[str, str]]:
    """(title, address) of what is attached and may be seen by this person."""
    if not told_of.attached:
        return []
    found = find_items(load_actor(person.id), told_of.attached)
    return [(item.title, full_url(item.url)) for item in found.values()]


def headers_of(token: str, *, place: str, name: str, group_id: int | None) -> dict[str, str]:
    """What mail programmes sort, thread and unsubscribe by."""
    host = sender_host()
    root = f"<{place.replace(':', '-')}@{host}>"
    listed = f"group-{group_id}" if group_id else "told"
    plain = name.replace('"', "").replace("<", "").replace(">", "")
    return {
        "List-Id": f'"{plain}" <{listed}.{host}>' if plain and plain.isascii() else f"<{listed}.{host}>",
        "List-Unsubscribe": f"<{absolute_url('notifications.stop', token=token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "In-Reply-To": root,
        "References": root,
        "Precedence": "list",
    }
