"""A person with a browser without JavaScript, at a real server: cookies, forms and nothing else."""

from typing import Any
from urllib.parse import urljoin

import requests
from selectolax.lexbor import LexborHTMLParser

from tests.servers import Server


class Visitor:
    """Opens pages and sends the forms they show."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(urljoin(self.server.address, path), timeout=20)

    def send(self, path: str, *, page: str | None = None, files: Any = None, **values: Any) -> requests.Response:
        """Open `page` (or `path`) for the form's token, then send the values to `path`."""
        token = self._token(self.get(page or path).text)
        data = {"csrf_token": token, **values}
        headers = {"Referer": self.server.address + "/"}
        url = urljoin(self.server.address, path)
        return self.session.post(url, data=data, files=files, headers=headers, timeout=20)

    def sign_in(self, email: str, password: str) -> None:
        answer = self.send("/sign-in", email=email, password=password)
        assert "sign-in" not in answer.url, f"could not sign in: {answer.status_code} at {answer.url}"

    @staticmethod
    def _token(html: str) -> str:
        field = LexborHTMLParser(html).css_first("input[name=csrf_token]")
        assert field is not None, "the page has no form"
        return field.attributes["value"] or ""
