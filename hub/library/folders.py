"""What people do with folders: make, rename, move and take away empty ones. These are actions too."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.library.events import FolderEdited, FolderMade, FolderRemoved
from hub.library.models import Document, Folder
from hub.library.queries import Shelf
from hub.policy import Actor, Verb, require

DEEPEST = 8


def make_folder(actor: Actor, shelf: Shelf, name: str, parent: Folder | None = None) -> Folder:
    """Make a folder at the top of a library or in another folder."""
    require(actor, Verb.CONTRIBUTE, shelf)
    _refuse_taken_name(shelf.group_id, name, parent)
    if parent is not None and parent.depth >= DEEPEST:
        raise Refused(_("Folders go %(number)s deep at most. Make it further up.", number=DEEPEST), field="name")
    folder = Folder(group_id=shelf.group_id, parent_id=parent.id if parent else None, name=name)
    folder.created_by_id = actor.id
    db.session.add(folder)
    db.session.flush()
    folder.path = f"{parent.path if parent else ''}{folder.id}/"
    record(FolderMade(actor_id=actor.id, ref=_ref(folder), group_id=folder.group_id))
    return folder


def edit_folder(actor: Actor, folder: Folder, *, name: str, parent: Folder | None) -> None:
    """Rename a folder, or move it with all that is in it."""
    require(actor, Verb.EDIT, folder)
    _refuse_taken_name(folder.group_id, name, parent, but=folder)
    if parent is not None and parent.path.startswith(folder.path):
        raise Refused(_("A folder cannot go into itself. Choose another."), field="folder")
    if (parent.depth if parent else 0) + _height(folder) > DEEPEST:
        raise Refused(_("Folders go %(number)s deep at most.", number=DEEPEST), field="folder")
    folder.name, folder.parent_id = name, parent.id if parent else None
    _rewrite_paths(folder, f"{parent.path if parent else ''}{folder.id}/")
    record(FolderEdited(actor_id=actor.id, ref=_ref(folder), group_id=folder.group_id))


def remove_folder(actor: Actor, folder: Folder) -> None:
    """Take an empty folder away. What lies in the bin and came from it moves one level up."""
    require(actor, Verb.EDIT, folder)
    inside = select(func.count(Document.id)).where(Document.folder_id == folder.id, Document.removed_at.is_(None))
    below = select(func.count(Folder.id)).where(Folder.parent_id == folder.id)
    if db.session.scalar(inside) or db.session.scalar(below):
        raise Refused(_("This folder is not empty. Move what is in it first."))
    moved = update(Document).where(Document.folder_id == folder.id).values(folder_id=folder.parent_id)
    db.session.execute(moved)
    record(FolderRemoved(actor_id=actor.id, ref=_ref(folder), group_id=folder.group_id, reason=folder.name))
    db.session.delete(folder)


def _refuse_taken_name(group_id: int, name: str, parent: Folder | None, but: Folder | None = None) -> None:
    level = Folder.parent_id.is_(None) if parent is None else Folder.parent_id == parent.id
    named = select(Folder).where(Folder.group_id == group_id, level, func.lower(Folder.name) == name.lower())
    if any(found is not but for found in db.session.scalars(named)):
        raise Refused(_("There is a folder of this name here already. Choose another name."), field="name")


def _height(folder: Folder) -> int:
    below = select(Folder.path).where(Folder.path.startswith(folder.path, autoescape=True))
    return max(path.count("/") for path in db.session.scalars(below)) - folder.depth + 1


def _rewrite_paths(folder: Folder, path: str) -> None:
    before = folder.path
    for below in db.session.scalars(select(Folder).where(Folder.path.startswith(before, autoescape=True))):
        below.path = path + below.path[len(before) :]


def _ref(folder: Folder) -> str:
    return f"folder:{folder.id}"
