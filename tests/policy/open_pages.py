"""What an open page is told besides itself: by its socket, while one types an @, by drafts, by what moved."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.conversations.catchup import count_moved, get_catch_up
from hub.conversations.models import Conversation
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.drafts.actions import keep_draft
from hub.drafts.queries import list_drafts
from hub.policy import NotFound
from tests.browser import Browser
from tests.conversations.listening import Listener
from tests.factories import actor_of
from tests.live.wire import Wire
from tests.policy.world import SECRET, World


def _is_shut_out(person: User | None) -> bool:
    """Suspended: no page opens for them, and no sign-in."""
    return person is not None and actor_of(person).id is None


def _by_socket(app: Flask, person: User | None, world: World) -> str:
    """SECRET for each thing that the person may listen to: who hears when things are written has read something."""
    if _is_shut_out(person):
        return ""
    ids = db.session.scalars(select(Conversation.id).where(Conversation.group_id == world.group.id)).all()
    listening, live = Listener(app, person), Wire(app, person)
    answers = [listening.join(one) for one in ids] + [live.join(world.session.id)]
    return " ".join(f"{SECRET if answer['ok'] else ''} {answer}" for answer in answers)


def _by_names(app: Flask, person: User | None, world: World) -> str:
    """SECRET where the names of those who may read the group are offered."""
    if _is_shut_out(person):
        return ""
    answer = Browser(app, person).client.get(f"/people/named?place=group:{world.group.id}&q=member")
    return answer.text + (SECRET if answer.status_code == 200 else "")


def _by_drafts(app: Flask, person: User | None, world: World) -> str:
    """A draft in the group, as of somebody who could write there once."""
    if person is None or _is_shut_out(person):
        return ""
    with app.test_request_context():
        actor = actor_of(person)
        with unit_of_work():
            keep_draft(actor, f"group:{world.group.id}:conversation", {"text": "Mine"}, "/groups")
        return str(list_drafts(actor))


def _by_what_moved(app: Flask, person: User | None, _world: World) -> str:
    actor = actor_of(person)
    with app.test_request_context():
        try:
            moved = get_catch_up(actor)
        except NotFound:
            return ""
        return f"{moved}{SECRET if count_moved(actor) else ''}"


OPEN_PAGES: dict[str, Callable[[Flask, User | None, World], str]] = {
    "sockets": _by_socket,
    "names to mention": _by_names,
    "drafts": _by_drafts,
    "what moved": _by_what_moved,
}
