"""Socket.IO with the same edge as HTTP: an actor loaded afresh, one unit of work, errors in plain words.

Each open socket holds a thread of the server, so there is room for so many and no more. Everyone else is told "poll"
and reads the same changes over plain HTTP.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NoReturn

import structlog
from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import Namespace, SocketIO
from sqlalchemy.exc import OperationalError

from hub.config import Settings
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.registry import Hub, load_actor
from hub.core.uow import unit_of_work
from hub.policy import VISITOR, Actor, Forbidden, NotFound

logger = structlog.get_logger(__name__)

PATH = "/socket.io/"
POLL = "poll"
LARGEST_MESSAGE = 600_000
WAITING_ROOM = 8
"""Sockets beyond the most there may be, that are open only until they have read their refusal."""
SECONDS_TO_READ = 1.0

StartResponse = Callable[..., Any]

_counting = threading.Lock()


def init_realtime(app: Flask) -> None:
    """Websockets only, from our own origin only; where they are blocked the pages poll."""
    socketio = SocketIO()
    socketio.init_app(
        app,
        async_mode="threading",
        async_handlers=False,  # the events of one page are done in the order in which it sent them
        transports=["websocket"],
        manage_session=False,
        max_http_buffer_size=LARGEST_MESSAGE,
    )
    settings: Settings = app.extensions["settings"]
    app.wsgi_app = Door(app.wsgi_app, settings.most_sockets + WAITING_ROOM)  # type: ignore[method-assign]


class Door:
    """Lets in so many sockets at once and answers 503 to the rest, so that threads are left for pages.

    It also takes compression out of the handshake: deflate would halve the throughput and double the memory.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], places: int) -> None:
        self.app = app
        self._places = threading.BoundedSemaphore(places)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self.app(environ, start_response)
        if not self._places.acquire(blocking=False):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "30")])
            return [POLL.encode()]
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        try:
            return self.app(environ, start_response)
        finally:
            self._places.release()


def sockets() -> SocketIO:
    """The Socket.IO server of the current application."""
    found: SocketIO = current_app.extensions["socketio"]
    return found


def add_namespace(hub: Hub, namespace: Namespace) -> None:
    """Let a slice answer on a namespace of its own."""
    hub.app.extensions["socketio"].on_namespace(namespace)


def has_room(share: float = 1.0) -> bool:
    """Whether one more socket would be let in. A page asks before it tries.

    A page for which polling does nearly as well asks for a `share` of the places and leaves the rest to others.
    """
    settings: Settings = current_app.extensions["settings"]
    return len(people()) < settings.most_sockets * share


def people() -> dict[str, Actor]:
    """Socket → the rights with which its person came in. Whoever lets sockets in watches whether they still hold."""
    found: dict[str, Actor] = current_app.extensions.setdefault("socket_people", {})
    return found


def _take_place(sid: str) -> bool:
    """Count the socket in, unless all places are taken."""
    with _counting:
        if not has_room():
            return False
        people()[sid] = VISITOR
        return True


def members_of(room: str, namespace: str) -> list[str]:
    """The sockets in a room of this process."""
    return [sid for sid, _engine_sid in sockets().server.manager.get_participants(namespace, room)]


def evict(room: str, namespace: str) -> None:
    """End the sockets in a room. Their pages come back and are let in with the rights they have by then."""
    for sid in members_of(room, namespace):
        sockets().server.disconnect(sid, namespace=namespace)


def evict_person(user_id: int) -> None:
    """End every socket of this person."""
    for namespace in sockets().server.namespace_handlers:
        evict(person_room(user_id), namespace)


def current_actor() -> Actor:
    """The person's rights at this moment. The handshake's request outlives memberships, so nothing is remembered.

    The sign-in that the handshake's cookie names is looked up again, so one that was ended elsewhere ends here too.
    """
    g.pop("_login_user", None)  # where Flask-Login keeps the person it found
    return load_actor(current_user.id) if current_user.is_authenticated else VISITOR


class HubNamespace(Namespace):
    """A namespace whose events call the same actions as the forms do."""

    def on_connect(self, _auth: object = None) -> None:
        """Refuse with "poll" when there is no room; otherwise note whose socket it is, for the day it must go."""
        if not _take_place(this_socket()):
            self._send_away()
        try:
            db.session.rollback()
            actor = current_actor()
        except OperationalError:
            self.on_disconnect()
            self._send_away()
        if actor.id is not None:
            people()[this_socket()] = actor
            self.enter_room(this_socket(), person_room(actor.id))

    def _send_away(self) -> NoReturn:
        _close_soon(self.server.eio, self.server.manager.eio_sid_from_sid(this_socket(), self.namespace))
        raise Refusal(POLL)

    def on_disconnect(self, _reason: object = None) -> None:
        people().pop(this_socket(), None)

    def run(self, act: Callable[[Actor], Any], actor: Callable[[], Actor] = current_actor) -> dict[str, Any]:
        """Call `act(actor)` in a unit of work.

        Answers {"ok": True, "result": …} or {"ok": False, "reason": a word, "error": a sentence}.
        """
        return self._told(lambda: _in_unit_of_work(act, actor))

    def read(self, look: Callable[[Actor], Any]) -> dict[str, Any]:
        """The same for what changes nothing."""
        db.session.rollback()
        return self._told(lambda: look(current_actor()))

    @staticmethod
    def _told(call: Callable[[], Any]) -> dict[str, Any]:
        try:
            return {"ok": True, "result": call()}
        except Refused as refusal:
            return {"ok": False, "reason": "refused", "error": str(refusal)}
        except Forbidden:
            return {"ok": False, "reason": "forbidden", "error": _("You may not do that here.")}
        except NotFound:
            return {"ok": False, "reason": "not_found", "error": _("That is not here, or no longer open to you.")}
        except OperationalError as error:
            logger.error("not saved", error=str(error))
            return {
                "ok": False,
                "reason": "not_saved",
                "error": _("We could not save this just now. Please try again."),
            }


def note_opened(actor: Actor) -> None:
    """Staff may have opened a group since the socket came in: it goes when that ends, as for those opened before."""
    came_in = people().get(this_socket())
    if came_in is not None and not actor.opened <= came_in.opened:
        people()[this_socket()] = replace(came_in, opened=came_in.opened | actor.opened)


def fields_of(message: Any) -> dict[str, Any]:
    """What a page sent along with an event. Raises Refused for what no page of ours sends."""
    if not isinstance(message, dict):
        raise Refused(_("This page is out of date. Reload it and try again."))
    return message


def number_in(message: dict[str, Any], name: str) -> int:
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise Refused(_("This page is out of date. Reload it and try again."))
    return value


def this_socket() -> str:
    """The id of the socket whose event is under way."""
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


def person_room(user_id: int) -> str:
    return f"person:{user_id}"


def _in_unit_of_work(act: Callable[[Actor], Any], actor: Callable[[], Actor]) -> Any:
    with unit_of_work():
        return act(actor())


def _close_soon(engine: Any, engine_sid: str) -> None:
    """A refused page closes its socket; one that does not is closed, so that its thread comes free."""

    def close() -> None:
        if engine_sid in engine.sockets:
            engine.disconnect(engine_sid)

    timer = threading.Timer(SECONDS_TO_READ, close)
    timer.daemon = True
    timer.start()
