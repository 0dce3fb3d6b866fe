"""Writes to a live session itself: scheduling it, its panel, opening, pausing, closing. What is said is in `asking`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from hub.accounts.authors import main_appointment_id
from hub.accounts.models import User
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, ContentChanged, record
from hub.core.times import ZONE, moment_of, wall
from hub.groups.content import place
from hub.groups.models import Group, Membership
from hub.live import asking, log, payloads, queries, records
from hub.live.events import (
    PanellistAdded,
    PanellistRemoved,
    SessionClosed,
    SessionEdited,
    SessionOpened,
    SessionPaused,
    SessionResumed,
    SessionScheduled,
)
from hub.live.log import Change
from hub.live.models import ENDED, Answer, LiveSession, Panellist, Question
from hub.policy import Actor, Verb, require

LONGEST_TITLE = 200


def schedule_session(
    actor: Actor,
    group: Group,
    *,
    title: str,
    starts_local: datetime,
    ends_local: datetime,
    brief: str = "",
    zone: str = ZONE,
    is_open_to_all: bool = False,
    is_moderated: bool = False,
) -> LiveSession:
    """Put a discussion in the group's diary. Whoever schedules it hosts it, until they hand that over."""
    require(actor, Verb.MANAGE, group)
    if group.is_closed:
        raise Refused(_("This group is read only, so no discussion can be held in it."))
    live_session = LiveSession(author_id=actor.id, author_appointment_id=main_appointment_id(actor))
    _fill(live_session, title, brief, starts_local, ends_local, zone)
    live_session.is_open_to_all, live_session.is_moderated = is_open_to_all, is_moderated
    live_session.status = "scheduled"
    place(live_session, group)
    db.session.add(live_session)
    db.session.flush()
    place(live_session, group, live_session_id=live_session.id)
    _seat(actor, live_session, actor.id or 0, "", is_host=True)
    _note(actor, live_session, SessionScheduled)
    return live_session


def edit_session(
    actor: Actor,
    live_session: LiveSession,
    *,
    title: str,
    starts_local: datetime,
    ends_local: datetime,
    brief: str = "",
    is_open_to_all: bool = False,
    is_moderated: bool = False,
) -> None:
    """Change what was announced, until the session has ended."""
    require(actor, Verb.MODERATE, live_session)
    log.lock(live_session)
    _refuse_ended(live_session)
    _fill(live_session, title, brief, starts_local, ends_local, live_session.zone)
    live_session.is_open_to_all, live_session.is_moderated = is_open_to_all, is_moderated
    live_session.edited_at = clock.now()
    _tell_session(actor, live_session)
    _note(actor, live_session, SessionEdited)


def add_panellist(
    actor: Actor, live_session: LiveSession, *, person: str, biography: str = "", is_host: bool = False
) -> Panellist:
    """Ask a member of the group, by name or e-mail, to answer; a host also runs the session."""
    require(actor, Verb.MODERATE, live_session)
    log.lock(live_session)
    _refuse_ended(live_session)
    user_id = _member_called(live_session.group_id, person)
    panellist = _seat(actor, live_session, user_id, biography, is_host=is_host)
    _tell_panel(actor, live_session, user_id)
    return panellist


def remove_panellist(actor: Actor, live_session: LiveSession, panellist: Panellist) -> None:
    """Take a person off the panel. What they answered stays."""
    require(actor, Verb.MODERATE, live_session)
    log.lock(live_session)
    panellist.ended_at = clock.now()
    _tell_panel(actor, live_session, panellist.user_id)
    record(PanellistRemoved(actor_id=actor.id, user_id=panellist.user_id, **_where(live_session)))


def open_session(actor: Actor, live_session: LiveSession) -> None:
    """Begin: the panel answers from now on."""
    _move(actor, live_session, {"scheduled"}, "open", SessionOpened)
    live_session.opened_at = clock.now()


def pause_session(actor: Actor, live_session: LiveSession) -> None:
    """Take no new questions for a while. The panel goes on answering."""
    _move(actor, live_session, {"open"}, "paused", SessionPaused)


def resume_session(actor: Actor, live_session: LiveSession) -> None:
    _move(actor, live_session, {"paused"}, "open", SessionResumed)


def close_session(actor: Actor, live_session: LiveSession) -> None:
    """End it. Every answered question becomes a record at once; the others are marked unanswered."""
    require(actor, Verb.MODERATE, live_session)
    log.lock(live_session)
    if live_session.status in ENDED:
        return
    live_session.status, live_session.closed_at = "closed", clock.now()
    changes = [_session_change(live_session), *_leave_unanswered(actor, live_session)]
    if references := records.make_records(actor, live_session):
        listed = [{"id": question_id, "record": reference} for question_id, reference in references.items()]
        changes.append(Change.of(live_session, "recorded", {"records": listed}))
    log.append(actor.id, live_session, changes)
    _note(actor, live_session, SessionClosed)


def ask_question(actor: Actor, live_session: LiveSession, *, text: str, client_key: str) -> Question:
    """Ask, before or during the session. The same key from the same person is the same question."""
    require(actor, Verb.CONTRIBUTE, live_session)
    return asking.ask(actor, live_session, text, client_key)


def support_question(actor: Actor, question: Question) -> None:
    """Say that one wants the answer too; once for each person."""
    require(actor, Verb.CONTRIBUTE, question)
    asking.set_support(actor, question, is_supported=True)


def withdraw_support(actor: Actor, question: Question) -> None:
    require(actor, Verb.CONTRIBUTE, question)
    asking.set_support(actor, question, is_supported=False)


