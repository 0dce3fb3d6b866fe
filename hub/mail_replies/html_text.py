"""The words of an HTML mail as plain text, without what its writer only quotes."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

LARGEST = 1_000_000
DEEPEST = 400
MOST_TAGS = 60_000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
CLOSE_THEMSELVES = {
    "br",
    "hr",
    "img",
    "meta",
    "link",
    "input",
    "col",
    "wbr",
    "p",
    "li",
    "td",
    "tr",
    "th",
    "dt",
    "dd",
    "o",
}
QUOTED = (
    "blockquote[type=cite]",
    ".gmail_quote",
    ".gmail_quote_container",
    ".gmail_attr",
    ".moz-cite-prefix",
    ".yahoo_quoted",
    "blockquote.gmail_quote",
    "#appleMailSignature",
    "head",
    "style",
    "script",
    "title",
)
"""What clients wrap a quotation in."""
REST = ("#divRplyFwdMsg", "#appendonsend", "#mail-editor-reference-message-container", ".OutlookMessageHeader")
"""From here on all is the old mail, though nothing is wrapped."""
BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "pre",
    "section",
    "blockquote",
}


def text_of_html(html: str) -> str:
    """Line breaks where the eye sees them; a link's address where it says more than the link."""
    html = html[:LARGEST]
    if _is_tangled(html):
        return re.sub(r"<[^<>]*>", " ", html)
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    for selector in REST:
        for node in body.css(selector):
            _drop_following(node)
    for selector in QUOTED:
        for node in body.css(selector):
            node.decompose()
    pieces: list[str] = []
    _walk(body, pieces)
    text = re.sub(r"[ \t]+", " ", "".join(pieces))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


def _is_tangled(html: str) -> bool:
    """Nested or cut up as no person's mail is: taking it apart as HTML would take minutes."""
    depth = deepest = count = 0
    for close, tag in TAG.findall(html):
        count += 1
        if tag.lower() not in CLOSE_THEMSELVES:
            depth = max(depth - 1, 0) if close else depth + 1
            deepest = max(deepest, depth)
    return deepest > DEEPEST or count > MOST_TAGS


def _drop_following(node: LexborNode) -> None:
    """The node, and what stands after it beside it."""
    following = node.next
    while following is not None:
        after = following.next
        following.decompose()
        following = after
    node.decompose()


def _walk(root: LexborNode, pieces: list[str]) -> None:
    """In the order of reading, without recursion: mails nest as deep as they like."""
    stack: list[tuple[LexborNode | None, str]] = [(root, "")]
    while stack:
        node, said = stack.pop()
        if node is None:
            pieces.append(said)
            continue
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
            continue
        if tag == "br":
            pieces.append("\n")
            continue
        before, after = _around(tag, node)
        pieces.append(before)
        stack.append((None, after))
        child = node.last_child
        while child is not None:
            stack.append((child, ""))
            child = child.prev


def _around(tag: str, node: LexborNode) -> tuple[str, str]:
    if tag == "li":
        return "\n- ", "\n"
    if tag == "blockquote":
        return "\n", "\n\n"
    if tag == "p":
        return "\n\n", "\n\n"
    if tag in BLOCKS:
        return "\n", "\n"
    address = node.attributes.get("href") or "" if tag == "a" else ""
    if address.startswith(("http://", "https://")) and address not in (node.text() or ""):
        return "", f" ({address})"
    return "", ""
