"""Addresses as templates ask for them, each put together once; files of the hub by their content."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

MOST = 10_000
FOR_EVER = "public, max-age=31536000, immutable"
Key = tuple[Any, ...]


class HubFlask(Flask):
    """Flask, which keeps the addresses that it has put together. A page asks for a hundred of them."""

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's. What is relative to the page, or leads here from outside, is not kept."""
        is_special = any(name.startswith("_") and value for name, value in values.items())
        if is_special or endpoint.startswith(".") or not request:
            return super().url_for(endpoint, **values)
        kept: OrderedDict[Key, str] = self.extensions.setdefault("addresses", OrderedDict())
        key = (request.script_root, endpoint, *((name, type(value), str(value)) for name, value in values.items()))
        found = kept.get(key)
        if found is None:
            found = super().url_for(endpoint, **values)
            found = kept[key] = _marked(found, values.get("filename")) if endpoint == "static" else found
            while len(kept) > MOST:
                kept.popitem(last=False)
        return found


def init_addresses(app: Flask) -> None:
    """Let browsers keep for ever what carries the mark of its content."""
    app.after_request(_keep_for_ever)


def _marked(address: str, filename: Any) -> str:
    """The address of a file of ours. Another content is another address, so that a browser never shows the old one."""
    mark = _mark(Path(current_app.static_folder or "") / str(filename))
    return f"{address}?v={mark}" if mark else address


def _mark(path: Path) -> str:
    """A few signs of its content, reckoned anew when the file changes."""
    kept: dict[Path, tuple[float, str]] = current_app.extensions.setdefault("static_marks", {})
    try:
        changed = path.stat().st_mtime
        if path not in kept or kept[path][0] != changed:
            kept[path] = changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError:
        return ""
    return kept[path][1]


def _keep_for_ever(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        name = (request.view_args or {}).get("filename", "")
        if request.args["v"] == _mark(Path(current_app.static_folder or "") / name):
            response.headers["Cache-Control"] = FOR_EVER
    return response
