"""Pages of a document that was sent with a message: the same readers as in a library, without a group round them."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hub.core.registry import Item, resolve
from hub.core.security import keep_out_of_caches
from hub.core.web import sign_in_required
from hub.library import facts, queries, views
from hub.library.kind import why
from hub.library.media import is_picture
from hub.library.passages import marked, passage
from hub.library.views import MOST_QUERY, send_document, send_picture
from hub.policy import NotFound

bp = views.bp


def _found(document_id: int) -> tuple[Any, Any]:
    keep_out_of_caches()
    found = queries.get_attachment(g.actor, document_id)
    return found, queries.get_version(g.actor, found)


def _thread_of(document: Any) -> Item | None:
    """The way back: while it is not held, its audience is the ref of the thread."""
    try:
        return resolve(g.actor, document.audience)
    except NotFound:
        return None


@bp.get("/library/<int:document_id>")
@sign_in_required
def attachment(document_id: int) -> ResponseReturnValue:
    """What was sent. Coming from search, `page` and `q` show the passage that was found."""
    found, version = _found(document_id)
    number, query = request.args.get("page", 0, type=int), request.args.get("q", "")[:MOST_QUERY]
    text = queries.get_page_text(g.actor, found, version, number) if 0 < number <= version.page_count else ""
    return render_template(
        "library/attachment.html",
        document=found,
        version=version,
        thread=_thread_of(found),
        why=why(version),
        rows=facts.facts_of(g.actor, found, version),
        reading=facts.reading_words(version),
        size=facts.size_in_words(version.size),
        is_picture=is_picture(version.media_type),
        number=number if text else 0,
        query=query,
        passage=passage(text, query) if text else None,
    )


@bp.get("/library/<int:document_id>/text")
@sign_in_required
def attachment_text(document_id: int) -> ResponseReturnValue:
    found, version = _found(document_id)
    number, query = request.args.get("page", 1, type=int), request.args.get("q", "")[:MOST_QUERY]
    words = queries.get_page_text(g.actor, found, version, number)
    return render_template(
        "library/attachment_text.html",
        document=found,
        version=version,
        thread=_thread_of(found),
        number=number,
        query=query,
        words=marked(words, query),
    )


@bp.get("/library/<int:document_id>/download")
@sign_in_required
def attachment_download(document_id: int) -> ResponseReturnValue:
    return send_document(*_found(document_id))


@bp.get("/library/<int:document_id>/picture")
@sign_in_required
def attachment_picture(document_id: int) -> ResponseReturnValue:
    return send_picture(*_found(document_id))
