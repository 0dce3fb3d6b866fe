"""A private group with Ann who runs it, Bill who belongs, and a document in which things happen."""

import pytest

from tests.factories import add_member, make_group, make_user
from tests.notifications.making import document_in


@pytest.fixture
def ann(app):
    return make_user("Ann Price")


@pytest.fixture
def bill(app):
    return make_user("Bill Roe")


@pytest.fixture
def group(ann, bill):
    group = make_group("Waste", "private", facilitator=ann)
    add_member(group, bill)
    return group


@pytest.fixture
def document(group, ann):
    return document_in(group, ann)
