"""People who write to each other, for tests."""

from collections.abc import Sequence
from io import BytesIO

from hub.accounts.models import User
from hub.core.uow import unit_of_work
from hub.library.intake import Content
from hub.messages import actions
from hub.messages.models import Message, Thread
from tests.factories import actor_of


def start(
    by: User, to: Sequence[User], subject: str = "Route software", text: str = "What did it cost?", **more
) -> Message:
    with unit_of_work():
        ids = [person.id for person in to]
        return actions.start_thread(actor_of(by), to=ids, subject=subject, text=text, **more)


def answer(by: User, thread: Thread, text: str = "Less than we feared.", **more) -> Message:
    with unit_of_work():
        return actions.send_message(actor_of(by), thread, text=text, **more)


def file_of(text: str, name: str = "costs.txt") -> Content:
    return Content.of_text(text, name)


def upload(text: str, name: str = "costs.txt") -> tuple[BytesIO, str]:
    return BytesIO(text.encode()), name
