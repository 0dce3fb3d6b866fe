"""Pages of people and of one's own account. How one gets in is in entry_views.py."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from hub.accounts import actions, queries
from hub.accounts.authors import KINDS
from hub.accounts.fields import FIELDS
from hub.accounts.forms import (
    AppointmentForm,
    ChangeEmailForm,
    ChangePasswordForm,
    EmptyForm,
    ProfileForm,
)
from hub.accounts.photos import photo_store
from hub.core.forms import choices_of
from hub.core.ratelimit import limiter
from hub.core.registry import hub
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.organisations.queries import list_choices
from hub.policy import SITE, NotFound, Verb, can

bp = Blueprint("accounts", __name__)


@bp.after_app_request
def note_seen(response: Response) -> Response:
    """Keep "last used" within a quarter of an hour, so that a page rarely writes."""
    if g.get("person") is not None and g.person.was_seen_long_ago and response.status_code < 400:
        with unit_of_work():
            actions.note_seen(g.actor, g.person.sign_in_id)
    return response


@bp.get("/people/<int:person_id>")
@sign_in_required
def person(person_id: int) -> ResponseReturnValue:
    """A profile, as much of it as the reader may see, and what other slices know of the person."""
    keep_out_of_caches()
    shown = queries.get_person(g.actor, person_id)
    may_confirm = can(g.actor, Verb.ADMINISTER, SITE)
    loaded = [(part.template, part.load(g.actor, person_id)) for part in hub().profile_parts if shown.state == "active"]
    return render_template(
        "accounts/person.html",
        person=shown,
        kinds=KINDS,
        may_confirm=may_confirm,
        parts=[(template, part) for template, part in loaded if part is not None],
    )


@bp.get("/people/<int:person_id>/photo")
def photo(person_id: int) -> ResponseReturnValue:
    """The picture we drew, for those who may see it."""
    shown = queries.get_person(g.actor, person_id)
    if shown.photo_sha256 is None:
        raise NotFound("photo")
    data = photo_store().path(shown.photo_sha256).read_bytes()
    response = Response(data, mimetype=shown.photo_media_type)
    response.set_etag(shown.photo_sha256)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response.make_conditional(request)


@bp.post("/people/<int:person_id>/appointments/<int:appointment_id>/confirm")
@sign_in_required
def confirm_appointment(person_id: int, appointment_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.confirm_appointment(g.actor, appointment_id)
    flash(_("The appointment is confirmed."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.get("/account")
@sign_in_required
def account() -> ResponseReturnValue:
    """My address, my password, my appointments."""
    keep_out_of_caches()
    me = queries.get_person(g.actor, g.actor.id)
    return render_template("accounts/account.html", me=me, kinds=KINDS)


@bp.route("/account/profile", methods=["GET", "POST"])
@sign_in_required
def profile() -> ResponseReturnValue:
    me = queries.get_person(g.actor, g.actor.id)
    form = ProfileForm(obj=queries.get_profile_fields(g.actor))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work(), TemporaryDirectory() as folder:
            _save_profile(form)
            _save_photo(form, Path(folder))
            flash(_("Your profile was saved."), "success")
            return redirect(url_for("accounts.person", person_id=g.actor.id))
    return render_template("accounts/profile.html", form=form, me=me), form.status


def _save_profile(form: ProfileForm) -> None:
    actions.edit_profile(
        g.actor,
        display_name=form.display_name.data,
        job_title=form.job_title.data or "",
        works_on=form.works_on.data or "",
        ask_about=form.ask_about.data or "",
        seen_by={field: form[f"{field}_seen_by"].data for field in FIELDS},
    )


def _save_photo(form: ProfileForm, folder: Path) -> None:
    uploaded = request.files.get("photo")
    if uploaded is not None and uploaded.filename:
        picture = folder / "photo"
        uploaded.save(picture)
        actions.set_photo(g.actor, picture)
    elif form.remove_photo.data:
        actions.remove_photo(g.actor)


@bp.route("/account/appointments/new", methods=["GET", "POST"])
@sign_in_required
def add_appointment() -> ResponseReturnValue:
    form = AppointmentForm()
    form.organisation.choices = choices_of(list_choices(g.actor))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.add_appointment(
                g.actor,
                organisation_id=form.organisation.data,
                kind=form.kind.data,
                job_title=form.job_title.data or "",
            )
            flash(_("The appointment was added."), "success")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/add_appointment.html", form=form), form.status


@bp.post("/account/appointments/<int:appointment_id>/end")
@sign_in_required
def end_appointment(appointment_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.end_appointment(g.actor, appointment_id)
    flash(_("The appointment has ended. What you wrote in it still shows it."), "success")
    return redirect(url_for("accounts.account"))


@bp.post("/account/appointments/<int:appointment_id>/main")
@sign_in_required
def make_main(appointment_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.make_main(g.actor, appointment_id)
    flash(_("From now on you write in this appointment."), "success")
    return redirect(url_for("accounts.account"))


@bp.route("/account/password", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@sign_in_required
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.change_password(
                g.actor,
                current=form.current_password.data,
                new=form.new_password.data,
                sign_in_id=g.person.sign_in_id,
            )
            flash(_("Your password was changed. You were signed out everywhere else."), "success")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/change_password.html", form=form), form.status


@bp.route("/account/email", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@sign_in_required
def change_email() -> ResponseReturnValue:
    form = ChangeEmailForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.ask_to_change_email(g.actor, email=form.email.data, current_password=form.current_password.data)
            flash(_("We sent a link to the new address. Open it and press the button."), "success")
            return redirect(url_for("accounts.account"))
    return render_template("accounts/change_email.html", form=form), form.status


@bp.get("/account/sign-ins")
@sign_in_required
def sign_ins() -> ResponseReturnValue:
    """Where I am signed in."""
    keep_out_of_caches()
    return render_template("accounts/sign_ins.html", sign_ins=queries.list_sign_ins(g.actor), form=EmptyForm())


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@sign_in_required
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.sign_out(g.actor, sign_in_id)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("accounts.sign_ins"))


@bp.post("/account/sign-ins/end")
@sign_in_required
def end_all_sign_ins() -> ResponseReturnValue:
    with unit_of_work():
        actions.sign_out_everywhere(g.actor)
    logout_user()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("accounts.sign_in"))
