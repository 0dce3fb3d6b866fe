"""Actors and rows for tests of the policy alone: plain facts, no database."""

from dataclasses import dataclass

from hub.policy import PUBLIC, SIGNED_IN, STAFF, VISITOR, Actor, Role

GROUP, SESSION, AUTHOR = 7, 3, 40


@dataclass(frozen=True)
class Row:
    """What the predicates read of a row."""

    audience: str
    audience_also: str | None = None
    content_audience: str | None = None
    group_id: int | None = GROUP
    author_id: int | None = AUTHOR
    live_session_id: int | None = None
    person_id: int | None = None
    is_closed: bool = False
    is_shared: bool = False
    is_open_to_all: bool = False


INSIDE = f"group:{GROUP}"
HELD = f"facilitators:{GROUP}"

ACTORS = {
    "visitor": VISITOR,
    "outsider": Actor(id=10),
    "ex-member, author": Actor(id=AUTHOR),
    "member": Actor(id=20, roles={GROUP: Role.MEMBER}),
    "member, author": Actor(id=AUTHOR, roles={GROUP: Role.MEMBER}),
    "member of another group": Actor(id=21, roles={8: Role.FACILITATOR}),
    "panellist": Actor(id=30, panels=frozenset({SESSION})),
    "host": Actor(id=31, roles={GROUP: Role.MEMBER}, hosted=frozenset({SESSION})),
    "facilitator": Actor(id=50, roles={GROUP: Role.FACILITATOR}),
    "facilitator, before it": Actor(id=51, roles={GROUP: Role.FACILITATOR}, watched=frozenset({SESSION})),
    "staff": Actor(id=60, is_staff=True),
    "staff, group opened": Actor(id=61, is_staff=True, opened=frozenset({GROUP})),
}

ROWS = {
    "public group": Row(PUBLIC, None, PUBLIC, author_id=None, is_shared=True),
    "open group": Row(SIGNED_IN, None, SIGNED_IN, author_id=None, is_shared=True),
    "restricted group": Row(SIGNED_IN, None, INSIDE, author_id=None, is_shared=True),
    "private group": Row(INSIDE, None, INSIDE, author_id=None, is_shared=True),
    "open group, archived": Row(SIGNED_IN, None, SIGNED_IN, author_id=None, is_shared=True, is_closed=True),
    "content of a public group": Row(PUBLIC),
    "content of an open group": Row(SIGNED_IN),
    "content of a restricted or private group": Row(INSIDE),
    "content of a private group, archived": Row(INSIDE, is_closed=True),
    "shared content of a private group": Row(INSIDE, is_shared=True),
    "held content": Row(HELD, f"user:{AUTHOR}"),
    "draft": Row(f"user:{AUTHOR}"),
    "question of a private group's session": Row(INSIDE, f"panel:{SESSION}", live_session_id=SESSION),
    "question of an open session, open to all": Row(SIGNED_IN, live_session_id=SESSION, is_open_to_all=True),
    "content of the hub's own board, open to all": Row(SIGNED_IN, is_open_to_all=True),
    "question for the panel alone": Row(f"panel:{SESSION}", f"user:{AUTHOR}", live_session_id=SESSION),
    "a person": Row(SIGNED_IN, f"user:{AUTHOR}", group_id=None, author_id=None, person_id=AUTHOR),
    "a person who waits for staff": Row(STAFF, f"user:{AUTHOR}", group_id=None, author_id=None, person_id=AUTHOR),
    "the hub itself": Row(STAFF, group_id=None, author_id=None),
}
