"""Which mails have come in and what became of them. Never their text: that is where it was written to, or a draft."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Model


class MailReply(Model):
    """One mail that came in, by its Message-ID: the same one again is recognised and changes nothing.

    `outcome`: posted, drafted, answered (it could not be used, and the sender was told), dropped (automatic, forged
    or not readable, so nobody was told), bounce. `why` says more in a word.
    """

    __tablename__ = "mail_replies"
    __table_args__ = (
        Index("ix_mail_replies_received_at", "received_at"),
        Index("ix_mail_replies_user_id_outcome", "user_id", "outcome", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    outcome: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(20), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ref: Mapped[str] = mapped_column(String(60), default="")
    made_ref: Mapped[str] = mapped_column(String(60), default="")
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
