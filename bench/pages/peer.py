"""The pages of FlaskBB 2.2.0 that do what ours do."""

from __future__ import annotations

from collections.abc import Callable

from bench.pages.visiting import Visitor, asking, replying, token_in


def acts(visitor: Visitor, login: str) -> dict[str, Callable[[], tuple[int, int]]]:
    """Sign in, and give each page by our name for it. A forum stands for a group and for its conversations."""
    name, _, password = login.partition(":")
    token = token_in(visitor.get("/auth/login"))
    visitor.send("/auth/login", {"csrf_token": token, "login": name, "password": password, "submit": "Login"})
    if "logout" not in visitor.get("/").lower():
        raise SystemExit("Signing in to the peer did not succeed.")
    return {
        "home": asking(visitor, _last("/", visitor)),
        "group": asking(visitor, _last("/forum/1", visitor)),
        "conversations": asking(visitor, _last("/forum/1", visitor)),
        "conversation": asking(visitor, _last("/topic/1", visitor)),
        "profile": asking(visitor, _last(f"/user/{name}", visitor)),
        "reply": replying(visitor, _last("/topic/3", visitor), _last("/topic/3", visitor), "content"),
    }


def _last(path: str, visitor: Visitor) -> str:
    """Where the path leads, so that the page is measured and not the way to it."""
    status, _content, headers = visitor.ask("GET", path)
    return _last(headers["Location"], visitor) if status in {301, 302, 308} else path
