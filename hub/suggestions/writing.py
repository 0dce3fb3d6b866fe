"""What people write on a board: suggestions, support and comments. The actions have asked the policy.

Each change locks the suggestion first, so that two at once follow one another; words are rendered before that.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from hub.accounts.authors import main_appointment_id
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, ContentChanged, Noteworthy, record
from hub.drafts.actions import drop_draft
from hub.follows.rows import follow_by_itself
from hub.groups.content import place
from hub.groups.models import Group
from hub.policy import Actor
from hub.suggestions import counting, states
from hub.suggestions.events import CommentEdited, CommentMade, SuggestionEdited, SuggestionMade
from hub.suggestions.models import Call, Suggestion, SuggestionComment, SuggestionSupport, SuggestionVersion

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
LONGEST_KEY = 64
EDITED_FOR = timedelta(days=1)
"""How long an author may mend their words."""

Row = TypeVar("Row", Suggestion, SuggestionComment)


def checked(text: str, longest: int, empty: str, field: str) -> str:
    """The text without the space around it. Refused where nothing is left, or too much."""
    text = text.strip()
    if not text:
        raise Refused(empty, field=field)
    if len(text) > longest:
        refusal = _("This has %(count)s characters; use up to %(most)s.", count=len(text), most=longest)
        raise Refused(refusal, field=field)
    return text


def lock(row: Suggestion) -> None:
    """Take the row's lock and see it as it is now. PostgreSQL locks no row of an outer join, so name the table."""
    db.session.flush()
    db.session.refresh(row, with_for_update={"of": Suggestion})


def may_edit(row: Suggestion | SuggestionComment) -> bool:
    """Whether its author may still mend it."""
    return row.removed_at is None and row.created_at > clock.now() - EDITED_FOR


def suggest(actor: Actor, group: Group, title: str, text: str, client_key: str, call: Call | None) -> Suggestion:
    """A suggestion, or the one that this key made before."""
    title, text = _checked_words(title, text)
    html = markup.render(text)
    if (earlier := _same(Suggestion, actor, client_key)) is not None:
        return earlier
    if call is not None and not (call.is_taking and call.group_id == group.id and call.reach == "group"):
        raise Refused(_("This call takes no suggestions now. You can still make the suggestion to the group."))
    row = Suggestion(title=title, text=text, text_html=html, call_id=call.id if call else None)
    _sign(row, actor, client_key)
    place(row, group)
    db.session.add(row)
    db.session.flush()
    counting.count(row, 1)
    follow_by_itself(actor.id or 0, "suggestion", row.id, "wrote")
    drop_draft(actor, f"group:{group.id}:suggestion")
    tell(actor, row, SuggestionMade)
    about = (f"group:{group.id}", f"call:{call.id}") if call else (f"group:{group.id}",)
    record(Noteworthy(actor_id=actor.id, notice="suggestion.made", ref=f"suggestion:{row.id}", about=about))
    return row


def edit(actor: Actor, row: Suggestion, title: str, text: str) -> None:
    """Other words by the author. The earlier ones stay, with how many supported them."""
    title, text = _checked_words(title, text)
    html = markup.render(text)
    lock(row)
    if not may_edit(row) or row.status not in states.EDITABLE:
        raise Refused(_("This can no longer be changed. Add a comment instead."))
    if (title, text) == (row.title, row.text):
        return
    _keep_version(row)
    row.title, row.text, row.text_html, row.edited_at = title, text, html, clock.now()
    row.renderer_version = markup.RENDERER_VERSION
    row.version += 1
    tell(actor, row, SuggestionEdited)


def _keep_version(row: Suggestion) -> None:
    numbers = select(func.max(SuggestionVersion.number)).where(SuggestionVersion.suggestion_id == row.id)
    db.session.add(
        SuggestionVersion(
            suggestion_id=row.id,
            number=(db.session.scalar(numbers) or 0) + 1,
            title=row.title,
            text=row.text,
            text_html=row.text_html,
            renderer_version=row.renderer_version,
            support_count=row.support_count,
            written_at=row.edited_at or row.created_at,
        )
    )


