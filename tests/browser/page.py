"""A page as a test reads it: its words, links, forms and errors."""

from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from tests.browser.checks import words


@dataclass
class Page:
    response: TestResponse
    url: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @cached_property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @property
    def h1(self) -> str:
        return words(self.tree.css_first("h1"))

    @cached_property
    def text(self) -> str:
        """The words of the main part, with single spaces."""
        return words(self.tree.css_first("main") or self.tree.body)

    def __contains__(self, sentence: str) -> bool:
        return " ".join(sentence.split()) in self.text

    def all(self, selector: str) -> list[str]:
        """The words of everything that the CSS selector finds."""
        return [words(node) for node in self.tree.css(selector)]

    @property
    def errors(self) -> list[str]:
        """What the summary says went wrong."""
        return self.all(".govuk-error-summary li")

    @property
    def links(self) -> dict[str, str]:
        """Words → address, for the main part first."""
        found: dict[str, str] = {}
        for link in [*self.tree.css("main a[href]"), *self.tree.css("a[href]")]:
            found.setdefault(words(link), link.attributes.get("href") or "")
        return found

    def link(self, wanted: str) -> str:
        matches = [href for text, href in self.links.items() if wanted in text]
        assert matches, f"No link says {wanted!r} on {self.url}; there are {sorted(self.links)}"
        return matches[0]

    def form(self, button: str = "", action: str = "") -> "Form":
        """The form with this word on its button and this in its address; the page's own before the header's."""
        seen = []
        for node in [*self.tree.css("main form"), *self.tree.css("form")]:
            form = Form(node, self.url)
            if action in form.action and any(button in name for name in form.buttons):
                return form
            seen.append((form.action, form.buttons))
        raise AssertionError(f"No form with the button {button!r} to {action!r} on {self.url}; there are {seen}")


@dataclass
class Form:
    node: LexborNode
    page_url: str

    @property
    def action(self) -> str:
        return self.node.attributes.get("action") or self.page_url

    @property
    def method(self) -> str:
        return (self.node.attributes.get("method") or "get").upper()

    @property
    def buttons(self) -> list[str]:
        return [words(b) or b.attributes.get("value") or "" for b in self.node.css("button, input[type=submit]")]

    def values(self, button: str = "") -> dict[str, list[str]]:
        """What the browser would send as the form stands, with the named button pressed."""
        sent: dict[str, list[str]] = {}
        for field in self.node.css("input, select, textarea, button"):
            name = field.attributes.get("name")
            if name:
                for value in _value_of(field, button):
                    sent.setdefault(name, []).append(value)
        return sent


def _value_of(field: LexborNode, button: str) -> list[str]:
    attributes = field.attributes
    kind = attributes.get("type") or ""
    if field.tag == "textarea":
        return [field.text(deep=True).removeprefix("\n")]
    if field.tag == "select":
        chosen = field.css("option[selected]") or field.css("option")[:1]
        return [
            (option.attributes["value"] or "") if "value" in option.attributes else words(option) for option in chosen
        ]
    if field.tag == "button" or kind == "submit":
        return [attributes.get("value") or ""] if button and button in words(field) else []
    if kind == "file" or (kind in {"checkbox", "radio"} and "checked" not in attributes):
        return []
    return [attributes.get("value") or ("on" if kind == "checkbox" else "")]
