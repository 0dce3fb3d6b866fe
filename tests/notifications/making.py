"""Things that happen in tests, told through the same events that every slice records."""

import email
from email import policy
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from hub.accounts.models import User
from hub.core import mail, worker
from hub.core.db import db
from hub.core.events import Noteworthy, record
from hub.core.mail import Delivery
from hub.core.registry import Notice, hub
from hub.core.uow import unit_of_work
from hub.core.web import settings
from hub.groups.models import Group
from hub.library.models import Document
from hub.notifications.models import Happening, Notification
from tests.library.making import publish

REPLIED = "test.replied"
NEW = "test.new"
NAMED = "test.named"
ASKED = "test.asked"

NOTICES = (
    Notice(
        name=REPLIED,
        category="conversations",
        one="%(who)s replied in %(title)s",
        many="%(count)s replies in %(title)s",
        why="you follow it",
    ),
    Notice(
        name=NEW, category="groups", one="%(who)s published %(title)s", many="%(count)s new documents", why="you belong"
    ),
    Notice(
        name=NAMED,
        category="direct",
        one="%(who)s named you in %(title)s",
        many="%(count)s times named",
        why="you were named",
    ),
    Notice(name=ASKED, category="facilitating", one="%(who)s asks in", many="%(count)s ask in", why="you run it"),
)


def know_the_notices() -> None:
    for notice in NOTICES:
        hub().notices.setdefault(notice.name, notice)


def happen(
    notice: str, document: Document, *, by: User | None = None, people: tuple[int, ...] = (), **facts: object
) -> Happening:
    """Something happens with a document, which stands for any content; nothing is told yet."""
    know_the_notices()
    about = facts.pop("about", (f"document:{document.id}", f"group:{document.group_id}"))
    actor_id = by.id if by is not None else None
    with unit_of_work():
        record(
            Noteworthy(
                actor_id=actor_id, notice=notice, ref=f"document:{document.id}", about=about, people=people, **facts
            )
        )
    return db.session.scalars(select(Happening).order_by(Happening.id.desc()).limit(1)).one()


def document_in(group: Group, author: User, title: str = "Route planning") -> Document:
    return publish(author, group, title=title)


def tell() -> None:
    """Let the worker decide, and not yet send."""
    while worker.drain("tell", "test"):
        pass


def send() -> None:
    """Let the worker do all that is due."""
    worker.drain_all()


def lines_of(person: User) -> list[Notification]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Notification).where(Notification.user_id == person.id).order_by(Notification.id))
    )


def states_of(person: User) -> list[str]:
    """Of every mail to the person that is not about their account, how far it came."""
    db.session.rollback()
    theirs = select(Delivery.state).where(Delivery.user_id == person.id, Delivery.writer.is_not(None))
    return list(db.session.scalars(theirs.order_by(Delivery.id)))


def mails() -> list[EmailMessage]:
    """Every mail that left, as files where no server is set."""
    folder = settings().data_dir / "mail"
    return [_read(path) for path in sorted(folder.glob("*.eml"))]


def mails_of(person: User) -> list[EmailMessage]:
    return [message for message in mails() if message["To"] == person.email]


def words_of(message: EmailMessage) -> str:
    """Subject, text and HTML of a mail: all that a reader could see."""
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["Subject"]), *parts])


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=policy.default)  # type: ignore[return-value]


def park(person: User, said: str = "550 5.1.1 no such person") -> None:
    """Mail to the person came back."""
    with unit_of_work():
        mail.park(person.email, person.id, said)
