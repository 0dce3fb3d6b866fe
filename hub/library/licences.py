"""The licences a document can carry, as people know them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

LICENCES: dict[str, Any] = {
    "": _l("Not said"),
    "OGL-3.0": _l("Open Government Licence 3.0"),
    "CC-BY-4.0": _l("Creative Commons: credit us (CC BY 4.0)"),
    "CC-BY-SA-4.0": _l("Creative Commons: credit us and share alike (CC BY-SA 4.0)"),
    "CC0-1.0": _l("No rights kept (CC0)"),
    "ask": _l("Ask before you use it again"),
    "reserved": _l("All rights kept"),
}


def licence_name(code: str) -> str:
    """The licence in words, nothing where none was given."""
    return str(LICENCES.get(code, code)) if code else ""
