"""How pages lay out what they know of a session: in which order, under which heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import url_for
from flask_babel import format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hub.core import clock
from hub.core.i18n import day, when
from hub.core.web import absolute_url
from hub.live.models import LiveSession, Record
from hub.live.queries import RecordPage
from hub.policy import Actor, Verb, can

SHOWN = frozenset({"listed", "answered", "promised", "merged", "unanswered"})
SORTS: dict[str, Any] = {
    "newest": _l("Newest"),
    "supported": _l("Most supported"),
    "unanswered": _l("Not answered yet"),
}
QUEUE: dict[str, Any] = {
    "pending": _l("Waiting to be looked at"),
    "listed": _l("Listed"),
    "held": _l("Held"),
    "answered": _l("Answered"),
    "unanswered": _l("Not answered"),
    "declined": _l("Declined"),
}
ORDER: dict[str, Callable[[dict[str, Any]], Any]] = {
    "newest": lambda question: -question["id"],
    "supported": lambda question: (-question["support"], question["id"]),
    "unanswered": lambda question: (bool(question["answers"]), -question["support"], question["id"]),
}


@dataclass(frozen=True)
class May:
    """What the person who reads the page may do on it."""

    me: int | None
    ask: bool
    support: bool
    answer: bool
    moderate: bool
    on: str
    base: str
    supported: frozenset[int] = field(default_factory=frozenset)
    key: str = field(default_factory=lambda: uuid4().hex)
    """What makes a form of this page sent twice one answer."""


def may(actor: Actor, live_session: LiveSession, on: str, supported: Sequence[int] = ()) -> May:
    is_on = not live_session.is_closed
    contributes = can(actor, Verb.CONTRIBUTE, live_session)
    slug = live_session.group.slug if live_session.group else ""
    return May(
        me=actor.id,
        ask=contributes and live_session.status in {"scheduled", "open"},
        support=contributes,
        answer=is_on and live_session.status != "scheduled" and can(actor, Verb.ANSWER, live_session),
        moderate=is_on and can(actor, Verb.MODERATE, live_session),
        on=on,
        base=url_for("live.audience", slug=slug, live_session_id=live_session.id),
        supported=frozenset(supported),
    )


def states() -> dict[str, str]:
    """What stands on a question in each state; nothing where it needs no saying."""
    return {
        "pending": _("Waiting for a host"),
        "listed": "",
        "held": _("Held"),
        "answered": _("Answered"),
        "declined": _("Declined"),
        "unanswered": _("Not answered"),
        "merged": _("Merged"),
        "promised": _("Promised"),
    }


def script(snapshot: dict[str, Any], allowed: May) -> dict[str, Any]:
    """What the page's script needs to know, its words included."""
    return {
        "session": snapshot["session"]["id"],
        "status": snapshot["session"]["status"],
        "seq": snapshot["seq"],
        "supported": sorted(allowed.supported),
        "me": allowed.me,
        "on": allowed.on,
        "base": allowed.base,
        "states": states(),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "connected": _("New questions and answers arrive by themselves."),
        "polling": _("New questions and answers are fetched every few seconds."),
        "offline": _("The connection is lost. We keep trying; what you type stays."),
        "gone": _("This discussion is no longer open to you."),
        "show": _("{count} new, show"),
        "asked": _("New question."),
        "answered": _("A new answer."),
        "taken": _("The hosts took this question back."),
        "pause": _("Stop reading news aloud"),
        "resume": _("Read news aloud"),
        "support": _("Support"),
        "supported": _("Supported"),
        "sent": _("Sent."),
        "waits": _("Sent. Others see it once a host lists it."),
        "later": _("Not sent yet: the connection is lost. It is sent as soon as it is back."),
        "changed": _("The hosts changed the discussion. Refresh the page when it suits you."),
    }


def until(live_session: LiveSession) -> str:
    """When it ends: the hour alone where that is the day on which it starts."""
    starts, ends = (moment.astimezone(clock.LONDON) for moment in (live_session.starts_at, live_session.ends_at))
    if starts.date() != ends.date():
        return when(ends)
    return str(format_time(ends, "HH:mm", rebase=False))


def for_audience(snapshot: dict[str, Any], me: int | None, sort: str) -> list[dict[str, Any]]:
    """What everyone sees, and what waits of the reader's own, in the order they asked for."""
    shown = [q for q in snapshot["questions"] if q["state"] in SHOWN or (me is not None and q["by"]["id"] == me)]
    return sorted(shown, key=ORDER.get(sort, ORDER["newest"]))


def for_panel(snapshot: dict[str, Any]) -> list[tuple[str, Any, list[dict[str, Any]]]]:
    """(state, its heading, its questions): the most supported first."""
    questions = sorted(snapshot["questions"], key=ORDER["supported"])
    return [(state, heading, [q for q in questions if q["state"] == state]) for state, heading in QUEUE.items()]


def citation(page: RecordPage) -> str:
    """How to refer to a record in a report or a mail."""
    record: Record = page.record
    group = record.group.name if record.group else ""
    where = _("live discussion “%(title)s”", title=record.live_session.title)
    names = "; ".join(author.name for author in page.answered_by)
    address = absolute_url("live.record", reference=record.reference)
    held = day(record.created_at.astimezone(clock.LONDON))
    year = "" if str(record.created_at.year) in held else f" {record.created_at.year}"
    return f"{names}. “{record.title}” {record.reference}, {where}, {group}, {held}{year}. {address}"
