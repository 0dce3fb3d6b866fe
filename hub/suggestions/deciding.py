"""How suggestions move on: their status, when they are expected, who looks after them. The actions have asked."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from hub.accounts.authors import main_appointment_id
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.groups.belonging import facilitators_of
from hub.groups.content import place
from hub.policy import Actor
from hub.suggestions import counting, states
from hub.suggestions.events import SuggestionAssigned, SuggestionMoved
from hub.suggestions.models import StatusChange, Suggestion, SuggestionNote
from hub.suggestions.writing import checked, lock, tell

LONGEST_REASON = 2_000
LONGEST_NOTE = 5_000


def checked_reason(reason: str, *, is_required: bool = False) -> str:
    if is_required and not reason.strip():
        raise Refused(_("Say why. Its author and everyone who supports it is told."), field="reason")
    return checked(reason, LONGEST_REASON, "", "reason") if reason.strip() else ""


def move(actor: Actor, row: Suggestion, status: str, reason: str, earlier: str) -> None:
    """Put it where it stands now. `earlier` is what the person saw: the second of two at once looks again."""
    reason = checked_reason(reason, is_required=status == "declined")
    lock(row)
    if row.reach != "group":
        raise Refused(_("This suggestion is held or removed. Bring it back first."))
    if row.status == status:
        return
    if row.status != (earlier or row.status):
        raise Refused(_("Someone else moved this suggestion just now. Look at it again and decide anew."))
    if not states.may_move(row.status, status):
        raise Refused(_("It cannot go there from where it stands. Choose another status."), field="to")
    change(actor, row, status, reason)
    tell(actor, row, SuggestionMoved, reason)
    hear(actor, row, f"suggestion.{status}", reason)


def change(actor: Actor, row: Suggestion, status: str, reason: str) -> None:
    """Write the move and keep the counts. What follows from it is the caller's."""
    office = main_appointment_id(actor)
    made = StatusChange(suggestion_id=row.id, earlier=row.status, status=status, reason=reason)
    made.made_by_id, made.made_by_appointment_id = actor.id, office
    db.session.add(made)
    counting.count(row, -1)
    row.status, row.moved_at = status, clock.now()
    counting.count(row, 1)
    row.version += 1
    if status != "planned":
        row.expected_on, row.expected_note = None, ""


def expect(actor: Actor, row: Suggestion, expected_on: date | None, note: str) -> None:
    """Say when it is to be there: a date, words, both or neither."""
    lock(row)
    if row.status != "planned":
        raise Refused(_("Only what is planned has a date. Move it to “planned” first."))
    note = " ".join(note.split())
    if len(note) > 200:
        raise Refused(_("Use 200 characters or fewer."), field="expected_note")
    if (expected_on, note) == (row.expected_on, row.expected_note):
        return
    row.expected_on, row.expected_note = expected_on, note
    row.version += 1
    tell(actor, row, None)
    hear(actor, row, "suggestion.expected", "")


def assign(actor: Actor, row: Suggestion, user_id: int | None) -> None:
    """Give it to one who runs the group, or to nobody."""
    lock(row)
    run = {person.id for person in db.session.scalars(facilitators_of(row.group_id or 0))}
    if user_id is not None and user_id not in run:
        raise Refused(_("Choose one of the people who run this group."), field="assigned_to")
    if row.assigned_to_id == user_id:
        return
    row.assigned_to_id = user_id
    tell(actor, row, SuggestionAssigned)
    if user_id is not None:
        ref = f"suggestion:{row.id}"
        record(Noteworthy(actor_id=actor.id, notice="suggestion.assigned", ref=ref, people=(user_id,)))


def note(actor: Actor, row: Suggestion, text: str) -> SuggestionNote:
    """A word among those who run the group."""
    text = checked(text, LONGEST_NOTE, _("Write the note first."), "note")
    written = SuggestionNote(suggestion_id=row.id, text=text, author_id=actor.id)
    written.author_appointment_id = main_appointment_id(actor)
    if row.group is not None:
        place(written, row.group, "facilitators")
    db.session.add(written)
    db.session.flush()
    return written


def hear(actor: Actor, row: Suggestion, notice: str, reason: str) -> None:
    """Its author hears, and whoever follows it: all who support it do by themselves."""
    ref, people = f"suggestion:{row.id}", (row.author_id,) if row.author_id else ()
    record(Noteworthy(actor_id=actor.id, notice=notice, ref=ref, about=(ref,), people=people, reason=reason))
