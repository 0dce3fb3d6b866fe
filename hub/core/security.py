"""The headers every answer carries."""

from __future__ import annotations

from flask import Flask, Response, g, request

SOURCES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {sources}" for name, sources in SOURCES.items())


def init_security(app: Flask, *, is_secure: bool) -> None:
    """Add the headers; HSTS only where people reach the hub over TLS."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _caching()
        return response


def keep_out_of_caches() -> None:
    """For pages of restricted and private groups: no copy may stay on a shared computer."""
    g.no_store = True


def _caching() -> str:
    return "no-store" if g.get("no_store") else "private, no-cache"
