"""What a document's page says of it: the facts in words, and how its reading went."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from hub.accounts.authors import author_line
from hub.core import clock
from hub.core.i18n import day
from hub.library.licences import licence_name
from hub.library.media import name_of_kind
from hub.library.models import Document, Version
from hub.organisations.queries import get_organisation
from hub.policy import Actor


def facts_of(actor: Actor, document: Document, version: Version) -> list[tuple[Any, Any]]:
    """The rows of the summary list; one without a value is left out there."""
    pair = (document.author_id, document.author_appointment_id)
    return [
        (_("Shared by"), author_line([pair])[pair]),
        (_("Shared on"), day(document.created_at)),
        (_("Council or organisation"), organisation_name(actor, document)),
        (_("Year"), document.year),
        (_("Licence"), licence_name(document.licence)),
        (_("Tags"), ", ".join(tag.name for tag in document.tags)),
        (_("File"), f"{version.filename} · {name_of_kind(version.media_type)} · {size_in_words(version.size)}"),
        (_("Text"), reading_words(version)[1] if version.state == "read" else ""),
        (_("Look at it again by"), day(document.review_by) if document.review_by else ""),
    ]


def organisation_name(actor: Actor, document: Document) -> str:
    return get_organisation(actor, document.organisation_id).nice_name if document.organisation_id else ""


def reading_words(version: Version) -> tuple[str, str]:
    """(kind of notice, sentence) for how the reading of the file went."""
    pages = ngettext("We read %(num)s page.", "We read %(num)s pages.", version.page_count)
    return {
        "reading": ("info", _("We are reading this file. Soon search will find what is in it.")),
        "read": ("success", " ".join(filter(None, (pages, _cut(version))))),
        "no_text": ("warning", _("We found no text in this file. It may be a scan or a picture.")),
        "password": ("warning", _("This file needs a password, so we could not read it.")),
        "damaged": ("error", _("We could not read this file. It may be damaged. You can still download it.")),
        "unsupported": ("info", _("We cannot read text from this kind of file. You can still download it.")),
    }[version.state]


def _cut(version: Version) -> str:
    return _("It is so long that we read only its beginning.") if version.detail else ""


def is_overdue(document: Document) -> bool:
    """Whether somebody meant to have looked at it again by now."""
    return document.review_by is not None and document.review_by <= clock.today()


def size_in_words(size: int) -> str:
    """1234567 → "1.2 MB"."""
    for unit, step in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size >= step:
            return f"{format_decimal(round(size / step, 1))} {unit}"
    return ngettext("%(num)s byte", "%(num)s bytes", size)
