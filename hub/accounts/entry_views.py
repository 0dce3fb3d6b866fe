"""How one gets in: registering, signing in, a forgotten password, and the links that mail brings.

A link shows a button; only pressing it spends the link, because scanners of mail open every link.
"""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from hub.accounts import actions, entry
from hub.accounts.domains_asked import choices_for
from hub.accounts.forms import (
    ELSEWHERE,
    ChoosePasswordForm,
    EmptyForm,
    FirstAdministratorForm,
    ForgottenForm,
    RegisterForm,
    SignInForm,
)
from hub.accounts.person import load_person, open_sign_in
from hub.accounts.tokens import BadToken
from hub.accounts.views import bp
from hub.core.errors import Refused
from hub.core.forms import choices_of, plain_text
from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import local_path, refused_into

# A whole council may stand behind one address, so limits by address are wide, and only failures count where they can.


def account_tried() -> str:
    """The account that this form is about: tries are counted for it, from wherever they come."""
    return f"account:{str(plain_text(request.form.get('email', ''))).strip().lower()}"


def has_failed(response: Response) -> bool:
    return response.status_code == 422


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("200 per hour", methods=["POST"])
@limiter.limit("20 per hour", key_func=account_tried, methods=["POST"])
def register() -> ResponseReturnValue:
    """Ask for the organisation only where the address alone does not say it."""
    form = RegisterForm()
    asked: list[tuple[int, str]] = []
    is_known = True
    if form.validate_on_submit():
        asked, is_known = choices_for(form.email.data)
        form.organisation.choices = choices_of(asked)
        if asked and form.step.data != form.email.data:
            form.step.data = form.email.data
        elif _is_complete(form, is_known=is_known):
            with refused_into(form), unit_of_work():
                entry.register(_applicant(form))
                return redirect(url_for("accounts.registered" if is_known else "accounts.waiting"))
    return render_template("accounts/register.html", form=form, asked=asked, is_known=is_known), form.status


def _is_complete(form: RegisterForm, *, is_known: bool) -> bool:
    """Where staff will decide they need to know of which body; the list, or else a name."""
    if is_known or form.organisation.data or form.organisation_name.data:
        return True
    form.refuse(Refused(_("Choose your organisation, or write its name."), field="organisation"))
    return False


def _applicant(form: RegisterForm) -> entry.Applicant:
    return entry.Applicant(
        name=form.display_name.data,
        email=form.email.data,
        kind=form.kind.data,
        job_title=form.job_title.data or "",
        organisation_id=None if form.organisation.data in {None, ELSEWHERE} else form.organisation.data,
        organisation_name=form.organisation_name.data or "",
        message=form.message.data or "",
    )


@bp.get("/register/sent")
def registered() -> ResponseReturnValue:
    return render_template("accounts/registered.html")


@bp.get("/register/waiting")
def waiting() -> ResponseReturnValue:
    return render_template("accounts/waiting.html")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@limiter.limit("300 per hour")
def confirm(token: str) -> ResponseReturnValue:
    """The link of the confirmation mail: choose a password, press the button, and be in."""
    keep_out_of_caches()
    form = ChoosePasswordForm()
    try:
        user = entry.find_confirming(token)
        name, email = user.display_name, user.email
        if form.validate_on_submit():
            with refused_into(form), unit_of_work():
                user_id = entry.confirm(token, form.password.data).id
                sign_in_token = open_sign_in(user_id, **_browser())
            if not form.errors:
                return _entered(sign_in_token, url_for("accounts.profile"), _("Welcome to the Knowledge Hub."))
    except BadToken:
        return _dead_link()
    return render_template("accounts/confirm.html", form=form, name=name, email=email), form.status


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("100 per 5 minutes", methods=["POST"], deduct_when=has_failed)
@limiter.limit("10 per 15 minutes", key_func=account_tried, methods=["POST"], deduct_when=has_failed)
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    target = local_path(form.next.data, url_for("home.index"))
    if g.actor.id is not None and request.method == "GET":
        return redirect(target)
    if form.validate_on_submit():
        user_id = entry.check_password(form.email.data, form.password.data)
        if user_id is not None:
            with unit_of_work():
                token = entry.sign_in(user_id, form.password.data, **_browser())
            return _entered(token, target)
        form.refuse(Refused(_("The e-mail address or the password is wrong."), field="email"))
    return render_template("accounts/sign_in.html", form=form), form.status


