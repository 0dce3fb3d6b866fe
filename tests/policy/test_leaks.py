"""Leaks live beside the page: every address and every other reader, for everyone who is outside."""

import re

import pytest
from flask import Flask

from hub.core.worker import drain
from tests.browser import Browser
from tests.policy.leaks import ABSENT, OUTSIDERS, READERS, SEARCHES, look, pages, unknown_parameters, values_for
from tests.policy.open_pages import OPEN_PAGES
from tests.policy.world import SECRET, World, make_world


@pytest.fixture
def hidden(app: Flask) -> tuple[World, dict]:
    """A private group full of things, all of them indexed, and the values that name them."""
    world = make_world(app, "private")
    values = values_for(world, world.all_rows())
    index(app)
    return world, values


def index(app: Flask) -> None:
    while drain("index", "test"):
        pass


def browsers(app: Flask, world: World) -> dict[str, Browser]:
    return {name: Browser(app, world.people[name]) for name in OUTSIDERS if name != "suspended"}


def test_every_parameter_of_an_address_has_a_value(app: Flask, hidden: tuple[World, dict]) -> None:
    missing = unknown_parameters(app, hidden[1])
    assert not missing, f"Give {missing} a value in tests/policy/leaks.py, so that those pages are looked at too."


def test_no_page_tells_an_outsider_a_word_of_a_private_group(app: Flask, hidden: tuple[World, dict]) -> None:
    world, values = hidden
    for name, browser in browsers(app, world).items():
        for _rule, url in pages(app, values):
            seen = look(browser, url)
            assert SECRET not in seen.body + seen.headers, f"{url} tells the {name} what is not theirs"
            assert seen.status != 500, f"{url} fails for the {name}"


@pytest.mark.parametrize("url", SEARCHES)
def test_no_search_tells_an_outsider_a_word_of_a_private_group(
    app: Flask, hidden: tuple[World, dict], url: str
) -> None:
    for name, browser in browsers(app, hidden[0]).items():
        seen = look(browser, url)
        assert SECRET not in seen.body + seen.headers, f"{url} tells the {name} what is not theirs"
        assert seen.status != 500, f"{url} fails for the {name}"


def test_members_do_see_it_so_the_test_can_see(app: Flask, hidden: tuple[World, dict]) -> None:
    world, values = hidden
    browser = Browser(app, world.people["member"])
    told = [rule.endpoint for rule, url in pages(app, values) if SECRET in look(browser, url).body]
    assert {"groups.show", "groups.directory", "library.document", "live.audience", "live.record"} <= set(told)
    assert SECRET in look(browser, SEARCHES[0]).body


@pytest.mark.parametrize("reader", READERS)
def test_no_other_reader_tells_an_outsider_either(app: Flask, hidden: tuple[World, dict], reader: str) -> None:
    world, _values = hidden
    for name in OUTSIDERS:
        assert SECRET not in READERS[reader](app, world.people[name], world), f"{reader} tells the {name}"


def test_what_is_hidden_and_what_is_absent_look_the_same(app: Flask, hidden: tuple[World, dict]) -> None:
    world, values = hidden
    absent = {key: ABSENT if isinstance(value, int) else "nowhere" for key, value in values.items()}
    open_to_all = {"person_id", "organisation_id", "user_id", "token", "filename"}
    for name, browser in browsers(app, world).items():
        both = zip(pages(app, values), pages(app, absent), strict=True)
        for (rule, there), (_same, nowhere) in both:
            if rule.arguments and not rule.arguments & open_to_all:
                real, none = look(browser, there), look(browser, nowhere)
                assert (real.status, tidy(real.body, there)) == (none.status, tidy(none.body, nowhere)), (
                    f"{there}: {name}"
                )


def tidy(body: str, url: str) -> str:
    """The page without what differs each time it is shown, and without its own address."""
    body = re.sub(r'(csrf_token"(?: value=|:)")[^"]*', r"\1", body)
    body = re.sub(r'(value=")[0-9a-f]{32}"', r'\1"', body)  # what makes a form sent twice one
    body = body.replace(url, "HERE").replace(url.replace("/", "%2F"), "HERE")
    return re.sub(r"\d{2}:\d{2}(:\d{2})?|[\w-]*nonce[\w-]*", "", body)


def test_what_others_do_in_private_changes_no_page_of_an_outsiders(app: Flask) -> None:
    """Not a count, a facet or a name: the pages before and after are the same."""
    shown = make_world(app, "public")
    values = values_for(shown, shown.all_rows())
    index(app)
    everyone = {"visitor": Browser(app), "outsider": Browser(app, shown.people["outsider"])}
    urls = [url for _rule, url in pages(app, values)] + list(SEARCHES)
    before = {(name, url): tidy(look(b, url).body, url) for name, b in everyone.items() for url in urls}
    make_private_things(app, shown)
    for (name, url), page in before.items():
        assert tidy(look(everyone[name], url).body, url) == page, f"{url} changed for the {name}"


def make_private_things(app: Flask, shown: World) -> None:
    """Another group, private, with the same people and the same kinds of things in it."""
    from hub.core.uow import unit_of_work
    from tests.factories import add_member, make_group

    group = make_group("Closed door", "private", facilitator=shown.people["facilitator"])
    for name in ("member", "author"):
        add_member(group, shown.people[name])
    inner = World(group, shown.session, shown.people)
    inner.rows("document")
    with unit_of_work():
        group.purpose = "Also about a pothole"
    index(app)


@pytest.mark.parametrize("reader", OPEN_PAGES)
def test_a_member_is_told_by_each_of_these_so_the_test_can_see(
    app: Flask, hidden: tuple[World, dict], reader: str
) -> None:
    world, _values = hidden
    assert SECRET in OPEN_PAGES[reader](app, world.people["member"], world)
