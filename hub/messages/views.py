"""Pages of one's own correspondence. All of it works by plain forms; finding people then takes a step more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.accounts.authors import KINDS
from hub.accounts.queries import get_account
from hub.core import clock
from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, settings, sign_in_required
from hub.drafts.preview import Preview, preview_of
from hub.drafts.queries import find_draft
from hub.library.facts import size_in_words
from hub.library.intake import Content
from hub.library.kind import why
from hub.library.uploads import keep_file
from hub.messages import actions, queries
from hub.messages.caps import DAY
from hub.messages.desk import CORRESPONDENCE, LONGEST, MOST_FILES
from hub.messages.forms import AnswerForm, LeaveForm, PreferencesForm, ThreadForm
from hub.messages.kind import url_of

bp = Blueprint("messages", __name__)

SPANS = {"day": DAY, "week": timedelta(days=7), "month": timedelta(days=30)}
MOST_NAMED = 40


def whose() -> str:
    return f"messages:{g.actor.id}" if g.actor.id is not None else f"messages from:{request.remote_addr}"


@bp.get("/messages")
@sign_in_required
def index() -> ResponseReturnValue:
    """My threads, the latest first."""
    keep_out_of_caches()
    page = queries.list_threads(g.actor, request.args.get("cursor"))
    return render_template("messages/index.html", page=page)


@bp.get("/messages/people")
@sign_in_required
@limiter.limit("600 per minute", key_func=whose)
def people() -> ResponseReturnValue:
    """Whom I can write to, for the letters typed so far."""
    keep_out_of_caches()
    found = queries.list_recipients(g.actor, request.args.get("q", "")[:100])
    return jsonify(people=[{"id": one.id, "name": one.display_name, "office": _office(one)} for one in found])


def _office(person: Any) -> str:
    """The main office in words, as lists of people show it."""
    main = next(iter(person.current), None)
    if main is None:
        return ""
    words = person.office(main) or str(KINDS.get(main.kind, main.kind))
    return ", ".join(part for part in (words, main.organisation.nice_name) if part)


@bp.route("/messages/new", methods=["GET", "POST"])
@sign_in_required
@limiter.limit("120 per hour", methods=["POST"], key_func=whose)
def new() -> ResponseReturnValue:
    """Write to one person or a few. "Find" adds people and sends nothing."""
    keep_out_of_caches()
    form = ThreadForm()
    chosen = [int(one) for one in request.values.getlist("to")[:MOST_NAMED] if one.isdecimal() and len(one) < 10]
    place = f"message:to-{chosen[0]}" if request.method == "GET" and len(chosen) == 1 else request.form.get("draft", "")
    if request.method == "GET":
        _fill(form, place or "message:new")
    elif not {"find", "preview"} & request.form.keys() and form.validate_on_submit():
        contents = list(_stored(form, CORRESPONDENCE))
        if not form.errors:
            with refused_into(form), unit_of_work():
                sent = actions.start_thread(g.actor, to=chosen, draft=place, **_written(form, contents))
                address = url_of(sent)
                flash(_("Your message is sent."), "success")
                return redirect(address, 303)
    return _new_page(form, chosen, place or "message:new")


def _new_page(form: ThreadForm, chosen: Sequence[int], place: str) -> ResponseReturnValue:
    words = (form.words.data or "")[:100] if request.form.get("find") else ""
    found = [one for one in queries.list_recipients(g.actor, words) if one.id not in chosen]
    page = render_template(
        "messages/new.html",
        form=form,
        chosen=queries.list_chosen(g.actor, chosen),
        found=found,
        office=_office,
        has_looked=bool(words.strip()),
        shown=_find_preview(form, f"person:{g.actor.id}"),
        draft=place,
        longest=LONGEST,
        most_files=MOST_FILES,
        most=settings().max_upload,
    )
    return page, form.status


def _find_preview(form: Any, ref: str) -> Preview | None:
    """How the text will look, where the form was sent to see that and nothing else."""
    return preview_of(g.actor, ref, form.text.data or "") if "preview" in request.form else None


def _fill(form: Any, place: str) -> None:
    """What the person had typed here and not sent."""
    for name, text in (find_draft(g.actor, place) or {}).items():
        if name in {"subject", "text"}:
            form[name].data = text


def _stored(form: Any, place: Any) -> Iterator[Content]:
    """Write the bytes of each file that came; no transaction is open meanwhile."""
    files = [file for file in form.files.data or [] if getattr(file, "filename", "")]
    for file in files[: MOST_FILES + 1]:
        with refused_into(form):
            yield keep_file(g.actor, place, file.stream, file.filename)


def _written(form: Any, contents: Sequence[Content]) -> dict[str, Any]:
    said = {"subject": form.subject.data or ""} if "subject" in form else {}
    return {**said, "text": form.text.data or "", "contents": contents, "key": (form.key.data or "")[:40]}


@bp.route("/messages/<int:thread_id>", methods=["GET", "POST"])
@sign_in_required
@limiter.limit("300 per hour", methods=["POST"], key_func=whose)
def thread(thread_id: int) -> ResponseReturnValue:
    """A page of a thread, and the form to answer. Opening it marks what it shows as read."""
    keep_out_of_caches()
    form, mine = AnswerForm(), queries.get_participant(g.actor, thread_id)
    if request.method == "GET":
        _fill(form, f"thread:{thread_id}")
    elif "preview" not in request.form and form.validate_on_submit():
        contents = list(_stored(form, mine.thread))
        if not form.errors:
            with refused_into(form), unit_of_work():
                here = queries.get_thread(g.actor, thread_id)
                sent = actions.send_message(g.actor, here, **_written(form, contents))
                return redirect(url_of(sent), 303)
    return _thread_page(mine, form)


def _thread_page(mine: Any, form: AnswerForm) -> ResponseReturnValue:
    turn = queries.get_turn(g.actor, mine, request.args.get("page", type=int))
    thread_id, is_further = mine.thread_id, mine.read_to < min(turn.last_position, mine.last_position)
    page = render_template(
        "messages/thread.html",
        thread=mine.thread,
        mine=mine,
        turn=turn,
        people=queries.list_people(g.actor, mine.thread),
        form=form,
        shown=_find_preview(form, f"thread:{thread_id}"),
        sharing=queries.find_sharing(g.actor, mine.thread),
        waiting_for=queries.list_waiting_for,
        file_line=lambda document: f"{why(document.current)} · {size_in_words(document.current.size)}",
        longest=LONGEST,
        most_files=MOST_FILES,
        most=settings().max_upload,
    )
    if is_further and not _is_prefetch():
        _note_shown(thread_id, turn.last_position)
    return page, form.status


def _is_prefetch() -> bool:
    """A page that a browser fetched in advance has not been read."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


