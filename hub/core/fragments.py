"""Parts of pages that are kept once they were rendered, by a key that names all that they show."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from flask import Flask, g, session
from markupsafe import Markup

from hub.core.i18n import locale_name
from hub.core.navigation import navigation

MOST = 4000
Key = tuple[Any, ...]


class Fragments:
    """The fragments of this process that were asked for last. A change has another key, so nothing is purged."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, *key: Any, caller: Callable[[], Markup]) -> Markup:
        """For templates: {% call kept("name", what, it, shows) %}…{% endcall %}. A key with none in it is not kept."""
        if None in key:
            return caller()
        key = (locale_name(), *key)
        found = self._kept.get(key)
        if found is None:
            found = caller()
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return found


def init_fragments(app: Flask) -> None:
    app.jinja_env.globals |= {"kept": Fragments().keep, "shown_in_header": shown_in_header}


def shown_in_header() -> Key:
    """All that the header shows of the person: their name, rights and secret, and what waits for them."""
    if g.get("person") is None:
        live = navigation().live_now
        return ("", 0, 0, "", live.url if live else "", 0, "")
    asked = navigation()
    live, unread, secret = asked.live_now, asked.unread, session.get("csrf_token")
    label = unread.label if unread and unread.number else ""
    who = (g.person.display_name, g.actor.id, g.actor.permissions_version, secret)
    return (*who, live.url if live else "", asked.unread_threads or 0, label)