def _browser() -> dict[str, str]:
    return {"address": request.remote_addr or "", "agent": request.headers.get("User-Agent", "")}


def _entered(token: str, target: str, greeting: str = "") -> ResponseReturnValue:
    login_user(load_person(token))
    if greeting:
        flash(greeting, "success")
    return redirect(target)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if g.person is not None:
        with unit_of_work():
            actions.sign_out(g.actor, g.person.sign_in_id)
    logout_user()
    flash(_("You are signed out."), "success")
    return redirect(url_for("home.index"))


@bp.route("/forgotten-password", methods=["GET", "POST"])
@limiter.limit("100 per hour", methods=["POST"])
@limiter.limit("5 per hour", key_func=account_tried, methods=["POST"])
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        with unit_of_work():
            entry.ask_reset(form.email.data)
        return redirect(url_for("accounts.reset_sent"))
    return render_template("accounts/forgotten.html", form=form), form.status


@bp.get("/forgotten-password/sent")
def reset_sent() -> ResponseReturnValue:
    return render_template("accounts/reset_sent.html")


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@limiter.limit("300 per hour")
def reset(token: str) -> ResponseReturnValue:
    keep_out_of_caches()
    form = ChoosePasswordForm()
    try:
        email = entry.find_resetting(token).email
        if form.validate_on_submit():
            with refused_into(form), unit_of_work():
                entry.reset_password(token, form.password.data)
                flash(_("Your password was changed. Sign in with it now."), "success")
                return redirect(url_for("accounts.sign_in"))
    except BadToken:
        return _dead_link()
    return render_template("accounts/reset.html", form=form, email=email), form.status


@bp.route("/confirm-email/<token>", methods=["GET", "POST"])
@limiter.limit("300 per hour")
def confirm_email(token: str) -> ResponseReturnValue:
    keep_out_of_caches()
    form = EmptyForm()
    try:
        _user, email = entry.find_changing_email(token)
        if form.validate_on_submit():
            with unit_of_work():
                entry.change_email(token)
            flash(_("Your e-mail address was changed to %(email)s.", email=email), "success")
            return redirect(url_for("accounts.account"))
    except BadToken:
        return _dead_link()
    return render_template("accounts/confirm_email.html", form=form, email=email), form.status


@bp.route("/first-administrator/<token>", methods=["GET", "POST"])
@limiter.limit("300 per hour")
def first_administrator(token: str) -> ResponseReturnValue:
    """Make the first member of staff, with the token that was printed on the terminal."""
    keep_out_of_caches()
    form = FirstAdministratorForm()
    try:
        entry.check_first_administrator(token)
        if form.validate_on_submit():
            with refused_into(form), unit_of_work():
                user_id = _make_first_administrator(token, form)
                sign_in_token = open_sign_in(user_id, **_browser())
            if not form.errors:
                return _entered(sign_in_token, url_for("home.index"), _("You run this hub now."))
    except BadToken:
        return _dead_link()
    return render_template("accounts/first_administrator.html", form=form), form.status


def _make_first_administrator(token: str, form: FirstAdministratorForm) -> int:
    user = entry.make_first_administrator(
        token,
        name=form.display_name.data,
        email=form.email.data,
        organisation_name=form.organisation.data,
        password=form.password.data,
    )
    return user.id


def _dead_link() -> ResponseReturnValue:
    return render_template("accounts/dead_link.html"), 410