def _note_shown(thread_id: int, position: int) -> None:
    with unit_of_work():
        actions.note_read(g.actor, thread_id, position)


@bp.post("/messages/<int:thread_id>/mute")
@sign_in_required
def mute(thread_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.mute_thread(g.actor, queries.get_thread(g.actor, thread_id))
    flash(_("You hear no more of this thread. New messages still arrive here."), "success")
    return redirect(url_for("messages.thread", thread_id=thread_id), 303)


@bp.post("/messages/<int:thread_id>/unmute")
@sign_in_required
def unmute(thread_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.mute_thread(g.actor, queries.get_thread(g.actor, thread_id), is_muted=False)
    flash(_("You hear of new messages in this thread again."), "success")
    return redirect(url_for("messages.thread", thread_id=thread_id), 303)


@bp.route("/messages/<int:thread_id>/leave", methods=["GET", "POST"])
@sign_in_required
def leave(thread_id: int) -> ResponseReturnValue:
    keep_out_of_caches()
    form, shown = LeaveForm(), queries.get_thread(g.actor, thread_id)
    if form.validate_on_submit():
        with unit_of_work():
            actions.leave_thread(g.actor, queries.get_thread(g.actor, thread_id))
        flash(_("You left the thread."), "success")
        return redirect(url_for("messages.index"), 303)
    return render_template("messages/leave.html", thread=shown, form=form), form.status


@bp.route("/messages/preferences", methods=["GET", "POST"])
@sign_in_required
def preferences() -> ResponseReturnValue:
    """Who may write to me, and what its mail says."""
    keep_out_of_caches()
    me = get_account(g.actor)
    form = PreferencesForm(data={"messages_from": me.messages_from, "in_mail": me.messages_in_mail})
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            chosen = {"messages_from": form.messages_from.data, "in_mail": form.in_mail.data}
            actions.choose_preferences(g.actor, **chosen)
            flash(_("Your choices are saved."), "success")
            return redirect(url_for("messages.index"), 303)
    return render_template("messages/preferences.html", form=form), form.status


@bp.get("/messages/senders")
@sign_in_required
def senders() -> ResponseReturnValue:
    """For staff: who writes to how many. Not what, and not to whom."""
    span = request.args.get("within", "day")
    span = span if span in SPANS else "day"
    lines = queries.list_senders(g.actor, clock.now() - SPANS[span])
    return render_template("messages/senders.html", lines=lines, span=span)
