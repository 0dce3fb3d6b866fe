"""The test's browser: Flask's client, which also checks every page it is shown."""

from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from hub.accounts.person import load_person, open_sign_in
from hub.core.uow import unit_of_work
from tests.browser.checks import faults_of
from tests.browser.page import Page


class Browser:
    """Opens pages as one person, or as a visitor. `page` is what it shows now.

    It follows redirects after a form, as browsers do, and asserts the last status. Every HTML page is checked
    for one h1, labels, linked errors, valid HTML and the rest of checks.py.
    """

    page: Page

    def __init__(self, app: Flask, user: Any = None, *, agent: str = "") -> None:
        self.app, self.agent = app, agent or f"Werkzeug/{version('werkzeug')}"
        self.client = app.test_client()
        if user is not None:
            self.sign_in(user)

    def sign_in(self, user: Any) -> None:
        """Enter without the form: the sign-in's row, and its session in this client's cookie jar."""
        with unit_of_work():
            token = open_sign_in(user.id, address="127.0.0.1", agent=self.agent)
        with self.app.test_request_context(headers={"User-Agent": self.agent}):
            login_user(load_person(token))
            fields = dict(session)
        with self.client.session_transaction() as kept:
            kept.update(fields)

    def get(self, url: str, *, status: int = 200) -> Page:
        """Open an address. A redirect is followed, unless its own status is the one expected."""
        return self._shown(self.client.get(url), url, status)

    def post(self, url: str, data: Any = None, *, status: int = 200, **values: Any) -> Page:
        """Send a form that no page showed; for what pages show, use submit()."""
        fields = MultiDict({**(data or {}), **values})
        fields.setdefault("csrf_token", self.csrf_token())
        return self._shown(self.client.post(url, data=fields, content_type="multipart/form-data"), url, status)

    def submit(self, button: str = "", *, action: str = "", status: int = 200, **values: Any) -> Page:
        """Fill in the form of the page with this button and press it. A value of None leaves the field out."""
        form = self.page.form(button, action)
        fields = MultiDict(form.values(button))
        for name, value in values.items():
            fields.poplist(name)
            if value is not None:
                fields.setlist(name, value if isinstance(value, list) else [value])
        if form.method == "GET":
            response = self.client.get(urlsplit(form.action).path, query_string=fields)
        else:
            headers = {"Sec-Fetch-Site": "same-origin"}  # as browsers say of a form of the site's own page
            response = self.client.post(form.action, data=fields, headers=headers, content_type="multipart/form-data")
        return self._shown(response, form.action, status)

    def click(self, words: str, *, status: int = 200) -> Page:
        """Follow the link of the page that says this."""
        return self.get(urljoin(self.page.url, self.page.link(words)), status=status)

    def csrf_token(self) -> str:
        with self.client.session_transaction() as kept, self.app.test_request_context():
            session.update(kept)
            token = generate_csrf()
            kept["csrf_token"] = session["csrf_token"]
        return str(token)

    def _shown(self, response: TestResponse, url: str, status: int) -> Page:
        while response.status_code in {301, 302, 303, 307, 308} and response.status_code != status:
            url = urljoin(url, response.location)
            response = self.client.get(url)
        self.page = Page(response, url)
        assert response.status_code == status, f"{url} answered {response.status_code}, not {status}: {self._said()}"
        if response.mimetype == "text/html" and self.page.html.strip() and response.status_code not in {301, 302, 303}:
            faults = faults_of(self.page.html)
            assert not faults, f"{url} breaks rules of every page:\n  " + "\n  ".join(faults)
        return self.page

    def _said(self) -> str:
        return f"{self.page.h1}: {self.page.text[:300]}" if self.page.response.mimetype == "text/html" else ""