def answer_question(actor: Actor, question: Question, *, text: str, client_key: str) -> Answer:
    """Answer for the panel, in writing. The same key from the same person is the same answer."""
    require(actor, Verb.ANSWER, question)
    return asking.answer(actor, question, text, client_key)


def edit_answer(actor: Actor, answer: Answer, *, text: str) -> None:
    """Mend one's own answer while the session runs."""
    require(actor, Verb.ANSWER, answer)
    asking.edit(actor, answer, text)


def hold_question(actor: Actor, question: Question, *, reason: str = "") -> None:
    """Hide a question until it has been looked at: only the panel and its asker see it then."""
    require(actor, Verb.MODERATE, question)
    asking.hold(actor, question, reason)


def list_question(actor: Actor, question: Question) -> None:
    """Show a waiting, held or declined question to everyone in the session."""
    require(actor, Verb.MODERATE, question)
    asking.show(actor, question)


def decline_question(actor: Actor, question: Question, *, reason: str) -> None:
    """Say no to a question, and why. Everyone in the session sees the reason, the panel and the asker the question."""
    require(actor, Verb.MODERATE, question)
    asking.decline(actor, question, reason)


def _fill(live_session: LiveSession, title: str, brief: str, starts: datetime, ends: datetime, zone: str) -> None:
    if not title.strip():
        raise Refused(_("Give the discussion a title."), field="title")
    if len(title.strip()) > LONGEST_TITLE:
        raise Refused(_("The title is too long: use up to 200 characters."), field="title")
    starts_at, ends_at = moment_of(starts, zone, field="starts"), moment_of(ends, zone, field="ends")
    if ends_at <= starts_at:
        raise Refused(_("The end must come after the start."), field="ends")
    live_session.title, live_session.brief, live_session.brief_html = title.strip(), brief, markup.render(brief)
    live_session.starts_at, live_session.ends_at, live_session.zone = starts_at, ends_at, zone
    live_session.starts_local, live_session.ends_local = wall(starts), wall(ends)


def _move(actor: Actor, live_session: LiveSession, sources: Collection[str], status: str, event: type[Audited]) -> None:
    require(actor, Verb.MODERATE, live_session)
    log.lock(live_session)
    if live_session.status == status:
        return
    _refuse_ended(live_session)
    if live_session.status not in sources:
        raise Refused(_("Someone else changed this discussion just now. Look at it again and decide anew."))
    live_session.status = status
    _tell_session(actor, live_session)
    _note(actor, live_session, event)


def _refuse_ended(live_session: LiveSession) -> None:
    if live_session.is_closed:
        raise Refused(_("This discussion has ended, so it can no longer be changed."))


def _leave_unanswered(actor: Actor, live_session: LiveSession) -> list[Change]:
    """Mark what was listed or still waited. Of what waited only the panel and its asker are told."""
    of_session = (Question.live_session_id == live_session.id, Question.state.in_(("listed", "pending")))
    left = list(db.session.scalars(select(Question).where(*of_session).order_by(Question.id)))
    for question in left:
        question.state, question.version = "unanswered", question.version + 1
        record(ContentChanged(actor_id=actor.id, kind="live_question", object_id=question.id))
    seen = {"ids": [question.id for question in left if question.reach == "group"], "state": "unanswered"}
    told = [Change.of(live_session, "states", seen)] if seen["ids"] else []
    waited = [question for question in left if question.reach != "group"]
    return told + [Change.of(q, "states", {"ids": [q.id], "state": "unanswered"}) for q in waited]


def _seat(actor: Actor, live_session: LiveSession, user_id: int, biography: str, *, is_host: bool) -> Panellist:
    of_person = (Panellist.live_session_id == live_session.id, Panellist.user_id == user_id)
    panellist = db.session.scalar(select(Panellist).where(*of_person))
    if panellist is None:
        panellist = Panellist(live_session_id=live_session.id, user_id=user_id)
        db.session.add(panellist)
    panellist.biography, panellist.is_host, panellist.ended_at = biography.strip(), is_host, None
    record(PanellistAdded(actor_id=actor.id, user_id=user_id, **_where(live_session)))
    return panellist


def _member_called(group_id: int | None, person: str) -> int:
    """The one member of the group with this name or address."""
    wanted = person.strip().casefold()
    members = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.group_id == group_id, Membership.ended_at.is_(None), User.state == "active")
        .where(or_(func.lower(User.email) == wanted, func.lower(User.display_name) == wanted))
    )
    found = list(db.session.scalars(members.distinct().limit(2)))
    if not found:
        raise Refused(
            _("No member of this group has that name or e-mail. Invite them to the group first."), field="person"
        )
    if len(found) > 1:
        raise Refused(_("Several members have that name. Give their e-mail address instead."), field="person")
    return found[0]


def _tell_session(actor: Actor, live_session: LiveSession) -> None:
    log.append(actor.id, live_session, [_session_change(live_session)])


def _session_change(live_session: LiveSession) -> Change:
    live_session.version += 1
    return Change.of(live_session, "session", {"session": payloads.session_payload(live_session)})


def _tell_panel(actor: Actor, live_session: LiveSession, user_id: int) -> None:
    db.session.flush()
    panel = payloads.panel_payload(queries.list_panel(actor, live_session))
    changes = [Change.of(live_session, "panel", {"panel": panel}), Change.to_one(user_id, "resync", {})]
    log.append(actor.id, live_session, changes)


def _note(actor: Actor, live_session: LiveSession, event: type[Audited]) -> None:
    record(event(actor_id=actor.id, **_where(live_session)))
    record(ContentChanged(actor_id=actor.id, kind="live_session", object_id=live_session.id))


def _where(live_session: LiveSession) -> dict[str, Any]:
    return {"ref": f"live_session:{live_session.id}", "group_id": live_session.group_id}
