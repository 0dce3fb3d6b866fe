"""How long reported words are kept: a year after the decision, and not a day longer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.moderation.models import Decision, Report, Reporting

KEPT_FOR = timedelta(days=365)
EVERY = 3600.0


def blank_old_copies() -> None:
    """Forget the copies, why people reported and what authors said. What was decided, and why, stays."""
    settled = (Report.decided_at < clock.now() - KEPT_FOR, Report.is_appealed.is_(False), Report.state != "open")
    ids = select(Report.id).where(*settled, Report.copy != "")
    with unit_of_work():
        theirs = list(db.session.scalars(ids))
        if theirs:
            db.session.execute(update(Reporting).where(Reporting.report_id.in_(theirs)).values(reason=""))
            db.session.execute(update(Decision).where(Decision.report_id.in_(theirs)).values(appeal=""))
            db.session.execute(update(Report).where(Report.id.in_(theirs)).values(copy=""))
