"""Limits on how often one may try: by account and by address, in memory or in Redis."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)


def init_ratelimit(app: Flask, redis_url: str | None) -> None:
    """Keep the counts in Redis where there is one, so that many processes share them."""
    app.config.setdefault("RATELIMIT_STORAGE_URI", redis_url or "memory://")
    limiter.init_app(app)
