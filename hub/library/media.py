"""Kinds of file in words, and what the library refuses to take."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from flask_babel import gettext as _

from hub.core.errors import Refused
from hub.core.images import RASTER
from hub.core.sniffing import UNKNOWN, is_program

NAMES = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/rtf": "RTF",
    "text/html": "HTML",
    "text/csv": "CSV",
    "text/markdown": "Markdown",
    "application/zip": "ZIP",
    "application/epub+zip": "EPUB",
    "application/json": "JSON",
    "text/xml": "XML",
}
PARTS = (
    ("wordprocessingml", "Word"),
    ("ms-word", "Word"),
    ("presentation", "PowerPoint"),
    ("powerpoint", "PowerPoint"),
    ("spreadsheetml", "Excel"),
    ("ms-excel", "Excel"),
)
MAX_NAME = 255


def name_of_kind(media_type: str) -> str:
    """What people call this kind of file."""
    if media_type in NAMES:
        return NAMES[media_type]
    if media_type.startswith("application/vnd.oasis.opendocument."):
        return "OpenDocument"
    for part, name in PARTS:
        if part in media_type:
            return name
    whole = media_type.split("/", maxsplit=1)[0]
    return {
        "text": _("Text"),
        "image": _("Picture"),
        "audio": _("Sound"),
        "video": _("Film"),
        "message": _("E-mail"),
    }.get(whole, _("File"))


def refuse_what_is_no_document(media_type: str, filename: str, size: int) -> None:
    """Say plainly why a file cannot be taken. What may be read but not run is welcome."""
    if size == 0:
        raise Refused(_("“%(name)s” is empty. Choose a file with something in it.", name=filename), field="files")
    if is_program(media_type):
        raise Refused(
            _("“%(name)s” is a program. The library takes documents, not programs.", name=filename), field="files"
        )
    if media_type == "image/svg+xml":
        raise Refused(
            _("“%(name)s” is an SVG drawing, which can hold hidden code. Save it as PNG or PDF.", name=filename),
            field="files",
        )
    if media_type == UNKNOWN:
        message = _("We do not know what kind of file “%(name)s” is. Save it as a PDF and try again.", name=filename)
        raise Refused(message, field="files")


def is_picture(media_type: str) -> bool:
    """Whether the page can show it, drawn anew."""
    return media_type in RASTER


def plain_name(filename: str) -> str:
    """A file's own name without folders or signs that have a meaning to somebody's computer."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    name = "".join(sign for sign in name if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    if len(name) > MAX_NAME:
        suffix = PurePosixPath(name).suffix[:20]
        name = name[: MAX_NAME - len(suffix)] + suffix
    return name or "document"


def download_name(filename: str, media_type: str) -> str:
    """The name to save it under: its ending agrees with what it is, so that no computer is led astray."""
    right = mimetypes.guess_all_extensions(media_type)
    suffix = PurePosixPath(filename).suffix.lower()
    if not right or suffix in right or not media_type.startswith(("text/", "image/", "application/pdf")):
        return filename
    return filename if media_type == "text/plain" and suffix else filename + right[0]


def title_of(filename: str) -> str:
    """A first title from a file's name: `route-planning_v2.pdf` → "Route planning v2"."""
    return in_words(PurePosixPath(filename).stem) or filename[:200]


def in_words(name: str) -> str:
    """`waste-rounds` → "Waste rounds"."""
    words = " ".join(name.replace("_", " ").replace("-", " ").split())[:200]
    return words[:1].upper() + words[1:]
