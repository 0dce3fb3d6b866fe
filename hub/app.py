"""The composition root: the slices in dependency order. Nobody imports this but the entry points."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from hub import config
from hub.core import mail, marks, outbox
from hub.core.addresses import HubFlask, init_addresses
from hub.core.commands import init_commands
from hub.core.db import db
from hub.core.fragments import init_fragments
from hub.core.i18n import choose_locale, init_i18n
from hub.core.logs import init_logs
from hub.core.ratelimit import init_ratelimit
from hub.core.realtime import init_realtime
from hub.core.registry import Hub
from hub.core.security import init_security
from hub.core.web import init_web

ROOT = Path(__file__).resolve().parent.parent
PLATFORM_TABLES = (mail.Delivery, mail.ParkedAddress, marks.Mark, outbox.OutboxEntry)  # so that migrations see them
SLICES = (
    "organisations",
    "accounts",
    "groups",
    "follows",
    "drafts",
    "networks",
    "people",
    "library",
    "conversations",
    "suggestions",
    "messages",
    "live",
    "moderation",
    "search",
    "notifications",
    "mail_replies",
    "activity",
    "home",
    "admin",
)


def create_app(settings: config.Settings | None = None, **overrides: Any) -> Flask:
    """Put the hub together. `overrides` are Flask configuration values, for tests."""
    init_logs()
    settings = settings or config.load()
    app = HubFlask("hub", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(_flask_config(settings) | overrides)
    app.extensions["settings"] = settings
    app.extensions["hub"] = Hub(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _init_extensions(app, settings)
    for name in SLICES:
        import_module(f"hub.{name}").register(app.extensions["hub"])
    return app


def _flask_config(settings: config.Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "MAX_CONTENT_LENGTH": settings.max_upload + 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "hub" / "translations"),
        "BABEL_DEFAULT_LOCALE": "en_GB",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _init_extensions(app: Flask, settings: config.Settings) -> None:
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    Babel(app, locale_selector=choose_locale)
    init_i18n(app)
    init_addresses(app)
    init_fragments(app)
    init_ratelimit(app, settings.redis_url)
    init_security(app, is_secure=settings.is_secure)
    init_web(app)
    init_realtime(app)
    init_commands(app)
    app.extensions["hub"].consume(mail.TOPIC, mail.deliver)
