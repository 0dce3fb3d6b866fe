"""The friendly answer where a mail cannot be used: why, and the words that were sent, so that nothing is lost."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hub.accounts.models import User
from hub.core import mail
from hub.core.db import db
from hub.core.web import settings

LONGEST_BACK = 50_000
SENTENCES = {
    "large": _l("Your mail is larger than 40 MB, which is more than we take. Upload large files on the hub instead."),
    "unreadable": _l("We could not read your mail. Write your answer on the hub instead."),
    "forged": _l("The address that you answered to is not one of ours, or something in it is missing."),
    "expired": _l("The mail that you answered is more than 30 days old, and its address works no longer."),
    "empty": _l("We found no words of your own in your mail, only what it quotes."),
    "many": _l("You have answered very often by mail today. Answer on the hub, or come back tomorrow."),
    "closed": _l("It is closed in the meantime and takes no more answers."),
    "not a member": _l("You may not write there any more: you left, or what you may do there has changed."),
    "gone": _l("What you answered is no longer there for you to see."),
}


def send_back(user_id: int, sentence: str, text: str) -> None:
    """To the person's own address, never to a From that was not proved."""
    person = db.session.get_one(User, user_id)
    mail.send(
        to=person.email,
        user_id=person.id,
        subject=_("Your answer by mail was not added"),
        template="mail_replies/not_added",
        name=person.display_name,
        sentence=sentence,
        text=text[:LONGEST_BACK],
        url=settings().base_url,
    )
