"""The reader of the leak tests can see: a member is told by it what nobody outside may know."""

from tests.policy.leaks import READERS
from tests.policy.world import SECRET, make_world


def test_a_member_is_told_on_the_page_and_by_mail_what_the_leak_test_looks_for(app):
    world = make_world(app, "private")
    world.all_rows()
    told = READERS["being told"](app, world.people["member"], world)
    assert told.count(SECRET) > 10
    assert SECRET not in READERS["being told"](app, world.people["outsider"], world)
