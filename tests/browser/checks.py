"""What has to hold on every page, whoever opens it: structure, labels, errors, policy of content."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import html5lib
from selectolax.lexbor import LexborHTMLParser, LexborNode

Check = Callable[[LexborHTMLParser], Iterator[str]]
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}

# What html5lib calls an error and the standard of today does not.
ALLOWED = {"expected-doctype-but-got-start-tag"}


def words(node: LexborNode | None) -> str:
    return " ".join(node.text(deep=True, separator=" ").split()) if node is not None else ""


def one_heading(tree: LexborHTMLParser) -> Iterator[str]:
    headings = [words(node) for node in tree.css("h1")]
    if len(headings) != 1:
        yield f"a page has one h1, this has {headings}"
        return
    title = words(tree.css_first("title")).removeprefix("Error: ")
    if not title.startswith(headings[0]):
        yield f"the title starts with the h1: {title!r} does not start with {headings[0]!r}"


def heading_order(tree: LexborHTMLParser) -> Iterator[str]:
    """Levels go down one at a time, from the h1 on; the header's own headings stand before it."""
    levels = [int(node.tag[1]) for node in tree.css("main h1, main h2, main h3, main h4, main h5, main h6")]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def language(tree: LexborHTMLParser) -> Iterator[str]:
    if not tree.css_first("html[lang]"):
        yield "html says its language: lang=…"
    if not tree.css_first("main"):
        yield "the page has a main element, for the skip link and for screen readers"


def unique_ids(tree: LexborHTMLParser) -> Iterator[str]:
    counts = Counter(node.attributes.get("id") or "" for node in tree.css("[id]"))
    yield from (f"the id {name!r} stands {count} times" for name, count in counts.items() if count > 1)
    if "" in counts:
        yield "an id is empty"


def labels(tree: LexborHTMLParser) -> Iterator[str]:
    named = {node.attributes.get("for") for node in tree.css("label[for]") if words(node)}
    for field in tree.css("input, select, textarea"):
        attributes = field.attributes
        if attributes.get("type") in UNLABELLED or attributes.get("id") in named:
            continue
        if not (attributes.get("aria-label") or attributes.get("aria-labelledby") or inside(field, "label")):
            yield f"the field {attributes.get('name')!r} has no label"


def inside(node: LexborNode, tag: str) -> bool:
    parent = node.parent
    while parent is not None and parent.tag != tag:
        parent = parent.parent
    return parent is not None


def references(tree: LexborHTMLParser) -> Iterator[str]:
    """What points at an id on this page finds it there."""
    ids = {node.attributes.get("id") for node in tree.css("[id]")}
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for node in tree.css(f"[{attribute}]"):
            missing = set((node.attributes.get(attribute) or "").split()) - ids
            if missing:
                yield f"{attribute} of <{node.tag}> points at {sorted(missing)}, which is not here"
    for link in tree.css("a[href^='#']"):
        target = (link.attributes.get("href") or "#")[1:]
        if target and target not in ids:
            yield f"the link {words(link)!r} jumps to #{target}, which is not here"


def errors(tree: LexborHTMLParser) -> Iterator[str]:
    """Each message beside a field is linked from the summary at the top."""
    shown = [node.attributes.get("id") or "" for node in tree.css(".govuk-error-message[id]")]
    linked = [link.attributes.get("href") or "" for link in tree.css(".govuk-error-summary a")]
    fields = {name.removesuffix("-error") for name in shown}
    missing = [name for name in fields if not any(href[1:].startswith(name) for href in linked)]
    if missing:
        yield f"the error summary has no link to {missing}"


def forms(tree: LexborHTMLParser) -> Iterator[str]:
    for form in tree.css("form"):
        action, method = form.attributes.get("action"), (form.attributes.get("method") or "").lower()
        if not action:
            yield "a form says where it goes: action=…"
        if method not in {"get", "post"}:
            yield f"the form to {action} says its method"
        token = form.css_first("input[name=csrf_token]")
        if method == "post" and token is None:
            yield f"the form to {action} has no CSRF token"
        if method == "get" and token is not None:
            yield f"the form to {action} shows its CSRF token in the address"
        if not form.css_first("button, input[type=submit]"):
            yield f"the form to {action} has no button, so it needs JavaScript"


def content_policy(tree: LexborHTMLParser) -> Iterator[str]:
    """No inline script or style: the policy of content would stop them."""
    for script in tree.css("script"):
        if not script.attributes.get("src") and script.attributes.get("type") != "application/json":
            yield "a script stands in the page: move it to a module in static/js"
    if tree.css("style") or tree.css("[style]"):
        yield "a style stands in the page: move it to static/scss"
    for node in tree.css("*"):
        handlers = [name for name in node.attributes if name.startswith("on")]
        if handlers or (node.attributes.get("href") or "").lower().startswith("javascript:"):
            yield f"<{node.tag}> acts in the page ({handlers}): listen from a module"


def images_and_links(tree: LexborHTMLParser) -> Iterator[str]:
    yield from (f"the image {i.attributes.get('src')} has no alt" for i in tree.css("img") if "alt" not in i.attributes)
    for link in tree.css("a[href], button"):
        named = words(link) or link.attributes.get("aria-label") or link.css_first("img[alt], title")
        if not named:
            yield f"<{link.tag}> to {link.attributes.get('href')} has no words"


def nothing_leaks_from_templates(tree: LexborHTMLParser) -> Iterator[str]:
    """Signs that code was shown instead of a value."""
    found = re.findall(
        r"\{\{|\{%|\bUndefined\b|<hub\.|object at 0x|%\(\w+\)s|\bNone\b(?= ·|$)", words(tree.css_first("main"))
    )
    if found:
        yield f"the page shows code: {found}"


CHECKS: tuple[Check, ...] = (
    one_heading, heading_order, language, unique_ids, labels, references, errors, forms, content_policy,
    images_and_links, nothing_leaks_from_templates,
)  # fmt: skip


def valid_html(html: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(html)
    lines = html.splitlines()
    for (line, _column), code, facts in parser.errors:
        if code not in ALLOWED:
            shown = lines[line - 1].strip()[:120] if 0 < line <= len(lines) else ""
            yield f"not valid HTML, line {line}: {code} {facts or ''} {shown}"


def faults_of(html: str) -> list[str]:
    """Every rule this page breaks, as sentences."""
    tree = LexborHTMLParser(html)
    return [fault for check in CHECKS for fault in check(tree)] + list(valid_html(html))
