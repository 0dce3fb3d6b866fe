"""The words for what happened, why the reader hears of it, and what would stop exactly that."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from hub.core.registry import Item, Notice, hub
from hub.notifications.models import Happening, Notification


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of what a person is told: on the page, in a digest, or a mail of its own."""

    words: str
    url: str
    place: str
    why: str
    reason: str
    stop: str
    count: int = 1
    text: str = ""


def words_of(notice: Notice, *, who: str, title: str, count: int = 1) -> str:
    """The sentence, such as "Ann Price replied in Missed bins" or "3 replies in Missed bins"."""
    sentence = str(notice.one if count == 1 else notice.many)
    return sentence % {"who": who or _("Somebody"), "title": title, "count": count}


def title_of(happening: Happening, items: dict[str, Item]) -> str:
    """Of what the sentence names where the reader may see that, else of the thing that opens."""
    item = items.get(happening.title_ref) or items[happening.ref]
    return item.title


def why_told(told: Notification, items: dict[str, Item]) -> str:
    """Why the reader hears of it, as a whole sentence."""
    notice = hub().notices[told.happening.notice]
    source = items.get(told.source)
    name = source.title if source else ""
    reasons = {
        "named": str(notice.why),
        "member": _("you belong to “%(name)s”", name=name) if name else _("you belong to its group"),
        "wrote": _("you wrote in “%(name)s”", name=name) if name else _("you wrote there"),
        "mentioned": _("somebody mentioned you in “%(name)s”", name=name) if name else _("you were mentioned there"),
        "supported": _("you supported “%(name)s”", name=name) if name else _("you supported it"),
    }
    followed = _("you follow “%(name)s”", name=name) if name else str(notice.why)
    return _("You are told this because %(why)s.", why=reasons.get(told.because, followed))
