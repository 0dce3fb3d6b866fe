"""Sending files: the plain form, and the same in parts for a browser's script; and making folders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from hub.core.errors import Refused
from hub.core.files import OffsetMismatch, TooLarge
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, settings, sign_in_required
from hub.library import actions, folders, queries, uploads, views
from hub.library.forms import FolderForm, UploadForm, VersionForm
from hub.library.intake import Content
from hub.library.views import back_to_document, shelf_at
from hub.policy import Verb, require

bp = views.bp


def _place(slug: str, folder_id: int | None) -> str:
    if folder_id is None:
        return url_for("library.library", slug=slug)
    return url_for("library.folder", slug=slug, folder_id=folder_id)


def _top() -> str:
    return _("Top of the library")


@bp.route("/groups/<slug>/library/upload", methods=["GET", "POST"])
@sign_in_required
def upload(slug: str) -> ResponseReturnValue:
    """One form for one file or many. What is wrong with one of them is said, and the others are kept."""
    shelf = shelf_at(slug)
    require(g.actor, Verb.CONTRIBUTE, shelf)
    form = UploadForm()
    form.offer_folders(queries.list_all_folders(g.actor, shelf.group), _top())
    if request.method == "GET":
        form.folder.data = request.args.get("folder", "")
    elif form.validate_on_submit():
        contents = list(_stored(form, shelf))
        if contents and _publish(form, slug, contents) and not form.errors:
            return redirect(_place(slug, form.folder_id), 303)
    page = render_template("library/upload.html", group=shelf.group, form=form, most=settings().max_upload)
    return page, form.status


def _stored(form: Any, shelf: queries.Shelf) -> Iterator[Content]:
    """Write the bytes of each file that came; no transaction is open meanwhile."""
    files = [file for file in form.files.data or [] if getattr(file, "filename", "")]  # a text under that name is none
    if not files:
        form.refuse(Refused(_("Choose a file first."), field="files"))
    for file in files:
        with refused_into(form):
            yield uploads.keep_file(g.actor, shelf, file.stream, file.filename)


def _publish(form: UploadForm, slug: str, contents: list[Content]) -> bool:
    title = (form.title.data or "") if len(contents) == 1 else ""
    with refused_into(form), unit_of_work():
        shelf = shelf_at(slug)
        actions.publish_documents(g.actor, shelf, [(content, form.facts(title), None) for content in contents])
        added = ngettext("%(num)s document is in the library.", "%(num)s documents are in the library.", len(contents))
        flash(added, "success")
    return not form.errors


@bp.route("/groups/<slug>/library/<int:document_id>/new-version", methods=["GET", "POST"])
@sign_in_required
def new_version(slug: str, document_id: int) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    require(g.actor, Verb.EDIT, found)
    form = VersionForm()
    if form.validate_on_submit():
        contents = list(_stored(form, shelf))[:1]
        if contents and not form.errors:
            with refused_into(form), unit_of_work():
                here = queries.get_document(g.actor, slug, document_id)
                actions.add_version(g.actor, here, contents[0], note=form.note.data or "")
                flash(_("The new version is in place. Older ones are kept."), "success")
                return back_to_document(slug, document_id)
    return render_template("library/new_version.html", group=shelf.group, document=found, form=form), form.status


# The same in parts. The answers are JSON; a refusal is {"error": sentence}.


@bp.post("/groups/<slug>/library/uploads")
@sign_in_required
def begin_upload(slug: str) -> ResponseReturnValue:
    """Say what will come; learn its key and how much of it is here already."""
    asked = request.get_json(silent=True) or {}
    with unit_of_work():
        shelf = shelf_at(slug)
        size, name = asked.get("size"), str(asked.get("filename") or "")
        coming = uploads.begin_upload(
            g.actor,
            shelf,
            filename=name,
            size=size if isinstance(size, int) else 0,
            mark=str(asked.get("mark") or ""),
        )
        return {"key": coming.key, "received": uploads.count_received(g.actor, shelf, coming)}


@bp.put("/groups/<slug>/library/uploads/<key>")
@sign_in_required
def send_part(slug: str, key: str) -> ResponseReturnValue:
    """The body is the bytes from `offset` on. 409 says where to go on instead."""
    shelf, coming = shelf_at(slug), queries.get_upload(g.actor, key)
    try:
        received = uploads.receive_part(g.actor, shelf, coming, request.args.get("offset", 0, type=int), request.stream)
    except OffsetMismatch as mismatch:
        return {"received": mismatch.expected}, 409
    except TooLarge:
        raise Refused(_("More came than the file was said to hold. Send it again.")) from None
    return {"received": received}


@bp.post("/groups/<slug>/library/uploads/<key>/finish")
@sign_in_required
def finish_upload(slug: str, key: str) -> ResponseReturnValue:
    """All has come: make it a document with what the form says of it."""
    shelf, form = shelf_at(slug), UploadForm()
    form.offer_folders([], _top())
    try:
        stored = uploads.complete_bytes(g.actor, shelf, queries.get_upload(g.actor, key))
    except OffsetMismatch as mismatch:
        return {"received": mismatch.expected}, 409
    with unit_of_work():
        uploads.note_complete(g.actor, shelf_at(slug), queries.get_upload(g.actor, key), stored)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            coming, shelf = queries.get_upload(g.actor, key), shelf_at(slug)
            content = Content.of_file(stored, coming.filename)
            made = actions.publish_document(g.actor, shelf, content, form.facts(form.title.data or ""))
            uploads.end_upload(g.actor, shelf, coming)
            return {"title": made.title, "url": url_for("library.document", slug=slug, document_id=made.id)}
    return {"error": " ".join(sentence for _field, sentence in form.mistakes)}, 422


@bp.route("/groups/<slug>/library/folders/new", methods=["GET", "POST"])
@sign_in_required
def new_folder(slug: str) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    require(g.actor, Verb.CONTRIBUTE, shelf)
    form = FolderForm()
    form.offer_folders(queries.list_all_folders(g.actor, shelf.group), _top())
    if request.method == "GET":
        form.folder.data = request.args.get("folder", "")
    elif form.validate_on_submit():
        with refused_into(form), unit_of_work():
            shelf = shelf_at(slug)
            parent = queries.find_folder(g.actor, shelf.group, form.folder_id)
            made = folders.make_folder(g.actor, shelf, form.name.data or "", parent)
            flash(_("The folder is there."), "success")
            return redirect(_place(slug, made.id), 303)
    return render_template("library/folder_form.html", group=shelf.group, folder=None, form=form), form.status


@bp.route("/groups/<slug>/library/folders/<int:folder_id>/edit", methods=["GET", "POST"])
@sign_in_required
def edit_folder(slug: str, folder_id: int) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    here = queries.get_folder(g.actor, slug, folder_id)
    require(g.actor, Verb.EDIT, here)
    form = FolderForm()
    form.offer_folders(queries.list_all_folders(g.actor, shelf.group), _top())
    if request.method == "GET":
        form.name.data, form.folder.data = here.name, str(here.parent_id or "")
    elif form.validate_on_submit():
        with refused_into(form), unit_of_work():
            here = queries.get_folder(g.actor, slug, folder_id)
            parent = queries.find_folder(g.actor, shelf_at(slug).group, form.folder_id)
            folders.edit_folder(g.actor, here, name=form.name.data or "", parent=parent)
            flash(_("The folder is changed."), "success")
            return redirect(_place(slug, folder_id), 303)
    return render_template("library/folder_form.html", group=shelf.group, folder=here, form=form), form.status


@bp.post("/groups/<slug>/library/folders/<int:folder_id>/remove")
@sign_in_required
def remove_folder(slug: str, folder_id: int) -> ResponseReturnValue:
    with unit_of_work():
        here = queries.get_folder(g.actor, slug, folder_id)
        above = here.parent_id
        folders.remove_folder(g.actor, here)
    flash(_("The folder is gone."), "success")
    return redirect(_place(slug, above), 303)
