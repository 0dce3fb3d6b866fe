"""The states of a report, the outcomes that lead from one to the next, and their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from hub.core.registry import Moderation
from hub.moderation.models import Report

FROM: Mapping[str, frozenset[str]] = {
    "dismissed": frozenset({"open", "noted"}),
    "held": frozenset({"open", "dismissed"}),
    "removed": frozenset({"open", "held", "dismissed"}),
    "released": frozenset({"held", "removed"}),
    "noted": frozenset({"open", "dismissed"}),
}
"""Outcome → the states it can be decided in."""
BECOMES = {"released": "dismissed"}
"""Outcome → the state it leads to, where that has another name."""
ON_APPEAL = ("released", "upheld")
NEEDS = {"held": "hold", "removed": "remove", "released": "release"}

CHOICES = {
    "dismissed": _l("Dismiss: nothing is wrong with it"),
    "held": _l("Hold: hide it while you look into it"),
    "removed": _l("Remove: take it down"),
    "released": _l("Put it back: everyone sees it again"),
    "noted": _l("Note it: staff see to the account"),
    "upheld": _l("Leave it as it is"),
}
DONE = {
    "dismissed": _l("Dismissed"),
    "held": _l("Held"),
    "removed": _l("Removed"),
    "released": _l("Put back"),
    "noted": _l("Noted"),
    "upheld": _l("Left as it was, after a second look"),
}
STATES = {
    "open": _l("Waits for a decision"),
    "held": _l("Held"),
    "removed": _l("Removed"),
    "dismissed": _l("Dismissed"),
    "noted": _l("Noted"),
}
TOLD_AUTHOR = {
    "dismissed": _l("Something of yours was reported, and it stays"),
    "held": _l("Something of yours is hidden while it is looked at"),
    "removed": _l("Something of yours was removed"),
    "released": _l("Something of yours is back where it was"),
    "noted": _l("Something of yours was reported, and staff took note"),
    "upheld": _l("After a second look the decision stands"),
}
TOLD_REPORTER = {
    "open": _l("Your report waits for a decision"),
    "dismissed": _l("What you reported stays"),
    "held": _l("What you reported is hidden while it is looked at"),
    "removed": _l("What you reported was removed"),
    "noted": _l("Staff took note of what you reported"),
}


def allowed(report: Report, moderation: Moderation | None) -> Sequence[str]:
    """The outcomes that can be decided now. `moderation` is what the kind of the reported thing lets be done to it."""
    if report.is_appealed:
        return ON_APPEAL
    found = [outcome for outcome, states in FROM.items() if report.state in states]
    return [outcome for outcome in found if _can_be_done(outcome, report, moderation)]


def _can_be_done(outcome: str, report: Report, moderation: Moderation | None) -> bool:
    if outcome == "noted":
        return report.is_for_staff
    return outcome not in NEEDS or (moderation is not None and getattr(moderation, NEEDS[outcome]) is not None)
