"""Socket.IO in and out: the same actions as the forms, with the person's rights of the moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from hub.core.errors import Refused
from hub.core.forms import plain_text
from hub.core.realtime import HubNamespace, current_actor, fields_of, note_opened, number_in, this_socket
from hub.live import actions, broadcast, queries, rights
from hub.policy import Actor

Message = dict[str, Any]
RUNNING: dict[str, Callable[[Actor, Any], None]] = {
    "open": actions.open_session,
    "pause": actions.pause_session,
    "resume": actions.resume_session,
    "close": actions.close_session,
}


class LiveNamespace(HubNamespace):
    """Every event names its session: {session, …}. Answers are {ok, result} or {ok, reason, error}."""

    def __init__(self, namespace: str = broadcast.NAMESPACE) -> None:
        super().__init__(namespace)
        self._kept: dict[str, Actor] = {}

    def on_disconnect(self, reason: object = None) -> None:
        super().on_disconnect(reason)
        self._kept.pop(this_socket(), None)

    def on_join(self, message: Any = None) -> Message:
        """{session, last} → the changes after `last`, or a snapshot; the rest arrives as "changes"."""
        return self.read(lambda actor: self._join(actor, fields_of(message)))

    def on_resync(self, message: Any = None) -> Message:
        """What is missing after `last`, without joining anew."""
        return self.read(lambda actor: self._changes(actor, fields_of(message)))

    def on_leave(self, message: Any = None) -> Message:
        return self.read(lambda _actor: self._leave(number_in(fields_of(message), "session")))

    def on_ask(self, message: Any = None) -> Message:
        return self.run(lambda actor: _ask(actor, fields_of(message)))

    def on_support(self, message: Any = None) -> Message:
        """The busiest event: it keeps the rights it loaded, and asks in its transaction whether they still hold."""
        return self.run(lambda actor: _support(actor, fields_of(message)), self._kept_actor)

    def on_answer(self, message: Any = None) -> Message:
        return self.run(lambda actor: _answer(actor, fields_of(message)))

    def on_edit_answer(self, message: Any = None) -> Message:
        return self.run(lambda actor: _edit_answer(actor, fields_of(message)))

    def on_hold(self, message: Any = None) -> Message:
        return self.run(lambda actor: actions.hold_question(actor, *_question(actor, message), reason=_words(message)))

    def on_list(self, message: Any = None) -> Message:
        return self.run(lambda actor: actions.list_question(actor, *_question(actor, message)))

    def on_decline(self, message: Any = None) -> Message:
        return self.run(
            lambda actor: actions.decline_question(actor, *_question(actor, message), reason=_words(message))
        )

    def on_run(self, message: Any = None) -> Message:
        """{session, do}: open, pause, resume or close the session."""
        return self.run(lambda actor: _run(actor, fields_of(message)))

    def _join(self, actor: Actor, message: Message) -> Message:
        live_session = queries.get_live_session(actor, number_in(message, "session"))
        opening = {live_session.audience, f"panel:{live_session.id}", f"user:{actor.id}"}
        self._leave(live_session.id)
        self.enter_room(this_socket(), broadcast.room(live_session.id))
        for token in opening & actor.audiences:
            self.enter_room(this_socket(), broadcast.room(live_session.id, token))
        note_opened(actor)
        broadcast.follow(live_session.id)
        return queries.get_changes(actor, live_session, _last(message))

    def _leave(self, session_id: int) -> None:
        start = broadcast.room(session_id)
        for name in self.rooms(this_socket()):
            if name == start or name.startswith(f"{start}:"):
                self.leave_room(this_socket(), name)

    @staticmethod
    def _changes(actor: Actor, message: Message) -> Message:
        live_session = queries.get_live_session(actor, number_in(message, "session"))
        return queries.get_changes(actor, live_session, _last(message))

    def _kept_actor(self) -> Actor:
        kept = self._kept.get(this_socket())
        if kept is None or not rights.still_hold(kept):
            kept = self._kept[this_socket()] = current_actor()
        return kept


def _ask(actor: Actor, message: Message) -> Message:
    live_session = queries.get_live_session(actor, number_in(message, "session"))
    question = actions.ask_question(actor, live_session, text=_text(message, "text"), client_key=_text(message, "key"))
    return {"id": question.id, "state": question.state}


def _support(actor: Actor, message: Message) -> Message:
    (question,) = _question(actor, message)
    act = actions.support_question if message.get("is_supported", True) else actions.withdraw_support
    act(actor, question)
    return {"id": question.id, "support": question.support_count}


def _answer(actor: Actor, message: Message) -> Message:
    (question,) = _question(actor, message)
    reply = actions.answer_question(actor, question, text=_text(message, "text"), client_key=_text(message, "key"))
    return {"id": reply.id}


def _edit_answer(actor: Actor, message: Message) -> None:
    reply = queries.get_answer(actor, number_in(message, "answer"), number_in(message, "session"))
    actions.edit_answer(actor, reply, text=_text(message, "text"))


def _run(actor: Actor, message: Message) -> None:
    act = RUNNING.get(_text(message, "do"))
    if act is None:
        raise Refused(_("This page is out of date. Reload it and try again."))
    act(actor, queries.get_live_session(actor, number_in(message, "session")))


def _question(actor: Actor, message: Any) -> tuple[Any]:
    message = fields_of(message)
    return (queries.get_question(actor, number_in(message, "question"), number_in(message, "session")),)


def _last(message: Message) -> int | None:
    """The last change the page has; None for a page that has nothing yet."""
    last = message.get("last")
    return last if isinstance(last, int) and not isinstance(last, bool) else None


def _text(message: Message, name: str) -> str:
    value = message.get(name)
    return str(plain_text(value)) if isinstance(value, str) else ""


def _words(message: Any) -> str:
    return _text(fields_of(message), "reason")
