"""Browsers are named as their owners name them."""

import pytest

from hub.accounts.agents import name_of_agent

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Mobile Safari/604"
)
FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/142.0", "Edge on Windows"),
        (SAFARI, "Safari on iPhone"),
        (FIREFOX, "Firefox on Mac"),
        ("curl/8.1", "curl/8.1"),
        ("", "A browser that did not give its name"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(app, agent, words):
    with app.test_request_context():
        assert name_of_agent(agent) == words


def test_a_long_agent_is_cut(app):
    with app.test_request_context():
        assert len(name_of_agent("x" * 500)) == 60
