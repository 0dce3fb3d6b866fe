"""Pages for those who run a board: where a suggestion stands, who looks after it, what is merged, held or removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.forms import choices_of
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.groups.queries import list_facilitators
from hub.policy import Verb
from hub.suggestions import actions, queries
from hub.suggestions.forms import AssignForm, ExpectForm, MergeForm, MoveForm, NoteForm, ReasonForm
from hub.suggestions.pages import AT, BOARD, back, bp, comment_at, suggestion_at
from hub.suggestions.states import MOVES, TONES, WORDS


@bp.get(f"{AT}/decide")
@sign_in_required
def decide(slug: str, suggestion_id: int) -> ResponseReturnValue:
    """Everything that those who run the group do with a suggestion, on one page."""
    return _desk(slug, suggestion_id)


def _desk(slug: str, suggestion_id: int, **sent: Any) -> ResponseReturnValue:
    suggestion = suggestion_at(slug, suggestion_id, Verb.MODERATE)
    move = sent.get("move") or MoveForm(formdata=None, data={"earlier": suggestion.status})
    move.to.choices = _moves(suggestion)
    assign = sent.get("assign") or AssignForm(formdata=None, data={"assigned_to": str(suggestion.assigned_to_id or "")})
    assign.assigned_to.choices = _people(suggestion)
    page = render_template(
        "suggestions/decide.html",
        group=suggestion.group,
        suggestion=suggestion,
        words=WORDS,
        tones=TONES,
        move=move,
        expect=sent.get("expect") or ExpectForm(formdata=None, obj=suggestion),
        assign=assign,
        note=sent.get("note") or NoteForm(formdata=None),
        notes=queries.list_notes(g.actor, suggestion),
        form=next(iter(sent.values()), move),
    )
    return page, next((form.status for form in sent.values()), 200)


def _moves(suggestion: Any) -> Any:
    return choices_of((status, WORDS[status]) for status in MOVES[suggestion.status])


def _people(suggestion: Any) -> Any:
    run = list_facilitators(g.actor, suggestion.group)
    return choices_of([("", _("Nobody yet")), *((str(line.user_id), line.name) for line in run)])


@bp.post(f"{AT}/move")
@sign_in_required
def move(slug: str, suggestion_id: int) -> ResponseReturnValue:
    form = MoveForm()
    if form.validate():
        with refused_into(form), unit_of_work():
            facts = {"status": form.to.data, "reason": form.reason.data or "", "earlier": form.earlier.data or ""}
            actions.move_suggestion(g.actor, suggestion_at(slug, suggestion_id), **facts)
            flash(_("Done. Its author and everyone who supports it is told."), "success")
            return back(slug, suggestion_id)
    return _desk(slug, suggestion_id, move=form)


@bp.post(f"{AT}/expect")
@sign_in_required
def expect(slug: str, suggestion_id: int) -> ResponseReturnValue:
    form = ExpectForm()
    if form.validate():
        with refused_into(form), unit_of_work():
            facts = {"expected_on": form.expected_on.data, "expected_note": form.expected_note.data or ""}
            actions.expect_suggestion(g.actor, suggestion_at(slug, suggestion_id), **facts)
            return back(slug, suggestion_id)
    return _desk(slug, suggestion_id, expect=form)


@bp.post(f"{AT}/assign")
@sign_in_required
def assign(slug: str, suggestion_id: int) -> ResponseReturnValue:
    form = AssignForm()
    form.assigned_to.choices = _people(suggestion_at(slug, suggestion_id, Verb.MODERATE))
    if form.validate():
        with refused_into(form), unit_of_work():
            chosen = form.assigned_to.data
            user_id = int(chosen) if chosen else None
            actions.assign_suggestion(g.actor, suggestion_at(slug, suggestion_id), user_id=user_id)
            return _to_desk(slug, suggestion_id)
    return _desk(slug, suggestion_id, assign=form)


@bp.post(f"{AT}/note")
@sign_in_required
def note(slug: str, suggestion_id: int) -> ResponseReturnValue:
    form = NoteForm()
    if form.validate():
        with refused_into(form), unit_of_work():
            actions.write_note(g.actor, suggestion_at(slug, suggestion_id), text=form.note.data or "")
            return _to_desk(slug, suggestion_id)
    return _desk(slug, suggestion_id, note=form)


def _to_desk(slug: str, suggestion_id: int) -> ResponseReturnValue:
    return redirect(url_for("suggestions.decide", slug=slug, suggestion_id=suggestion_id), 303)


@bp.route(f"{AT}/merge", methods=["GET", "POST"])
@sign_in_required
def merge(slug: str, suggestion_id: int) -> ResponseReturnValue:
    """Those like it to choose from, or those with the words that were looked for."""
    suggestion = suggestion_at(slug, suggestion_id, Verb.MODERATE)
    looked_for = request.args.get("q", "").strip()[:200]
    form = MergeForm()
    targets = queries.list_merge_targets(g.actor, suggestion, looked_for)
    form.into.choices = choices_of((str(row.id), row.title) for row in targets)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            into = queries.get_suggestion(g.actor, _number(form.into.data))
            row = suggestion_at(slug, suggestion_id)
            actions.merge_suggestion(g.actor, row, into, reason=form.reason.data or "")
            flash(_("Merged. Its supporters and comments have come along."), "success")
            return back(slug, suggestion_id)
    values = {"group": suggestion.group, "suggestion": suggestion, "q": looked_for, "targets": targets}
    return render_template("suggestions/merge.html", form=form, **values), form.status


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else 0


@bp.post(f"{AT}/hold")
@sign_in_required
def hold(slug: str, suggestion_id: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    with unit_of_work():
        actions.hold_suggestion(g.actor, suggestion_at(slug, suggestion_id), reason=reason)
    return back(slug, suggestion_id)


@bp.post(f"{AT}/release")
@sign_in_required
def release(slug: str, suggestion_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.release_suggestion(g.actor, suggestion_at(slug, suggestion_id))
    return back(slug, suggestion_id)


@bp.route(f"{AT}/remove", methods=["GET", "POST"])
@sign_in_required
def remove(slug: str, suggestion_id: int) -> ResponseReturnValue:
    suggestion = suggestion_at(slug, suggestion_id, Verb.MODERATE)

    def act(reason: str) -> None:
        actions.remove_suggestion(g.actor, suggestion_at(slug, suggestion_id), reason=reason)

    return _removing(suggestion, suggestion.title, act)


@bp.route(f"{BOARD}/comments/<int:comment_id>/remove", methods=["GET", "POST"])
@sign_in_required
def remove_comment(slug: str, comment_id: int) -> ResponseReturnValue:
    said = comment_at(slug, comment_id, Verb.MODERATE)

    def act(reason: str) -> None:
        actions.remove_comment(g.actor, comment_at(slug, comment_id), reason=reason)

    return _removing(said.suggestion, "", act)


def _removing(suggestion: Any, title: str, act: Callable[[str], None]) -> ResponseReturnValue:
    form = ReasonForm()
    slug, suggestion_id = suggestion.group.slug, suggestion.id
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            act(form.reason.data or "")
            return back(slug, suggestion_id)
    values = {"group": suggestion.group, "suggestion": suggestion, "title": title}
    return render_template("suggestions/remove.html", form=form, **values), form.status


@bp.post(f"{BOARD}/comments/<int:comment_id>/release")
@sign_in_required
def release_comment(slug: str, comment_id: int) -> ResponseReturnValue:
    with unit_of_work():
        said = comment_at(slug, comment_id)
        actions.release_comment(g.actor, said)
        suggestion_id = said.suggestion_id
    return back(slug, suggestion_id, f"comment-{comment_id}")
