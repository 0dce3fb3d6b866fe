"""Markdown to HTML that is safe to show. Rendered when it is written and stored beside its source.

Three barriers: bleach cleans and links, nh3 cleans again because bleach is no longer maintained, and the pages'
content security policy runs no inline script whatever came through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import bleach
import nh3
from bleach.linkifier import Linker, LinkifyFilter
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

RENDERER_VERSION = 2

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code"),
    *("em", "strong", "del", "sup", "sub", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
PROTOCOLS = {"http", "https", "mailto"}
CODE = {"pre", "code"}
MOST_OPEN_BRACKETS = 100
EXTENSIONS = ["tables", "fenced_code", "footnotes", "sane_lists", "nl2br"]


def render(source: str) -> str:
    """The HTML of a person's Markdown: no script, style, image, form or address that acts."""
    html = Markdown(extensions=EXTENSIONS, output_format="html").convert(_untangled(_without_page_title(source)))
    cleaned = bleach.clean(html, tags=TAGS, attributes=_listed(ATTRIBUTES), protocols=PROTOCOLS, strip=True)
    return nh3.clean(
        _linked(cleaned), tags=TAGS, attributes=ATTRIBUTES, url_schemes=PROTOCOLS, link_rel="nofollow noopener ugc"
    )


class _LinkFilter(LinkifyFilter):
    """bleach leaves code alone, entities too, and they are then escaped once more: `->` would be read as `-&gt;`."""

    def __iter__(self) -> Iterator[Any]:
        depth = 0
        for token in super().__iter__():
            if token.get("name") in CODE:
                depth += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
            if depth and token["type"] == "Characters":
                yield from self.extract_entities(token)
            else:
                yield token


def _linked(html: str) -> str:
    """With its addresses as links, but for those in code."""
    linker: Any = Linker(callbacks=[_unfollowed], skip_tags=CODE)
    tree = linker.walker(linker.parser.parseFragment(html))
    linked = _LinkFilter(source=tree, callbacks=linker.callbacks, skip_tags=CODE)
    return str(linker.serializer.render(linked))


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