def set_support(actor: Actor, row: Suggestion, *, is_supported: bool) -> None:
    """Count the person once, or no longer. Saying it twice changes nothing."""
    lock(row)
    mine = (SuggestionSupport.target_id == row.id, SuggestionSupport.user_id == actor.id)
    given = db.session.scalar(select(SuggestionSupport).where(*mine))
    if (given is not None) == is_supported:
        return
    if is_supported:
        _refuse_unless_supportable(row)
        db.session.add(SuggestionSupport(target_id=row.id, user_id=actor.id))
        follow_by_itself(actor.id or 0, "suggestion", row.id, "supported")
    else:
        db.session.delete(given)
    step = 1 if is_supported else -1
    counted = update(Suggestion).where(Suggestion.id == row.id).values(support_count=Suggestion.support_count + step)
    db.session.execute(counted)
    db.session.refresh(row, ["support_count"])


def _refuse_unless_supportable(row: Suggestion) -> None:
    if row.reach != "group":
        raise Refused(_("The facilitators are looking at this suggestion, so it cannot be supported now."))
    if row.status == "merged":
        raise Refused(_("This suggestion was merged into another just now. Support that one."))
    if row.status not in states.SUPPORTABLE:
        raise Refused(_("This suggestion has been decided, so it cannot be supported any more."))


def comment(actor: Actor, row: Suggestion, text: str, client_key: str) -> SuggestionComment:
    """A comment, or the one that this key made before."""
    text = checked(text, LONGEST_TEXT, _("Write your comment first."), "text")
    html = markup.render(text)
    lock(row)
    if (earlier := _same(SuggestionComment, actor, client_key)) is not None:
        return earlier
    if row.status == "merged":
        raise Refused(_("This suggestion was merged into another just now. Say it there."), field="text")
    if row.reach != "group":
        raise Refused(_("This suggestion takes no comments now. Copy your words to keep them."), field="text")
    said = SuggestionComment(suggestion=row, text=text, text_html=html)
    _sign(said, actor, client_key)
    if row.group is not None:
        place(said, row.group)
    db.session.add(said)
    counting.recount_comments(row)
    follow_by_itself(actor.id or 0, "suggestion", row.id, "wrote")
    drop_draft(actor, f"suggestion:{row.id}")
    tell(actor, said, CommentMade)
    ref, about = f"suggestion_comment:{said.id}", (f"suggestion:{row.id}",)
    record(Noteworthy(actor_id=actor.id, notice="suggestion.commented", ref=ref, about=about))
    return said


def edit_comment(actor: Actor, said: SuggestionComment, text: str) -> None:
    text = checked(text, LONGEST_TEXT, _("Write your comment first."), "text")
    html = markup.render(text)
    if not may_edit(said):
        raise Refused(_("This can no longer be changed. Add a comment instead."), field="text")
    if text != said.text:
        said.text, said.text_html, said.edited_at = text, html, clock.now()
        said.renderer_version = markup.RENDERER_VERSION
        said.version += 1
        tell(actor, said, CommentEdited)


def kind_of(row: Suggestion | SuggestionComment | Call) -> str:
    return {Suggestion: "suggestion", SuggestionComment: "suggestion_comment", Call: "call"}[type(row)]


def tell(
    actor: Actor, row: Suggestion | SuggestionComment | Call, event: type[Audited] | None, reason: str = ""
) -> None:
    """Note the act in the trail, and that search should look again."""
    kind = kind_of(row)
    if event is not None:
        record(event(actor_id=actor.id, ref=f"{kind}:{row.id}", group_id=row.group_id, reason=reason))
    record(ContentChanged(actor_id=actor.id, kind=kind, object_id=row.id))


def _checked_words(title: str, text: str) -> tuple[str, str]:
    title = checked(" ".join(title.split()), LONGEST_TITLE, _("Say in a few words what your idea is."), "title")
    return title, checked(text, LONGEST_TEXT, _("Say what you suggest, and why."), "text")


def _sign(row: Suggestion | SuggestionComment, actor: Actor, client_key: str) -> None:
    row.author_id, row.author_appointment_id = actor.id, main_appointment_id(actor)
    row.client_key = client_key or None


def _same(model: type[Row], actor: Actor, client_key: str) -> Row | None:
    """What the same person's form with this key made before."""
    if len(client_key) > LONGEST_KEY:
        raise Refused(_("This page is out of date. Reload it and try again."))
    if not client_key:
        return None
    return db.session.scalar(select(model).where(model.author_id == actor.id, model.client_key == client_key))
