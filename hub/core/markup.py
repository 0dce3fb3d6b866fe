"""Markdown to HTML that is safe to show. Rendered when it is written and stored beside its source.

Three barriers: bleach cleans and links, nh3 cleans again because bleach is no longer maintained, and the pages'
content security policy runs no inline script whatever came through.
"""

from __future__ import annotations

import re
from typing import Any

import bleach
import nh3
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

RENDERER_VERSION = 1

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code"),
    *("em", "strong", "del", "sup", "sub", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
PROTOCOLS = {"http", "https", "mailto"}
MOST_OPEN_BRACKETS = 100
EXTENSIONS = ["tables", "fenced_code", "footnotes", "sane_lists", "nl2br"]


def render(source: str) -> str:
    """The HTML of a person's Markdown: no script, style, image, form or address that acts."""
    html = Markdown(extensions=EXTENSIONS, output_format="html").convert(_untangled(_without_page_title(source)))
    cleaned = bleach.clean(html, tags=TAGS, attributes=_listed(ATTRIBUTES), protocols=PROTOCOLS, strip=True)
    linked = bleach.linkify(cleaned, callbacks=[_unfollowed], skip_tags={"pre", "code"})
    return nh3.clean(linked, tags=TAGS, attributes=ATTRIBUTES, url_schemes=PROTOCOLS, link_rel="nofollow noopener ugc")


def plain(source: str) -> str:
    """The words of a person's Markdown, without its signs: for search, mail and previews."""
    return plain_of_html(render(source))


def plain_of_html(html: str) -> str:
    """The words of HTML that `render` made."""
    body = LexborHTMLParser(html).body
    return re.sub(r"\s+", " ", body.text(separator=" ")).strip() if body else ""


def _untangled(source: str) -> str:
    """With brackets as plain signs where hundreds stay open: taking those apart as Markdown takes minutes."""
    opens = max(source.count(a) - source.count(b) for a, b in ("[]", "()", "<>"))
    if opens <= MOST_OPEN_BRACKETS:
        return source
    return source.replace("[", "&#91;").replace("(", "&#40;").replace("<", "&lt;")


def _without_page_title(source: str) -> str:
    """`# Title` would be a second page title: it becomes a heading below the page's own."""
    return re.sub(r"(?m)^#(?=\s)", "##", source)


def _listed(attributes: dict[str, set[str]]) -> dict[str, list[str]]:
    return {tag: sorted(names) for tag, names in attributes.items()}


def _unfollowed(attributes: Any, _new: bool = False) -> Any:
    attributes[(None, "rel")] = "nofollow noopener ugc"
    return attributes


__all__ = ["RENDERER_VERSION", "plain", "plain_of_html", "render"]
