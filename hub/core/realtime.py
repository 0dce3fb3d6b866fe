"""Socket.IO with the same edge as HTTP: an actor loaded afresh, one unit of work, errors in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_login import current_user
from flask_socketio import Namespace, SocketIO

from hub.core.errors import Refused
from hub.core.registry import load_actor
from hub.core.uow import unit_of_work
from hub.policy import VISITOR, Actor, Forbidden, NotFound

socketio = SocketIO()


def init_realtime(app: Flask) -> None:
    """Websockets only, from our own origin only; where they are blocked the pages poll."""
    socketio.init_app(app, async_mode="threading", transports=["websocket"], manage_session=False)


def current_actor() -> Actor:
    """The person's rights at this moment. The handshake's request outlives memberships, so nothing is remembered.

    Flask-Login keeps the user it found on the request; on a socket that is the handshake's. Its id is looked up
    again here together with the sign-in it came from, so a session ended elsewhere ends here too.
    """
    from flask import current_app, session

    loader = current_app.login_manager._user_callback  # type: ignore[attr-defined]
    person = loader(session["_user_id"]) if "_user_id" in session else None
    return load_actor(person.id) if person is not None else VISITOR


def signed_in_at_handshake() -> bool:
    return bool(current_user.is_authenticated)


class HubNamespace(Namespace):
    """A namespace whose events call the same actions as the forms do."""

    @staticmethod
    def run(act: Callable[[Actor], Any]) -> dict[str, Any]:
        """Call `act(actor)` in a unit of work. Answers {"ok": True, "result": …} or {"ok": False, "error": sentence}."""
        try:
            with unit_of_work():
                return {"ok": True, "result": act(current_actor())}
        except Refused as refusal:
            return {"ok": False, "error": str(refusal)}
        except (Forbidden, NotFound) as error:
            return {"ok": False, "error": type(error).__name__}
