"""What a visitor who registers is asked about their organisation: it depends on the address's domain alone."""

from __future__ import annotations

from flask_babel import gettext as _

from hub.accounts.forms import ELSEWHERE
from hub.organisations.queries import list_choices, list_organisations_of_email
from hub.policy import VISITOR


def choices_for(email: str) -> tuple[list[tuple[int, str]], bool]:
    """The organisations to choose from, none where the domain says it; and whether the domain is known."""
    known = list_organisations_of_email(VISITOR, email)
    if len(known) == 1:
        return [], True
    if known:
        return [(organisation.id, organisation.official_name) for organisation in known], True
    return [(ELSEWHERE, _("Not in this list")), *list_choices(VISITOR)], False
