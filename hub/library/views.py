"""Pages of a group's library: its folders, a document, its text and its file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.images import NotAnImage, redraw
from hub.core.security import keep_out_of_caches
from hub.core.sniffing import ENCRYPTED, UNKNOWN
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.library import actions, facts, queries
from hub.library.forms import ActForm, EditForm, RemoveForm
from hub.library.kind import why
from hub.library.media import download_name, is_picture
from hub.library.passages import marked, passage
from hub.policy import NotFound, Verb, can, require

bp = Blueprint("library", __name__)

MOST_QUERY = 300


def shelf_at(slug: str) -> queries.Shelf:
    """The library at this address. Copies of what not everyone may read stay out of caches."""
    shelf = queries.get_shelf(g.actor, slug)
    if shelf.group.visibility in {"restricted", "private"}:
        keep_out_of_caches()
    return shelf


def back_to_document(slug: str, document_id: int) -> ResponseReturnValue:
    return redirect(url_for("library.document", slug=slug, document_id=document_id), 303)


@bp.get("/groups/<slug>/library")
def library(slug: str) -> ResponseReturnValue:
    """The top of the library: folders first."""
    return _show_folder(slug, None)


@bp.get("/groups/<slug>/library/folders/<int:folder_id>")
def folder(slug: str, folder_id: int) -> ResponseReturnValue:
    return _show_folder(slug, folder_id)


def _show_folder(slug: str, folder_id: int | None) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    here = queries.get_folder(g.actor, slug, folder_id) if folder_id else None
    cursor = request.args.get("cursor")
    return render_template(
        "library/folder.html",
        group=shelf.group,
        shelf=shelf,
        folder=here,
        trail=queries.list_trail(g.actor, here),
        folders=queries.list_folders(g.actor, shelf.group, here) if not cursor else [],
        page=queries.list_documents(g.actor, shelf.group, here, cursor),
        records=queries.list_records(g.actor, shelf.group) if not here and not cursor else [],
    )


@bp.get("/groups/<slug>/library/<int:document_id>")
def document(slug: str, document_id: int) -> ResponseReturnValue:
    """A document. Coming from search, `page` and `q` show the passage that was found."""
    shelf = shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    version = queries.get_version(g.actor, found)
    number, query = request.args.get("page", 0, type=int), request.args.get("q", "")[:MOST_QUERY]
    text = queries.get_page_text(g.actor, found, version, number) if 0 < number <= version.page_count else ""
    return render_template(
        "library/document.html",
        group=shelf.group,
        document=found,
        version=version,
        why=why(version),
        rows=facts.facts_of(g.actor, found, version),
        reading=facts.reading_words(version),
        size=facts.size_in_words(version.size),
        is_overdue=facts.is_overdue(found),
        is_picture=is_picture(version.media_type),
        trail=queries.list_trail(g.actor, found.folder),
        number=number if text else 0,
        query=query,
        passage=passage(text, query) if text else None,
        restore_form=ActForm(),
    )


@bp.get("/groups/<slug>/library/<int:document_id>/text")
def text(slug: str, document_id: int) -> ResponseReturnValue:
    """The words of one page, for everyone who cannot or would rather not open the file."""
    shelf = shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    version = queries.get_version(g.actor, found, request.args.get("version", type=int))
    number, query = request.args.get("page", 1, type=int), request.args.get("q", "")[:MOST_QUERY]
    words = queries.get_page_text(g.actor, found, version, number)
    return render_template(
        "library/text.html",
        group=shelf.group,
        document=found,
        version=version,
        number=number,
        query=query,
        words=marked(words, query),
        trail=queries.list_trail(g.actor, found.folder),
    )


@bp.get("/groups/<slug>/library/<int:document_id>/download")
def download(slug: str, document_id: int) -> ResponseReturnValue:
    """The file itself, only ever as something to save; whatever it is, it cannot act as a page of ours."""
    shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    return send_document(found, queries.get_version(g.actor, found, request.args.get("version", type=int)))


def send_document(found: Any, version: Any) -> Response:
    """The bytes of a version, or its text where that is all there is."""
    path = queries.get_bytes(g.actor, found, version)
    if path is None:
        body = BytesIO(queries.get_whole_text(g.actor, found, version).encode())
        name = version.filename if version.filename.endswith(".txt") else f"{version.filename}.txt"
        return _fenced(
            send_file(body, "text/plain", as_attachment=True, download_name=name, etag=version.content_sha256)
        )
    kind = UNKNOWN if version.media_type == ENCRYPTED else version.media_type
    name = download_name(version.filename, version.media_type)
    return _fenced(send_file(path, kind, as_attachment=True, download_name=name, etag=version.content_sha256))


@bp.get("/groups/<slug>/library/<int:document_id>/picture")
def picture(slug: str, document_id: int) -> ResponseReturnValue:
    """A picture drawn anew, to be shown in a page. The bytes that were sent are never shown, only saved."""
    shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    return send_picture(found, queries.get_version(g.actor, found, request.args.get("version", type=int)))


def send_picture(found: Any, version: Any) -> Response:
    """The picture drawn anew. Raises NotFound for what is none."""
    path = queries.get_bytes(g.actor, found, version)
    if path is None or not is_picture(version.media_type):
        raise NotFound(found.id)
    try:
        body, kind = redraw(path)
    except NotAnImage:
        raise NotFound(found.id) from None
    return _fenced(send_file(BytesIO(body), kind, etag=f"{version.content_sha256}-drawn"))


def _fenced(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.pop("Cache-Control", None)
    return response


@bp.get("/groups/<slug>/library/<int:document_id>/versions")
def versions(slug: str, document_id: int) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    return render_template(
        "library/versions.html",
        group=shelf.group,
        document=found,
        versions=queries.list_versions(g.actor, found),
        size_in_words=facts.size_in_words,
        why=why,
        form=ActForm(),
        trail=queries.list_trail(g.actor, found.folder),
    )


@bp.post("/groups/<slug>/library/<int:document_id>/versions/<int:number>/restore")
@sign_in_required
def restore_version(slug: str, document_id: int, number: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.restore_version(g.actor, queries.get_document(g.actor, slug, document_id), number)
    flash(_("Version %(number)s is the current one again.", number=number), "success")
    return back_to_document(slug, document_id)


@bp.route("/groups/<slug>/library/<int:document_id>/edit", methods=["GET", "POST"])
@sign_in_required
def edit(slug: str, document_id: int) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    require(g.actor, Verb.EDIT, found)
    form = EditForm(obj=None if request.method == "POST" else _Described(found))
    form.offer_folders(queries.list_all_folders(g.actor, shelf.group), _("Top of the library"))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            said = form.facts(form.title.data or "")
            actions.edit_document(g.actor, queries.get_document(g.actor, slug, document_id), said)
            flash(_("Your changes are saved."), "success")
            return back_to_document(slug, document_id)
    return render_template("library/edit.html", group=shelf.group, document=found, form=form), form.status


class _Described:
    """A document as its form shows it."""

    def __init__(self, found: Any) -> None:
        self.title, self.description, self.year = found.title, found.description, found.year
        self.licence, self.review_by = found.licence, found.review_by
        self.folder = str(found.folder_id or "")
        self.tags = ", ".join(tag.name for tag in found.tags)
        self.organisation = facts.organisation_name(g.actor, found)


@bp.route("/groups/<slug>/library/<int:document_id>/remove", methods=["GET", "POST"])
@sign_in_required
def remove(slug: str, document_id: int) -> ResponseReturnValue:
    shelf = shelf_at(slug)
    found = queries.get_document(g.actor, slug, document_id)
    form = RemoveForm()
    if not can(g.actor, Verb.MODERATE, found):
        require(g.actor, Verb.EDIT, found)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            here = queries.get_document(g.actor, slug, document_id)
            actions.remove_document(g.actor, here, reason=form.reason.data or "")
            flash(_("The document is in the bin. You can put it back from there."), "success")
            return redirect(url_for("library.removed", slug=slug), 303)
    return render_template("library/remove.html", group=shelf.group, document=found, form=form), form.status


@bp.post("/groups/<slug>/library/<int:document_id>/restore")
@sign_in_required
def restore(slug: str, document_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.restore_document(g.actor, queries.get_document(g.actor, slug, document_id))
    flash(_("The document is back where it was."), "success")
    return back_to_document(slug, document_id)


@bp.get("/groups/<slug>/library/bin")
@sign_in_required
def removed(slug: str) -> ResponseReturnValue:
    """The bin."""
    shelf = shelf_at(slug)
    page = queries.list_binned(g.actor, shelf.group, request.args.get("cursor"))
    return render_template("library/removed.html", group=shelf.group, page=page, form=ActForm())
