"""Keyset pages: forward and back, nothing twice, nothing left out."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.uow import unit_of_work
from hub.organisations.models import Organisation


@pytest.fixture
def names(app: Flask) -> list[str]:
    """Seven names, two of them alike."""
    names = ["Adur", "Bath", "Bath", "Camden", "Derby", "Exeter", "Fylde"]
    with unit_of_work():
        db.session.add_all([Organisation(kind="council", official_name=name, nice_name=name) for name in names])
    return names


def _page(cursor: str | None = None, *, descending: bool = False) -> Page[Organisation]:
    keys = (Organisation.nice_name, Organisation.id)
    return paginate(select(Organisation), *keys, cursor=cursor, descending=descending, size=3)


def _names(page: Page[Organisation]) -> list[str]:
    return [organisation.nice_name for organisation in page.items]


def test_going_forward_shows_each_row_once(names: list[str]) -> None:
    seen, page = _names(_page()), _page()
    while page.next_cursor:
        page = _page(page.next_cursor)
        seen += _names(page)
    assert seen == names


def test_going_back_shows_the_page_one_came_from(names: list[str]) -> None:
    second = _page(_page().next_cursor)
    assert _names(_page(second.previous_cursor)) == names[:3]


def test_the_first_page_has_no_page_before_it_and_the_last_none_after(names: list[str]) -> None:
    assert _page().previous_cursor is None
    last = _page(_page(_page().next_cursor).next_cursor)
    assert (_names(last), last.next_cursor) == (["Fylde"], None)


def test_descending_order_is_the_ascending_one_reversed(names: list[str]) -> None:
    first = _page(descending=True)
    assert _names(first) + _names(_page(first.next_cursor, descending=True)) == names[::-1][:6]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "WzFd",
        "bnVsbA",
        "eyJhIjoxfQ",
        "W2ZhbHNlLDEsIngiXQ",
        "W2ZhbHNlLCJ4Iiw5OTk5OTk5OTk5OTk5OTk5OTk5OTldXQ",
    ],
)
def test_a_cursor_that_cannot_be_read_gives_the_first_page(names: list[str], cursor: str) -> None:
    assert _names(_page(cursor)) == names[:3]


def test_a_row_added_while_reading_shifts_nothing(names: list[str]) -> None:
    cursor = _page().next_cursor
    with unit_of_work():
        db.session.add(Organisation(kind="council", official_name="Ashford", nice_name="Ashford"))
    assert _names(_page(cursor)) == names[3:6]
