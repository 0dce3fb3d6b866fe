"""Who may do what, as one table that a change of power shows up in. `HUB_WRITE_MATRIX=1` writes it anew."""

import os
from itertools import product
from pathlib import Path

import pytest

from hub.policy import RULES, Forbidden, NotFound, Verb, can, require
from tests.policy.rows import ACTORS, ROWS

GOLDEN = Path(__file__).with_name("matrix.txt")


def matrix():
    lines = []
    for row_name, row in ROWS.items():
        lines.append(row_name)
        for actor_name, actor in ACTORS.items():
            verbs = [verb.value for verb in Verb if can(actor, verb, row)]
            lines.append(f"    {actor_name:24} {', '.join(verbs) or '–'}")
    return "\n".join(lines) + "\n"


def test_the_table_of_powers_is_the_one_that_was_reviewed():
    if os.environ.get("HUB_WRITE_MATRIX"):
        GOLDEN.write_text(matrix(), encoding="utf-8")
    assert matrix() == GOLDEN.read_text(encoding="utf-8"), (
        "Someone gains or loses a power. If that is meant: HUB_WRITE_MATRIX=1 make check, and read the diff."
    )


@pytest.mark.parametrize(("actor", "row"), list(product(ACTORS, ROWS)))
def test_no_verb_is_allowed_where_viewing_is_not(actor, row):
    allowed = [verb for verb in Verb if can(ACTORS[actor], verb, ROWS[row])]
    assert not allowed or Verb.VIEW in allowed


def test_every_verb_has_a_rule():
    assert set(RULES) == set(Verb)


def test_what_one_may_see_but_not_do_is_forbidden():
    with pytest.raises(Forbidden):
        require(ACTORS["outsider"], Verb.MANAGE, ROWS["open group"])


def test_what_one_may_not_know_of_is_not_found():
    with pytest.raises(NotFound):
        require(ACTORS["outsider"], Verb.MANAGE, ROWS["private group"])


@pytest.mark.parametrize("row", [name for name in ROWS if "private" in name])
def test_staff_read_no_private_group(row):
    assert not can(ACTORS["staff"], Verb.VIEW, ROWS[row])


@pytest.mark.parametrize("row", ROWS)
def test_breaking_the_glass_gives_eyes_and_no_hands(row):
    extra = {verb for verb in Verb if can(ACTORS["staff, group opened"], verb, ROWS[row])}
    plain = {verb for verb in Verb if can(ACTORS["staff"], verb, ROWS[row])}
    assert extra - plain <= {Verb.VIEW, Verb.ASK_TO_JOIN, Verb.ADMINISTER}


def test_a_visitor_holds_no_token_but_public():
    assert ACTORS["visitor"].audiences == {"public"}
