"""What the header of every page may ask for, each thing once a request and its numbers all in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request
from sqlalchemy import String, bindparam, select

from hub.core.db import db
from hub.core.registry import hub
from hub.policy import reader

OPEN_PATH = bindparam("open_path", type_=String)
"""The path of the page that is asked for, for statements of `hub.number_in_navigation`."""


class Navigation:
    """`navigation.<name>` in templates, loaded when one asks. Unknown names are None."""

    def __getattr__(self, name: str) -> Any:
        load = hub().navigation.get(name)
        value = load(g.actor) if load else None
        setattr(self, name, value)
        return value


def navigation() -> Navigation:
    """That of the request under way."""
    if "navigation" not in g:
        g.navigation = Navigation()
    found: Navigation = g.navigation
    return found


def navigation_number(name: str) -> Any:
    """What the statement of this name gives for the reader; all of them are asked together."""
    if "navigation_numbers" not in g:
        g.navigation_numbers = _ask()
    found: Mapping[str, Any] = g.navigation_numbers
    return found[name]


def _ask() -> Mapping[str, Any]:
    plugged = hub()
    if plugged.navigation_statement is None:
        numbers = plugged.navigation_numbers.items()
        plugged.navigation_statement = select(*[make().scalar_subquery().label(name) for name, make in numbers])
    values = reader(g.actor) | {OPEN_PATH.key: request.path}
    return dict(db.session.execute(plugged.navigation_statement, values).mappings().one())
