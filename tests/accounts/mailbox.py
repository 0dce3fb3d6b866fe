"""What has been sent to an address, and the link that the last of it carries."""

import re
from urllib.parse import urlsplit

from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import Delivery


def mails_to(email: str) -> list[Delivery]:
    db.session.rollback()
    return list(db.session.scalars(select(Delivery).where(Delivery.recipient == email).order_by(Delivery.id)))


def last_mail(email: str) -> Delivery:
    return mails_to(email)[-1]


def link_sent_to(email: str) -> str:
    """The path of the first link in the last mail to this address."""
    found = re.search(r"https?://\S+", last_mail(email).body)
    assert found, f"no link in {last_mail(email).body!r}"
    return urlsplit(found.group()).path
