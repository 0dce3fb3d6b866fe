"""Documents that posts point to: one name for each, and none that the writer may not see."""

import pytest

from hub.conversations import attaching
from hub.core.errors import Refused
from tests.conversations.making import make_circle
from tests.factories import actor_of, make_user
from tests.library.making import publish


@pytest.fixture
def circle(app):
    return make_circle("private")


def refs(person, *named):
    return attaching.read_refs(actor_of(person), named)


def test_a_document_named_in_several_ways_is_one_document(circle):
    number = publish(circle.ann, circle.group).id
    ways = (f"document:{number}", f"document:00{number}", f"https://hub.example/groups/parking/library/{number}?x=1")
    assert refs(circle.ben, *ways) == [f"document:{number}"]


def test_a_document_one_may_not_see_is_refused_as_one_that_is_not_there(circle):
    number = publish(circle.ann, circle.group).id
    for person, name in ((make_user("Olu"), f"document:{number}"), (circle.ben, "document:999")):
        with pytest.raises(Refused, match=f"no document at “{name}”"):
            refs(person, name)
