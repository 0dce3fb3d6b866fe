"""As many people as a country has officers and councillors, made in a few statements on either database."""

from sqlalchemy import insert, text

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.belonging import recount
from hub.groups.models import Group, Membership
from hub.groups.tags import write_tags
from hub.organisations.models import Organisation, SimilarOrganisation
from tests.factories import make_group

COUNCILS, REGIONS, TYPES = 400, ("North West", "South East", "Wales"), ("CTY", "MD", "UA", "NMD")

PEOPLE = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :size)
INSERT INTO users (email, display_name, state, is_staff, language, permissions_version, version, audience, works_on,
    ask_about, job_title_seen_by, works_on_seen_by, ask_about_seen_by, photo_seen_by, created_at)
SELECT 'crowd' || n || '@example.gov.uk', 'Name' || (n % 9973) || ' Family' || (n % 1009), 'active', {false}, 'en', 1,
    1, 'signed-in', 'subject' || (n % 997), 'matter' || (n % 499), 'everyone',
    CASE WHEN n % 10 = 0 THEN 'groups' ELSE 'everyone' END, 'everyone', 'everyone', :now
FROM numbers
"""
OFFICES = """
INSERT INTO appointments (user_id, organisation_id, kind, job_title, is_main, organisation_confirmed_at, created_at)
SELECT id, :first + id % :councils, CASE WHEN id % 5 = 0 THEN 'councillor' ELSE 'officer' END, 'Title' || (id % 211),
    {true}, :now, :now
FROM users WHERE email LIKE 'crowd%'
"""
WORDS = """
INSERT INTO person_words (word, user_id, field)
SELECT lower('name' || (id % 9973)), id, 'name' FROM users WHERE email LIKE 'crowd%' UNION ALL
SELECT lower('family' || (id % 1009)), id, 'name' FROM users WHERE email LIKE 'crowd%' UNION ALL
SELECT works_on, id, 'works_on' FROM users WHERE email LIKE 'crowd%' UNION ALL
SELECT ask_about, id, 'ask_about' FROM users WHERE email LIKE 'crowd%' UNION ALL
SELECT lower('title' || (id % 211)), id, 'job_title' FROM users WHERE email LIKE 'crowd%'
"""


def make_crowd(size: int) -> list[Organisation]:
    """Councils in regions and of types, alike by rank; people in them; a group of a sixth of them about parking."""
    councils = _make_councils()
    large = make_group("Parking", "open")
    flags = {"sqlite": ("0", "1")}.get(db.engine.dialect.name, ("false", "true"))
    with unit_of_work():
        now = clock.now().replace(tzinfo=None) if flags[0] == "0" else clock.now()
        facts = {"size": size, "now": now, "first": councils[0].id, "councils": COUNCILS}
        for statement in (PEOPLE, OFFICES, WORDS):
            wanted = {name: value for name, value in facts.items() if f":{name}" in statement}
            db.session.execute(text(statement.format(false=flags[0], true=flags[1])), wanted)
        _fill(large)
    recount()
    _look_after()
    return councils


def _look_after() -> None:
    """What both databases do by themselves, a little later."""
    words = "ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(words)


def _make_councils() -> list[Organisation]:
    with unit_of_work():
        councils = [
            Organisation(
                kind="council",
                official_name=f"Place{number} Council",
                nice_name=f"Place{number}",
                region=REGIONS[number % 3],
                authority_type=TYPES[number % 4],
                authority_type_name=f"Type {TYPES[number % 4]}",
            )
            for number in range(COUNCILS)
        ]
        db.session.add_all(councils)
        db.session.flush()
        for basis in ("global", "economic", "demographic"):
            for place in range(COUNCILS):
                db.session.execute(
                    insert(SimilarOrganisation), [_alike(councils, place, basis, r) for r in range(1, 21)]
                )
    return councils


def _alike(councils: list[Organisation], place: int, basis: str, rank: int) -> dict[str, object]:
    other = councils[(place + rank) % COUNCILS]
    return {"organisation_id": councils[place].id, "basis": basis, "rank": rank, "similar_id": other.id}


def _fill(group: Group) -> None:
    write_tags(group.id, ["parking"])
    crowd = db.session.query(User.id).filter(User.email.like("crowd%"), User.id % 6 == 0)
    rows = [{"user_id": user_id, "group_id": group.id, "joined_at": clock.now()} for (user_id,) in crowd]
    db.session.execute(insert(Membership), rows)
