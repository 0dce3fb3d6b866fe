"""The HTTP edge: who is asking, what a page may use, and what a person sees when something goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Flask, Request, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from hub.config import Settings
from hub.core.actors import KeptActors, get_actor
from hub.core.db import db, read_alone
from hub.core.errors import Refused
from hub.core.files import FULL, StorageFull
from hub.core.forms import FormParser, HubForm
from hub.core.navigation import navigation
from hub.policy import VISITOR, Forbidden, NotFound, Verb, can

logger = structlog.get_logger(__name__)
login_manager = LoginManager()
csrf = CSRFProtect()

NOT_IN_A_PATH = re.compile(r"[\\\x00-\x20\x7f]")

P = ParamSpec("P")
R = TypeVar("R")

NEVER_GIVEN_BACK = {"csrf_token", "password", "new_password", "current_password", "token"}


class HubRequest(Request):
    """A request whose form survives a broken byte."""

    form_data_parser_class = FormParser


class Id(IntegerConverter):
    """A number that a database can hold; a longer one names nothing."""

    def __init__(self, *args: Any, **limits: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1} | limits)


def init_web(app: Flask) -> None:
    """Attach the edge to the application."""
    app.request_class = HubRequest
    app.extensions["kept_actors"] = KeptActors()
    app.url_map.converters["int"] = Id
    login_manager.init_app(app)
    app.before_request(_limit_forms)
    app.before_request(_refuse_null)
    app.before_request(_load_person)  # before the CSRF check, whose error page shows who is signed in
    csrf.init_app(app)
    app.context_processor(_for_every_page)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(OperationalError, _not_saved)
    app.register_error_handler(StorageFull, _not_saved)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(OverflowError, _not_found)  # a number too long for the database names nothing
    app.register_error_handler(DataError, _out_of_range)
    app.register_error_handler(HTTPException, _http_error)
    app.jinja_env.globals["group_tabs"] = app.extensions["hub"].group_tabs
    app.add_url_rule("/healthz", "healthz", _healthz)


def _healthz() -> ResponseReturnValue:
    """For proxies and monitors: 200 while the hub and its database answer."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


def settings() -> Settings:
    """The settings of the current application."""
    found: Settings = current_app.extensions["settings"]
    return found


def _limit_forms() -> None:
    """Werkzeug limits the memory of multipart forms alone; one that is sent the ordinary way is held to the same."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _refuse_null() -> ResponseReturnValue | None:
    """PostgreSQL stores no text with a null character, and no address that we ever gave has one."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        return _("There is no page at this address."), 404, {"Content-Type": "text/plain; charset=utf-8"}
    return None


def _load_person() -> None:
    g.person, g.actor = None, VISITOR
    read_alone()
    if request.endpoint in {"static", "healthz"} or not current_user.is_authenticated:
        return
    person = current_user._get_current_object()
    actor = get_actor(person.id, person.permissions_version)
    if actor.id is not None:
        g.person, g.actor = person, actor


def _for_every_page() -> dict[str, Any]:
    return {"navigation": navigation(), "settings": settings(), "can": can, "Verb": Verb}


def sign_in_required(view: Callable[P, R]) -> Callable[P, R | ResponseReturnValue]:
    """Ask a visitor to sign in first. What they typed stays on the page that asks."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | ResponseReturnValue:
        if g.actor.id is not None:
            return view(*args, **kwargs)
        if request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        return error_page("signed_out", 401)

    guarded.__dict__["asks_sign_in"] = True
    return guarded


@contextmanager
def refused_into(form: HubForm) -> Iterator[None]:
    """Show an action's refusal beside what the person typed, instead of on a page of its own."""
    try:
        yield
    except Refused as refusal:
        form.refuse(refusal)


def local_path(target: str | None, default: str) -> str:
    """`target` where it is a path of this site, else `default`: a link must never send people elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//") or NOT_IN_A_PATH.search(target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def absolute_url(endpoint: str, **values: Any) -> str:
    """The address to write in a mail: from HUB_BASE_URL, never from the request's own Host header."""
    with current_app.test_request_context():
        return settings().base_url + url_for(endpoint, **values)


def typed_text() -> list[tuple[str, str]]:
    """What the person had typed into the form, to be given back; never a password or a token."""
    if request.method != "POST" or request.mimetype == "application/json":
        return []
    try:
        pairs = request.form.items(multi=True)
        return [(name, value) for name, value in pairs if name not in NEVER_GIVEN_BACK]
    except (HTTPException, OSError):  # the form itself could not be read
        return []


def error_page(name: str, status: int, **context: Any) -> ResponseReturnValue:
    """Render `errors/<name>.html`, or one JSON sentence where the browser's script asked."""
    if "actor" not in g:  # refused before anyone was asked who is there, as by a rate limit
        g.person, g.actor = None, VISITOR
    db.session.rollback()  # what went wrong may have left the transaction unusable
    g.setdefault("actor", VISITOR)
    g.setdefault("person", None)
    if request.accept_mimetypes.best == "application/json":
        return {"error": str(context.get("message") or _("That could not be done."))}, status
    return render_template(f"errors/{name}.html", typed=typed_text(), **context), status


def _not_found(_error: Exception) -> ResponseReturnValue:
    return error_page("404", 404)


def _out_of_range(error: DataError) -> ResponseReturnValue:
    """PostgreSQL says it of a number what SQLite's driver says by OverflowError; anything else is our mistake."""
    if "out of range" in str(error.orig):
        return _not_found(error)
    raise error


def _forbidden(_error: Exception) -> ResponseReturnValue:
    if g.actor.id is None and request.method == "POST":
        return error_page("signed_out", 401)
    return error_page("403", 403)


def _refused(error: Refused) -> ResponseReturnValue:
    return error_page("refused", 422, message=str(error))


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    asked = current_app.view_functions.get(request.endpoint or "")
    if g.actor.id is None and getattr(asked, "asks_sign_in", False):  # the cookie ended, and the form's token with it
        return error_page("signed_out", 401, message=_("You are signed out. Nothing was sent yet."))
    return error_page("stale_form", 400, message=_("Your form had been open too long. Nothing was sent yet."))


def _not_saved(error: Exception) -> ResponseReturnValue:
    logger.error("not saved", error=str(error))
    return error_page("503", 503, message=_("We could not save this just now. Please try again in a minute."))


def _no_room(error: OSError) -> ResponseReturnValue:
    """The disk filled up while a form was coming in; any other trouble with the system is an error of ours."""
    if error.errno not in FULL:
        raise error
    return _not_saved(error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    name = str(error.code) if error.code in {403, 404, 413, 429, 500, 503} else "400"
    if error.code >= 500:
        logger.error("server error", path=request.path, exc_info=getattr(error, "original_exception", None))
        return _page_that_cannot_fail(name, error)
    return error_page(name, error.code)


def _page_that_cannot_fail(name: str, error: HTTPException) -> ResponseReturnValue:
    """While the database is away even the header of a page may fail; a plain sentence then has to do."""
    try:
        return error_page(name, error.code or 500)
    except Exception:
        logger.exception("the error page failed too")
        return error
