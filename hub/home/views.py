"""The home page, and the pages that say what the hub is and how to use it."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.i18n import COOKIE, LOCALES
from hub.core.ratelimit import limiter
from hub.core.uow import unit_of_work
from hub.core.web import local_path, refused_into, settings
from hub.home import actions, queries
from hub.home.forms import ReportForm

bp = Blueprint("home", __name__)
A_YEAR = 365 * 24 * 3600


@bp.get("/")
def index() -> ResponseReturnValue:
    """What the hub is, for visitors; what waits for me and is new, for those who are signed in."""
    if g.actor.id is None:
        return render_template("home/welcome.html", page=queries.get_welcome(g.actor))
    return render_template("home/index.html", page=queries.get_home(g.actor))


@bp.get("/help")
def help_page() -> ResponseReturnValue:
    return render_template("home/help_page.html")


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html")


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("home/privacy.html")


@bp.get("/cookies")
def cookies() -> ResponseReturnValue:
    return render_template("home/cookies.html")


@bp.get("/terms")
def terms() -> ResponseReturnValue:
    return render_template("home/terms.html")


@bp.route("/report-a-problem", methods=["GET", "POST"])
@limiter.limit("10 per hour", methods=["POST"])
def report() -> ResponseReturnValue:
    form = ReportForm(page=request.args.get("page", ""), email=g.person.email if g.person else "")
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                actions.report_problem(g.actor, what=form.what.data, page=form.page.data, email=form.email.data)
            flash(_("Thank you. Your report was sent to the people who run this hub."), "success")
            return redirect(url_for("home.index"))
    return render_template("home/report.html", form=form), form.status


@bp.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the reader's choice of language in a cookie, and go back to the page they were on."""
    response = redirect(local_path(request.form.get("next"), url_for("home.index")))
    language = request.form.get("language", "")
    if language in LOCALES:
        response.set_cookie(
            COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings().is_secure
        )
    return response
