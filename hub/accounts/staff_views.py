"""Pages on which staff decide about people: who joins, who is shut out, whose appointment is confirmed."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.accounts import actions, queries
from hub.accounts.authors import KINDS
from hub.accounts.forms import STATES, DecideForm, FindAccountsForm, ReasonForm
from hub.accounts.views import bp
from hub.core.forms import choices_of
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.organisations.queries import list_choices


@bp.get("/people/registrations")
@sign_in_required
def registrations() -> ResponseReturnValue:
    """Who waits for staff to decide."""
    page = queries.list_waiting_registrations(g.actor, request.args.get("cursor"))
    count = queries.count_waiting_registrations(g.actor)
    return render_template("accounts/registrations.html", page=page, count=count)


@bp.route("/people/registrations/<int:registration_id>", methods=["GET", "POST"])
@sign_in_required
def registration(registration_id: int) -> ResponseReturnValue:
    """One request to join: approve it for an organisation, or decline it with a reason."""
    waiting = queries.get_registration(g.actor, registration_id)
    form = DecideForm(organisation=waiting.organisation_id or 0)
    named = waiting.organisation_name or _("None of these")
    form.organisation.choices = choices_of([(0, named), *list_choices(g.actor)])
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            _decide(registration_id, form)
            flash(_("Your decision was sent by mail."), "success")
            return redirect(url_for("accounts.registrations"))
    return render_template("accounts/registration.html", form=form, waiting=waiting, kinds=KINDS), form.status


def _decide(registration_id: int, form: DecideForm) -> None:
    reason = form.reason.data or ""
    if form.decision.data == "decline":
        actions.decline_registration(g.actor, registration_id, reason=reason)
        return
    actions.approve_registration(
        g.actor,
        registration_id,
        organisation_id=form.organisation.data or None,
        reason=reason,
        trusts_domain=form.trusts_domain.data,
    )


@bp.get("/people/accounts")
@sign_in_required
def accounts() -> ResponseReturnValue:
    """People in every state, by name or address."""
    form = FindAccountsForm(request.args)
    words, state = (form.words.data or "")[:100], form.state.data or ""
    page = queries.find_people(g.actor, words, state=state, cursor=request.args.get("cursor"))
    return render_template("accounts/accounts.html", form=form, page=page, states=STATES)


@bp.get("/people/appointments")
@sign_in_required
def unconfirmed_appointments() -> ResponseReturnValue:
    """Appointments in organisations that nothing has confirmed yet."""
    page = queries.list_unconfirmed_appointments(g.actor, request.args.get("cursor"))
    return render_template("accounts/unconfirmed_appointments.html", page=page, kinds=KINDS)


@bp.route("/people/<int:person_id>/suspend", methods=["GET", "POST"])
@sign_in_required
def suspend(person_id: int) -> ResponseReturnValue:
    user = queries.get_any_user(g.actor, person_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.suspend_person(g.actor, person_id, reason=form.reason.data or "")
            flash(_("The person is shut out from now on and was told why."), "success")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/suspend.html", form=form, user=user), form.status


@bp.route("/people/<int:person_id>/restore", methods=["GET", "POST"])
@sign_in_required
def restore(person_id: int) -> ResponseReturnValue:
    user = queries.get_any_user(g.actor, person_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.restore_person(g.actor, person_id, reason=form.reason.data or "")
            flash(_("The person can sign in again and was told."), "success")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/restore.html", form=form, user=user), form.status
