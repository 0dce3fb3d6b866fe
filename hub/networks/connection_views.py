"""Pages of connections: asking, answering, introducing, and blocking."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.accounts.queries import get_person
from hub.core.forms import choices_of
from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.networks import actions, queries
from hub.networks.forms import AskForm, IntroduceForm
from hub.networks.views import bp
from hub.policy import NotFound


@bp.get("/networks/connections")
@sign_in_required
def connections() -> ResponseReturnValue:
    """Whom I know, who asks me, whom I asked, and who was introduced to me."""
    keep_out_of_caches()
    search, cursor = request.args.get("search", "").strip()[:100], request.args.get("cursor")
    circle = queries.get_circle(g.actor, search=search, cursor=cursor)
    return render_template("networks/connections.html", search=search, circle=circle)


@bp.route("/networks/connections/ask/<int:person_id>", methods=["GET", "POST"])
@limiter.limit("100/hour", methods=["POST"])
@sign_in_required
def ask(person_id: int) -> ResponseReturnValue:
    keep_out_of_caches()
    person, form = get_person(g.actor, person_id), AskForm()
    if person.state != "active" or person.is_self:
        raise NotFound(f"person:{person_id}")
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            pair = actions.ask_to_connect(g.actor, person_id, note=form.note.data or "")
            connected = pair.state == "accepted"
            flash(_("You are now connected.") if connected else _("We have passed your request on."), "success")
            return redirect(url_for("accounts.person", person_id=person_id), 303)
    return render_template("networks/ask.html", form=form, person=person), form.status


@bp.get("/networks/connections/<int:connection_id>")
@sign_in_required
def connection(connection_id: int) -> ResponseReturnValue:
    """One request or connection, for the two people alone."""
    keep_out_of_caches()
    pair, state = queries.get_connection(g.actor, connection_id)
    person = queries.get_other(g.actor, pair)
    return render_template("networks/connection.html", pair=pair, state=state, person=person)


@bp.post("/networks/connections/<int:connection_id>/accept")
@sign_in_required
def accept_connection(connection_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.accept_connection(g.actor, connection_id)
    flash(_("You are now connected."), "success")
    return _back()


@bp.post("/networks/connections/<int:connection_id>/decline")
@sign_in_required
def decline_connection(connection_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.decline_connection(g.actor, connection_id)
    flash(_("Declined. They are not told."), "success")
    return _back()


@bp.post("/networks/connections/<int:connection_id>/withdraw")
@sign_in_required
def withdraw_connection(connection_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.withdraw_connection(g.actor, connection_id)
    flash(_("Your request is taken back."), "success")
    return _back()


@bp.post("/networks/connections/<int:connection_id>/end")
@sign_in_required
def end_connection(connection_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.end_connection(g.actor, connection_id)
    flash(_("You are no longer connected. They are not told."), "success")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("networks.connections"), 303)


@bp.route("/networks/introduce/<int:person_id>", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
@sign_in_required
def introduce(person_id: int) -> ResponseReturnValue:
    """Make one of my connections known to another."""
    keep_out_of_caches()
    person, form = get_person(g.actor, person_id), IntroduceForm()
    if not queries.is_connected(g.actor, person_id):
        raise NotFound(f"person:{person_id}")
    form.person.choices = choices_of(queries.list_choices(g.actor, but_ids=[person_id]))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.introduce_people(g.actor, person_id, form.person.data, reason=form.reason.data or "")
            flash(_("Thank you. Your introduction is on its way."), "success")
            return redirect(url_for("accounts.person", person_id=person_id), 303)
    return render_template("networks/introduce.html", form=form, person=person), form.status


@bp.get("/networks/introductions/<int:introduction_id>")
@sign_in_required
def introduction(introduction_id: int) -> ResponseReturnValue:
    """Who is introduced to me, by whom and why."""
    keep_out_of_caches()
    found = queries.list_introducing(g.actor, [queries.get_introduction(g.actor, introduction_id)])
    if not found:
        raise NotFound(f"introduction:{introduction_id}")
    return render_template("networks/introduction.html", introducing=found[0])


@bp.post("/networks/introductions/<int:introduction_id>/accept")
@sign_in_required
def accept_introduction(introduction_id: int) -> ResponseReturnValue:
    with unit_of_work():
        connected = actions.accept_introduction(g.actor, introduction_id)
    flash(_("You are now connected.") if connected else _("You will be connected when they accept too."), "success")
    return _back()


@bp.post("/networks/introductions/<int:introduction_id>/decline")
@sign_in_required
def decline_introduction(introduction_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.decline_introduction(g.actor, introduction_id)
    flash(_("Declined. Nobody is told."), "success")
    return _back()


@bp.get("/networks/blocked")
@sign_in_required
def blocked() -> ResponseReturnValue:
    """Whom I have blocked; nobody else sees this."""
    keep_out_of_caches()
    return render_template("networks/blocked.html", page=queries.list_blocked(g.actor, request.args.get("cursor")))


@bp.route("/networks/people/<int:person_id>/block", methods=["GET", "POST"])
@sign_in_required
def block(person_id: int) -> ResponseReturnValue:
    """Say first what it does, then do it."""
    keep_out_of_caches()
    person = get_person(g.actor, person_id)
    if person.state != "active" or person.is_self:
        raise NotFound(f"person:{person_id}")
    if request.method == "POST":
        with unit_of_work():
            actions.block_person(g.actor, person_id)
        flash(_("Blocked. They are not told."), "success")
        return redirect(url_for("accounts.person", person_id=person_id), 303)
    return render_template("networks/block.html", person=person)


@bp.post("/networks/people/<int:person_id>/unblock")
@sign_in_required
def unblock(person_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.unblock_person(g.actor, person_id)
    flash(_("They can reach you again."), "success")
    return redirect(url_for("accounts.person", person_id=person_id), 303)
