"""People for the tests of finding: with words of their own, as an edited profile leaves them."""

from hub.accounts.models import User
from hub.core.uow import unit_of_work
from hub.organisations.models import Organisation, SimilarOrganisation
from hub.people.words import write_words
from tests.factories import make_user


def find_me(name: str, *, title: str = "", organisation: Organisation | None = None, **fields: object) -> User:
    """A person whose profile is in the index of words."""
    user = make_user(name, organisation=organisation, **fields)
    with unit_of_work():
        user.appointments[0].job_title = title
        write_words([user.id])
    return user


def liken(mine: Organisation, *others: Organisation, basis: str = "global") -> None:
    """Say that these are like mine, the nearest first."""
    from hub.core.db import db

    with unit_of_work():
        db.session.add_all(
            SimilarOrganisation(organisation_id=mine.id, basis=basis, rank=rank, similar_id=other.id)
            for rank, other in enumerate(others, start=1)
        )
