"""Documents for tests, published through the same actions that people use."""

from io import BytesIO

from hub.accounts.models import User
from hub.core.storage import store
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.library import actions, folders
from hub.library.intake import Content, Facts
from hub.library.models import Document, Folder
from hub.library.queries import Shelf
from tests.factories import actor_of

LIMIT = 10_000_000


def content_of(body: bytes = b"Missed bins fell by a third", name: str = "route-planning.txt") -> Content:
    return Content.of_file(store().put(BytesIO(body), LIMIT, name), name)


def publish(
    author: User, group: Group, body: bytes = b"Missed bins fell by a third", name: str = "route-planning.txt", **facts
) -> Document:
    content = content_of(body, name)
    with unit_of_work():
        return actions.publish_document(actor_of(author), Shelf(group), content, Facts(**facts))


def make_folder(author: User, group: Group, name: str, parent: Folder | None = None) -> Folder:
    with unit_of_work():
        return folders.make_folder(actor_of(author), Shelf(group), name, parent)
