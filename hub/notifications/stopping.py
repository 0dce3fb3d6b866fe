"""What the link in a mail would stop, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from hub.core.registry import CATEGORIES
from hub.follows.queries import find_items
from hub.policy import Actor


def name_of_stopping(actor: Actor, what: str) -> str:
    """The thing's name where the person may still see it."""
    sort, _colon, thing = what.partition(":")
    if sort == "mail":
        return _("All mails of this sort: %(what)s", what=CATEGORIES.get(thing, ""))
    if sort == "digest":
        return _("The daily digest") if thing == "daily" else _("The weekly digest")
    item = find_items(actor, [thing]).get(thing)
    return _("All that happens in “%(title)s”", title=item.title) if item else _("All that happens there")
