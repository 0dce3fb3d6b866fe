"""Handing mail to a server, or to a folder where no server is set."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

SECONDS = 30
PERMANENT = 500


class Away(Exception):
    """The server cannot be reached, or says to try later. The mail has certainly not gone."""


@dataclass(frozen=True)
class Outcome:
    """`state`: accepted, refused, or unknown where the connection broke while the mail was going over.

    `is_about_address`: the server refused the recipient, not what the mail says.
    """

    state: str
    said: str = ""
    is_about_address: bool = False


class Post:
    """One connection for many mails, made when the first needs it. `before_data` runs once a recipient is taken."""

    def __init__(self, url: str | None, folder: Path) -> None:
        self.url, self.folder = url, folder
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self._close()

    @property
    def is_a_folder(self) -> bool:
        return self.url is None

    def hand_over(self, message: Message, name: str, before_data: Callable[[], bool]) -> Outcome | None:
        """None where `before_data` says no. Raises Away where the mail is to be tried again later."""
        if self.url is None:
            return self._write(message, name) if before_data() else None
        server = self._connected(self.url)
        if refusal := self._addressed(server, message):
            return refusal
        if not before_data():
            self._reset(server)
            return None
        return self._send(server, message.as_bytes())

    def _write(self, message: Message, name: str) -> Outcome:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / f"{name}.eml").write_bytes(message.as_bytes(policy=compat32))
        return Outcome("accepted")

    def _connected(self, url: str) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = _connect(url)
            except (OSError, smtplib.SMTPException) as error:
                raise Away(f"the mail server: {error}") from error
        return self._server

    def _addressed(self, server: smtplib.SMTP, message: Message) -> Outcome | None:
        """Name sender and recipient. An Outcome where the server takes no mail for this address."""
        try:
            code, said = server.mail(parseaddr(str(message["From"]))[1])
            if code == 250:
                code, said = server.rcpt(parseaddr(str(message["To"]))[1])
                if code in {250, 251}:
                    return None
                self._reset(server)
                if code >= PERMANENT:
                    return Outcome("refused", _words(code, said), is_about_address=True)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Away(f"the mail server: {error}") from error
        self._reset(server)
        raise Away(_words(code, said))

    def _send(self, server: smtplib.SMTP, body: bytes) -> Outcome:
        try:
            code, said = server.data(body)
        except smtplib.SMTPDataError as error:
            code, said = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Outcome("unknown", f"the connection broke: {error}")
        if code == 250:
            return Outcome("accepted")
        self._reset(server)
        if code >= PERMANENT:
            return Outcome("refused", _words(code, said))
        raise Away(_words(code, said))

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self._close()

    def _close(self) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {_bytes(said).decode('utf-8', 'replace')}"[:300]


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    server = connect(host, parts.port or (465 if secure else 25), timeout=SECONDS)
    try:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server
