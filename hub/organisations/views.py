"""Pages of organisations: for everyone to read, for staff to complete."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.forms import choices_of
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.organisations import actions, queries
from hub.organisations.forms import DomainForm, FindForm, OrganisationForm, SuccessorForm
from hub.organisations.kind import KINDS, list_items
from hub.policy import SITE, Verb, can, require

bp = Blueprint("organisations", __name__)


@bp.get("/organisations")
def directory() -> ResponseReturnValue:
    form = FindForm(request.args)
    form.offer(queries.list_filters(g.actor))
    page = queries.list_organisations(g.actor, form.wanted, request.args.get("cursor"))
    total = queries.count_organisations(g.actor, form.wanted)
    return render_template(
        "organisations/directory.html",
        form=form,
        page=page.map(list_items),
        total=total,
        may_administer=can(g.actor, Verb.ADMINISTER, SITE),
    )


@bp.get("/organisations/<int:organisation_id>")
def show(organisation_id: int) -> ResponseReturnValue:
    organisation = queries.get_organisation(g.actor, organisation_id)
    may_administer = can(g.actor, Verb.ADMINISTER, SITE)
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        kind=KINDS.get(organisation.kind, organisation.kind),
        successors=queries.list_successors(g.actor, organisation),
        predecessors=queries.list_predecessors(g.actor, organisation),
        similar=queries.list_similar(g.actor, organisation),
        domains=queries.list_domains(g.actor, organisation) if may_administer else [],
        may_administer=may_administer,
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@sign_in_required
def new() -> ResponseReturnValue:
    require(g.actor, Verb.ADMINISTER, SITE)
    form = OrganisationForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            organisation = actions.add_organisation(
                g.actor,
                kind=form.kind.data,
                official_name=form.official_name.data,
                website=form.website.data,
                domains=(form.domains.data or "").split(),
            )
        if not form.errors:
            flash(_("The organisation was added."), "success")
            return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return render_template("organisations/new.html", form=form), form.status


@bp.route("/organisations/<int:organisation_id>/domains/new", methods=["GET", "POST"])
@sign_in_required
def add_domain(organisation_id: int) -> ResponseReturnValue:
    require(g.actor, Verb.ADMINISTER, SITE)
    organisation = queries.get_organisation(g.actor, organisation_id)
    form = DomainForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.trust_domain(g.actor, queries.get_organisation(g.actor, organisation_id), form.domain.data)
            flash(_("The domain is trusted from now on."), "success")
            return redirect(url_for("organisations.show", organisation_id=organisation_id))
    return render_template("organisations/add_domain.html", form=form, organisation=organisation), form.status


@bp.route("/organisations/<int:organisation_id>/successors/new", methods=["GET", "POST"])
@sign_in_required
def add_successor(organisation_id: int) -> ResponseReturnValue:
    require(g.actor, Verb.ADMINISTER, SITE)
    organisation = queries.get_organisation(g.actor, organisation_id)
    form = SuccessorForm()
    form.successor.choices = choices_of(queries.list_choices(g.actor))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            organisation = queries.get_organisation(g.actor, organisation_id)
            successor = queries.get_organisation(g.actor, form.successor.data)
            actions.add_successor(g.actor, organisation, successor, on=form.on.data)
            flash(_("The successor was added."), "success")
            return redirect(url_for("organisations.show", organisation_id=organisation_id))
    return render_template("organisations/add_successor.html", form=form, organisation=organisation), form.status


@bp.get("/organisations/domain-proposals")
@sign_in_required
def domain_proposals() -> ResponseReturnValue:
    page = queries.list_domain_proposals(g.actor, request.args.get("cursor"))
    count = queries.count_domain_proposals(g.actor)
    return render_template("organisations/domain_proposals.html", page=page, count=count)


@bp.post("/organisations/domain-proposals/<int:proposal_id>/accept")
@sign_in_required
def accept_domain_proposal(proposal_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.accept_domain_proposal(g.actor, queries.get_domain_proposal(g.actor, proposal_id))
    flash(_("The domain is trusted from now on."), "success")
    return redirect(url_for("organisations.domain_proposals"))


@bp.post("/organisations/domain-proposals/<int:proposal_id>/decline")
@sign_in_required
def decline_domain_proposal(proposal_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.decline_domain_proposal(g.actor, queries.get_domain_proposal(g.actor, proposal_id))
    flash(_("The domain was declined. It will not be proposed again."), "success")
    return redirect(url_for("organisations.domain_proposals"))
