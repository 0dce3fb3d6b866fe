"""Addresses as templates ask for them, each put together once; files of the hub by their content."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from flask import url_for as build

MOST = 10_000
FOR_EVER = "public, max-age=31536000, immutable"
Key = tuple[Any, ...]


def init_addresses(app: Flask) -> None:
    """Give templates their `url_for`, and let browsers keep for ever what carries the mark of its content."""
    app.extensions["addresses"] = OrderedDict()
    app.jinja_env.globals["url_for"] = url_for
    app.after_request(_keep_for_ever)


def url_for(endpoint: str, **values: Any) -> str:
    """As Flask's, within a page. What is relative to the page, or leads here from outside, is not kept."""
    if endpoint.startswith(".") or not request or any(name.startswith("_") for name in values):
        return build(endpoint, **values)
    kept: OrderedDict[Key, str] = current_app.extensions["addresses"]
    key = (request.script_root, endpoint, *((name, type(value), str(value)) for name, value in values.items()))
    found = kept.get(key)
    if found is None:
        found = kept[key] = _static(**values) if endpoint == "static" else build(endpoint, **values)
        while len(kept) > MOST:
            kept.popitem(last=False)
    return found


def _static(filename: str, **values: Any) -> str:
    """The address of a file of ours. Another content is another address, so that a browser never shows the old one."""
    address = build("static", filename=filename, **values)
    mark = _mark(Path(current_app.static_folder or "") / filename)
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
