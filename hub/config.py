"""Settings from HUB_* variables: typed, checked at start, one plain sentence for each mistake."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_KEY = 32
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class BadSetting(Exception):
    """One or more settings are wrong; the message has a sentence for each."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Sizes in bytes. `data_dir` holds all state of the embedded default."""

    data_dir: Path
    database_url: str
    secret_key: str
    base_url: str
    redis_url: str | None
    search: str
    mail_url: str | None
    demo: bool
    max_upload: int
    most_sockets: int
    approve_groups: bool
    proxies: int
    mail_reply_domain: str | None = None
    mail_authserv_id: str | None = None

    @property
    def is_secure(self) -> bool:
        """Whether people reach the hub over TLS; cookies are then sent over TLS alone."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings. Raises BadSetting with every mistake at once."""
    data_dir = Path(environ.get("HUB_DATA_DIR", "instance")).resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting(f"HUB_DATA_DIR is {str(data_dir)!r}: it cannot be made a folder ({error.strerror}).") from None
    mistakes: list[str] = []
    settings = Settings(
        data_dir=data_dir,
        database_url=_database_url(environ.get("HUB_DATABASE_URL"), data_dir),
        secret_key=environ.get("HUB_SECRET_KEY") or _kept_key(data_dir / "secret.key"),
        base_url=environ.get("HUB_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        redis_url=environ.get("HUB_REDIS_URL") or None,
        search=environ.get("HUB_SEARCH", "whoosh"),
        mail_url=environ.get("HUB_MAIL_URL") or None,
        demo=_flag(environ, "HUB_DEMO", mistakes),
        max_upload=_size(environ, "HUB_MAX_UPLOAD", 200_000_000, mistakes),
        most_sockets=_size(environ, "HUB_MOST_SOCKETS", 32, mistakes),
        approve_groups=_flag(environ, "HUB_APPROVE_GROUPS", mistakes),
        proxies=_count(environ, "HUB_PROXIES", mistakes),
        mail_reply_domain=environ.get("HUB_MAIL_REPLY_DOMAIN", "").strip().lower() or None,
        mail_authserv_id=environ.get("HUB_MAIL_AUTHSERV_ID", "").strip().lower() or None,
    )
    mistakes += _check(settings)
    if mistakes:
        raise BadSetting("\n".join(mistakes))
    return settings


def _database_url(given: str | None, data_dir: Path) -> str:
    if not given:
        return f"sqlite:///{data_dir / 'hub.sqlite3'}"
    scheme, separator, rest = given.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in {"postgres", "postgresql"} else given


def _kept_key(path: Path) -> str:
    """The key of this data folder, made at the first start and readable by its owner alone."""
    if not path.exists() or not path.read_text().strip():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone may read: whole or not at all."""
    coming = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(descriptor)
    coming.replace(path)


def _flag(environ: Mapping[str, str], name: str, mistakes: list[str]) -> bool:
    value = environ.get(name, "0")
    if value not in {"0", "1"}:
        mistakes.append(f"{name} is {value!r}: set it to 1 for on or 0 for off.")
    return value == "1"


def _size(environ: Mapping[str, str], name: str, default: int, mistakes: list[str]) -> int:
    value = environ.get(name, str(default))
    if not value.isdecimal() or int(value) == 0:
        mistakes.append(f"{name} is {value!r}: give a whole number above 0.")
        return default
    return int(value)


def _count(environ: Mapping[str, str], name: str, mistakes: list[str]) -> int:
    value = environ.get(name, "0")
    if not value.isdecimal():
        mistakes.append(f"{name} is {value!r}: give the number of proxies in front of the hub, or 0.")
        return 0
    return int(value)


def _check(settings: Settings) -> list[str]:
    mistakes = []
    if not settings.database_url.startswith(("sqlite://", "postgresql+psycopg://")):
        mistakes.append("HUB_DATABASE_URL must look like postgresql://user:password@host/name, or be left unset.")
    if settings.search != "whoosh":
        mistakes.append(f"HUB_SEARCH is {settings.search!r}: the engine that stands is whoosh.")
    if urlsplit(settings.base_url).scheme not in {"http", "https"}:
        mistakes.append(f"HUB_BASE_URL is {settings.base_url!r}: give an address that starts with http:// or https://.")
    if settings.mail_url and urlsplit(settings.mail_url).scheme not in {"smtp", "smtps"}:
        mistakes.append("HUB_MAIL_URL must look like smtp://user:password@host:587 or smtps://…:465.")
    if settings.mail_reply_domain and not HOST.fullmatch(settings.mail_reply_domain):
        mistakes.append(
            f"HUB_MAIL_REPLY_DOMAIN is {settings.mail_reply_domain!r}: give a domain, such as hub.example.org."
        )
    return mistakes


def mistakes_of_binding(settings: Settings, host: str) -> list[str]:
    """What forbids serving on this host: a short key, or the demo's well-known people, off loopback."""
    if host in LOOPBACK:
        return []
    mistakes = []
    if len(settings.secret_key) < SHORTEST_KEY:
        mistakes.append(f"HUB_SECRET_KEY is too short: give at least {SHORTEST_KEY} characters, or leave it unset.")
    if settings.demo:
        mistakes.append("The demo runs on this computer alone: leave out --host, or set HUB_DEMO=0.")
    return mistakes
