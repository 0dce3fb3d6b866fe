"""`hub group create` and `hub member add`: what scripts lean on."""

import pytest
from click.testing import Result
from flask import Flask

from hub.groups import queries
from hub.policy import Role
from tests.factories import actor_of, make_user


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


def create(app: Flask, slug: str, visibility: str = "private", email: str = "fay@kirklees.gov.uk") -> Result:
    return run(
        app, "group", "create", slug, "--name", "Peer review", "--visibility", visibility, "--facilitator", email
    )


@pytest.fixture
def fay(app: Flask) -> object:
    return make_user("Fay", email="fay@kirklees.gov.uk")


def test_a_group_is_made_at_the_address_given_private_ones_too(app: Flask, fay: object) -> None:
    assert create(app, "peer-review").exit_code == 0
    group = queries.get_group(actor_of(fay), "peer-review")
    assert (group.name, group.visibility, group.member_count) == ("Peer review", "private", 1)
    assert actor_of(fay).roles == {group.id: Role.FACILITATOR}


def test_a_taken_address_fails_and_changes_nothing(app: Flask, fay: object) -> None:
    create(app, "peer-review")
    again = create(app, "peer-review", "open")
    assert again.exit_code == 1
    assert "already" in again.output
    assert queries.get_group(actor_of(fay), "peer-review").visibility == "private"


@pytest.mark.parametrize("slug", ["Peer Review", "new", "a/b", "-"])
def test_what_cannot_be_an_address_fails(app: Flask, fay: object, slug: str) -> None:
    assert create(app, slug).exit_code in {1, 2}


def test_an_unknown_facilitator_fails(app: Flask) -> None:
    result = create(app, "peer-review", email="nobody@kirklees.gov.uk")
    assert result.exit_code == 1
    assert "nobody@kirklees.gov.uk" in result.output


def test_a_member_is_added_and_can_be_raised(app: Flask, fay: object) -> None:
    create(app, "peer-review")
    member = make_user(email="ann@leeds.gov.uk")
    group_id = queries.get_group(actor_of(fay), "peer-review").id
    for words, role in (((), Role.MEMBER), (("--role", "facilitator"), Role.FACILITATOR)):
        for _twice in range(2):
            assert run(app, "member", "add", "peer-review", "Ann@Leeds.gov.uk", *words).exit_code == 0
        assert actor_of(member).roles == {group_id: role}
    assert queries.get_group(actor_of(fay), "peer-review").member_count == 2


def test_the_last_facilitator_is_not_lowered(app: Flask, fay: object) -> None:
    create(app, "peer-review")
    result = run(app, "member", "add", "peer-review", "fay@kirklees.gov.uk", "--role", "member")
    assert result.exit_code == 1
    assert "facilitator" in result.output


def test_adding_a_facilitator_again_leaves_them_one(app: Flask, fay: object) -> None:
    create(app, "peer-review")
    assert run(app, "member", "add", "peer-review", "fay@kirklees.gov.uk").exit_code == 0
    assert list(actor_of(fay).roles.values()) == [Role.FACILITATOR]


@pytest.mark.parametrize(("slug", "email"), [("nowhere", "fay@kirklees.gov.uk"), ("peer-review", "no@x.gov.uk")])
def test_an_unknown_group_or_person_fails(app: Flask, fay: object, slug: str, email: str) -> None:
    create(app, "peer-review")
    assert run(app, "member", "add", slug, email).exit_code == 1
