"""Tells open pages what changed. The only module that emits, and only what the log holds, after the commit.

The log is the truth and an event here only rings: each ring sends everything after what was sent last, in order and
under one lock, so two threads that commit n and n + 1 cannot overtake each other.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from flask import current_app

from hub.core.realtime import evict, members_of, person_room, sockets
from hub.groups.events import GroupAudienceChanged
from hub.live import log, payloads
from hub.live.events import LogGrew, PanelChanged

NAMESPACE = "/live"
FRAME = "changes"


class Told:
    """How far each session's log has been told to the sockets of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.upto: dict[int, int] = {}


def room(session_id: int, token: str = "") -> str:
    """The sockets that joined the session, or those of them that hold a token: `live:5:group:12`."""
    return f"live:{session_id}:{token}" if token else f"live:{session_id}"


def follow(session_id: int) -> None:
    """Begin to tell a session's changes. Call once the socket is in its rooms and before it reads the session."""
    told = _told()
    with told.lock:
        told.upto.setdefault(session_id, log.heads([session_id]).get(session_id, 0))


def log_grew(event: LogGrew) -> None:
    _ring(event.live_session_id)


def look_again() -> None:
    """Tell what another process or a command wrote, which cannot ring here."""
    following = list(_told().upto)
    for session_id, head in log.heads(following).items() if following else ():
        if head > _told().upto.get(session_id, head):
            _ring(session_id)


def panel_changed(event: PanelChanged) -> None:
    """Nobody keeps a socket that was opened with other rights. The page comes back with those of now."""
    evict(person_room(event.user_id), NAMESPACE)


def audience_changed(event: GroupAudienceChanged) -> None:
    for session_id in log.sessions_of(event.group_id):
        evict(room(session_id), NAMESPACE)


def _told() -> Told:
    told: Told = current_app.extensions.setdefault("live_told", Told())
    return told


def _ring(session_id: int) -> None:
    told = _told()
    with told.lock:
        if not members_of(room(session_id), NAMESPACE):
            told.upto.pop(session_id, None)
            return
        after = told.upto.get(session_id)
        while after is not None and (events := log.tail(session_id, after)):
            _send(session_id, after + 1, events)
            after = told.upto[session_id] = events[-1].seq


def _send(session_id: int, start: int, events: Sequence[Any]) -> None:
    """One frame for all who may know the same of it. The numbers run over what is left out."""
    facts = {"session": session_id, "from": start, "to": events[-1].seq, "totals": payloads.totals_of(session_id)}
    opening = log.audience_of(session_id)
    if all(event.reach == "group" for event in events):
        rooms = [room(session_id, token) for token in sorted(opening)]
        _emit({**facts, "events": log.sent_to(opening, events)}, rooms)
        return
    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for sid in members_of(room(session_id), NAMESPACE):
        alike[_tokens(session_id, sid)].append(sid)
    for tokens, sids in alike.items():
        if tokens & opening:
            _emit({**facts, "events": log.sent_to(tokens, events)}, sids)


def _tokens(session_id: int, sid: str) -> frozenset[str]:
    """The tokens with which a socket joined the session, by the rooms it is in."""
    start = room(session_id) + ":"
    rooms = sockets().server.rooms(sid, NAMESPACE)
    return frozenset(name.removeprefix(start) for name in rooms if name.startswith(start))


def _emit(frame: dict[str, Any], to: list[str]) -> None:
    sockets().emit(FRAME, frame, namespace=NAMESPACE, to=to)
