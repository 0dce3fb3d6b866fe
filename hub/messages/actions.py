"""What people do in correspondence: begin, answer, read, mute and leave. Nothing of it goes into a trail."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import case, select, update

from hub.accounts.authors import main_appointment_id
from hub.accounts.mentions import Mentions, read_mentions
from hub.accounts.queries import get_account
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, Noteworthy, record
from hub.core.markup import RENDERER_VERSION
from hub.drafts.actions import drop_draft
from hub.library.attachments import attach_to_thread
from hub.library.intake import Content
from hub.messages import caps, queries
from hub.messages.desk import CORRESPONDENCE, LONGEST, LONGEST_SUBJECT, MOST_FILES, Marks
from hub.messages.events import MessageSent, ThreadLeft
from hub.messages.models import Message, Participant, Thread
from hub.messages.recipients import (
    IN_MAIL,
    TAKES_FROM,
    checked_recipients,
    people_to_tell,
    refuse_where_nobody_reads,
)
from hub.messages.reindexing import look_again_at_thread
from hub.messages.sharing import end_sharing
from hub.networks.blocks import who_blocked
from hub.policy import Actor, Verb, require


def start_thread(
    actor: Actor,
    *,
    to: Sequence[int],
    subject: str,
    text: str,
    contents: Sequence[Content] = (),
    key: str = "",
    draft: str = "",
) -> Message:
    """Write to one person or a few. Sent twice with the same key it is one thread."""
    require(actor, Verb.CONTRIBUTE, CORRESPONDENCE)
    if (sent := _find_sent(actor, key)) is not None:
        return sent
    subject = " ".join(subject.split())
    if not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise Refused(_("Give a subject of 1 to %(most)s characters.", most=LONGEST_SUBJECT), field="subject")
    _check(text, contents)
    people = checked_recipients(actor, to)
    caps.check_new_thread(actor, len(people))
    if (sent := _find_sent(actor, key)) is not None:  # by the other of two clicks, which held the sender's row
        return sent
    thread = Thread(subject=subject, started_by_id=actor.id)
    db.session.add(thread)
    db.session.flush()
    thread.open_to_participants()
    db.session.add_all([Participant(thread_id=thread.id, user_id=one) for one in (actor.id, *people)])
    db.session.flush()
    return _write(actor, thread, read_mentions(actor, text, thread), contents, key, draft or "message:new")


def send_message(
    actor: Actor, thread: Thread, *, text: str, contents: Sequence[Content] = (), key: str = ""
) -> Message:
    """Answer in a thread. Sent twice with the same key it is one message."""
    require(actor, Verb.CONTRIBUTE, thread)
    if (sent := _find_sent(actor, key)) is not None:
        return sent
    _check(text, contents)
    refuse_where_nobody_reads(actor, thread.id)
    said = read_mentions(actor, text, thread)
    caps.check_message(actor)
    db.session.refresh(thread, with_for_update=True)
    if (sent := _find_sent(actor, key)) is not None:
        return sent
    return _write(actor, thread, said, contents, key, f"thread:{thread.id}")


def _find_sent(actor: Actor, key: str) -> Message | None:
    mine = (Message.author_id == actor.id, Message.client_key == key)
    return db.session.scalar(select(Message).where(*mine)) if key else None


def _check(text: str, contents: Sequence[Content]) -> None:
    if not text.strip() and not contents:
        raise Refused(_("Write something first."), field="text")
    if len(text) > LONGEST:
        raise Refused(_("Use %(most)s characters or fewer.", most=f"{LONGEST:,}"), field="text")
    if len(contents) > MOST_FILES:
        raise Refused(_("Send at most %(most)s files at once.", most=MOST_FILES), field="files")


def _write(actor: Actor, thread: Thread, said: Mentions, contents: Sequence[Content], key: str, draft: str) -> Message:
    """The message in its place, whoever takes part marked and told. The thread's row is held, or new."""
    thread.message_count += 1
    message = Message(
        thread_id=thread.id,
        position=thread.message_count,
        author_id=actor.id,
        author_appointment_id=main_appointment_id(actor),
        text=said.source,
        html=said.html,
        renderer_version=RENDERER_VERSION,
        client_key=key or None,
        created_at=clock.now(),
    )
    message.documents = attach_to_thread(actor, thread, contents)
    db.session.add(message)
    db.session.flush()
    _mark(actor, thread, message)
    drop_draft(actor, draft)
    _tell(actor, thread, message)
    return message


def _mark(actor: Actor, thread: Thread, message: Message) -> None:
    """The thread is unread for everyone but its author; who blocked the author gets no mark of it."""
    takes = (Participant.thread_id == thread.id, Participant.left_at.is_(None))
    ids = set(db.session.scalars(select(Participant.user_id).where(*takes)))
    marked = ids - who_blocked(ids, actor.id)
    rows = update(Participant).where(*takes, Participant.user_id.in_(marked))
    facts = {"last_position": message.position, "last_at": message.created_at}
    db.session.execute(rows.values(facts))
    mine = update(Participant).where(*takes, Participant.user_id == actor.id)
    db.session.execute(mine.values(read_to=message.position, last_read_at=message.created_at))


def _tell(actor: Actor, thread: Thread, message: Message) -> None:
    ref = f"message:{message.id}"
    record(MessageSent(actor_id=actor.id, thread_id=thread.id, message_id=message.id))
    record(ContentChanged(actor_id=actor.id, kind="message", object_id=message.id))
    people = people_to_tell(actor, thread.id)
    about = (f"thread:{thread.id}",)
    record(Noteworthy(actor_id=actor.id, notice="message.sent", ref=ref, about=about, people=people))


def note_read(actor: Actor, thread_id: int, position: int) -> None:
    """The actor has been shown the messages up to this position, in whichever tab or on whichever device."""
    require(actor, Verb.EDIT, Marks(f"user:{actor.id}"))
    shown = case((Participant.last_position < position, Participant.last_position), else_=position)
    mine = (Participant.thread_id == thread_id, Participant.user_id == actor.id, Participant.left_at.is_(None))
    further = update(Participant).where(*mine, Participant.read_to < shown)
    facts = {"read_to": shown, "last_read_at": clock.now()}
    db.session.execute(further.values(facts).execution_options(synchronize_session=False))


def mute_thread(actor: Actor, thread: Thread, *, is_muted: bool = True) -> None:
    """Hear no more of new messages in it, or hear of them again. They still arrive."""
    participant = queries.get_participant(actor, thread.id)
    require(actor, Verb.EDIT, participant)
    participant.muted_at = (participant.muted_at or clock.now()) if is_muted else None


def leave_thread(actor: Actor, thread: Thread) -> None:
    """Take part no longer: what one wrote stays with the others, and one sees nothing of the thread any more."""
    participant = queries.get_participant(actor, thread.id)
    require(actor, Verb.EDIT, participant)
    participant.left_at = clock.now()
    db.session.flush()
    drop_draft(actor, f"thread:{thread.id}")
    end_sharing(thread.id)
    look_again_at_thread(thread.id)
    record(ThreadLeft(actor_id=actor.id, thread_id=thread.id))


def choose_preferences(actor: Actor, *, messages_from: str, in_mail: str) -> None:
    """From whom the actor takes new threads, and how much of a message its mail carries."""
    user = get_account(actor)
    require(actor, Verb.EDIT, user)
    if messages_from not in TAKES_FROM or in_mail not in IN_MAIL:
        raise Refused(_("Choose one of the answers."))
    user.messages_from, user.messages_in_mail = messages_from, in_mail
