"""Rights kept in this process, each for as long as the person's `permissions_version` stands and no right runs out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from hub.core import clock
from hub.core.db import db
from hub.core.registry import load_actor_until
from hub.policy import Actor

MOST = 2000
"""People whose rights one process keeps: some 10 kB each for someone in forty groups."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An actor as loaded `since`, right `until` time alone changes it."""

    actor: Actor
    version: int
    since: datetime
    until: datetime

    def holds(self, version: int) -> bool:
        return self.version == version and self.since <= clock.now() < self.until


class KeptActors:
    """The rights of those who were here last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, user_id: int, version: int) -> Actor | None:
        kept = self._kept.get(user_id)
        return kept.actor if kept is not None and kept.holds(version) else None

    def keep(self, user_id: int, kept: Kept) -> None:
        with self._lock:
            self._kept[user_id] = kept
            self._kept.move_to_end(user_id)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def get_actor(user_id: int, version: int) -> Actor:
    """The rights of a person whose `permissions_version` was read just now.

    Inside a unit of work nothing is kept and nothing kept is used: what it changed may yet be undone, and the
    version with it.
    """
    if db.session.info.get("in_unit_of_work"):
        return load_actor_until(user_id)[0]
    kept: KeptActors = current_app.extensions["kept_actors"]
    found = kept.find(user_id, version)
    if found is not None:
        return found
    since = clock.now()
    actor, until = load_actor_until(user_id)
    if until is not None and actor.permissions_version == version:
        kept.keep(user_id, Kept(actor, version, since, until))
    return actor
