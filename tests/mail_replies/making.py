"""Mails for tests, and a group with a conversation that they answer."""

from dataclasses import replace
from email.message import EmailMessage
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.conversations.models import Post
from hub.core.db import db
from hub.core.mail import Delivery
from hub.mail_replies.addresses import reply_address
from hub.mail_replies.models import MailReply
from hub.mail_replies.receiving import receive
from tests.conversations.making import make_circle, start

DOMAIN = "replies.hub.example.org"
SERVER = "mx.hub.example.org"
_numbers = count(1)


class Office:
    """A hub that takes answers by mail, with a conversation that Ann began and Ben answers."""

    def __init__(self, app: Flask, visibility: str = "restricted") -> None:
        app.extensions["settings"] = replace(
            app.extensions["settings"], mail_reply_domain=DOMAIN, mail_authserv_id=SERVER
        )
        self.app, self.circle = app, make_circle(visibility)
        self.ben: User = self.circle.ben
        self.conversation = start(self.circle)
        self.address = reply_address(self.ben.id, f"conversation:{self.conversation.id}") or ""

    def mail(self, text: str = "With a scanner.", **facts: Any) -> EmailMessage:
        """A mail of Ben's that our server vouches for, unless `facts` say otherwise; None leaves a header out."""
        sender = facts.pop("sender", self.ben.email)
        headers = {
            "Authentication-Results": f"{SERVER}; dmarc=pass header.from={sender.rpartition('@')[2]}",
            "From": f"Ben Okri <{sender}>",
            "To": facts.pop("to", self.address),
            "Subject": "Re: Parking permits",
            "Message-ID": f"<{next(_numbers)}@example.gov.uk>",
        }
        message = EmailMessage()
        for name, value in (headers | facts.pop("headers", {})).items():
            if value is not None:
                message[name] = value
        message.set_content(text, **facts)
        return message

    def receive(self, message: EmailMessage | bytes | None = None, **how: Any) -> str:
        message = self.mail() if message is None else message
        outcome = receive(message if isinstance(message, bytes) else bytes(message), **how)
        db.session.rollback()
        return outcome

    def posts(self) -> list[str]:
        """What stands below the first post of the conversation."""
        wanted = select(Post.text).where(Post.conversation_id == self.conversation.id, Post.position > 1)
        return list(db.session.scalars(wanted.order_by(Post.position)))

    def whys(self) -> list[tuple[str, str]]:
        return [
            tuple(row) for row in db.session.execute(select(MailReply.outcome, MailReply.why).order_by(MailReply.id))
        ]

    def answers(self) -> list[tuple[str, str]]:
        """(recipient, text) of every answer that was sent back."""
        wanted = select(Delivery.recipient, Delivery.body).where(Delivery.subject.like("Your answer%"))
        return [tuple(row) for row in db.session.execute(wanted.order_by(Delivery.id))]

    def count_mails(self) -> int:
        return db.session.scalar(select(func.count(Delivery.id))) or 0
