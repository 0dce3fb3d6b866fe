"""Every permission in the hub, on one page.

RULES maps a verb to any-of clauses, each an all-of tuple of small predicates over audience, role, author and
status. They never speak of documents or posts, so a new kind of content is covered the day it exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam, or_

PUBLIC = "public"
SIGNED_IN = "signed-in"
STAFF = "staff"


class Forbidden(Exception):
    """The actor can see the thing but may not do this to it."""


class NotFound(Exception):
    """The thing does not exist, or the actor may not know that it does."""


class Role(IntEnum):
    MEMBER = 1
    FACILITATOR = 2


class Verb(StrEnum):
    VIEW = "view"
    JOIN = "join"
    ASK_TO_JOIN = "ask to join"
    CONTRIBUTE = "contribute"
    EDIT = "edit"
    ANSWER = "answer"
    MODERATE = "moderate"
    MANAGE = "manage"
    ADMINISTER = "administer"


@dataclass(frozen=True)
class Actor:
    """The person as the policy sees them. Loaded for each request and socket event, never stored.

    `panels` are the live sessions this person answers in, `hosted` those they run, `watched` those of the groups
    they facilitate that are not published yet. `opened` are the groups that staff opened by break-glass.
    """

    id: int | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)
    panels: frozenset[int] = frozenset()
    hosted: frozenset[int] = frozenset()
    watched: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    is_staff: bool = False
    permissions_version: int = 0

    @cached_property
    def audiences(self) -> frozenset[str]:
        """Every audience token this actor holds: SQL filter, search filter, socket room and mail check alike."""
        if self.id is None:
            return frozenset({PUBLIC})
        tokens = {PUBLIC, SIGNED_IN, f"user:{self.id}"}
        tokens |= {f"group:{group_id}" for group_id in (*self.roles, *self.opened)}
        tokens |= {f"facilitators:{group_id}" for group_id, role in self.roles.items() if role >= Role.FACILITATOR}
        tokens |= {f"panel:{session_id}" for session_id in self.panels | self.hosted | self.watched}
        tokens |= {f"organisation:{organisation_id}" for organisation_id in self.organisations}
        return frozenset(tokens | {STAFF}) if self.is_staff else frozenset(tokens)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The same in one order, for statements."""
        return tuple(sorted(self.audiences))


VISITOR = Actor()


@dataclass(frozen=True)
class Site:
    """The hub as a whole, for what hangs on no row: `require(actor, Verb.ADMINISTER, SITE)` asks for staff."""

    audience: str = STAFF


SITE = Site()

Predicate = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class LookedUp:
    """Tokens of one prefix that a person may hold by the thousand, so none of them is carried along.

    `holds(actor, id)` looks one up; `tokens(actor)` is a SELECT of all of them, for the set form. `people(id)` are the
    ids of those who hold it.
    """

    holds: Callable[[Actor, int], bool]
    tokens: Callable[[Actor], Any]
    people: Callable[[int], Iterable[int]]


_LOOKED_UP: dict[str, LookedUp] = {}


def look_up_tokens(prefix: str, rule: LookedUp) -> None:
    """Ask this rule who holds `prefix:<id>`, for targets and models that declare `looked_up = (prefix,)`."""
    _LOOKED_UP[prefix] = rule


def carried_tokens(target: Any) -> tuple[str, ...]:
    """The target's audience in tokens that people carry: what an index, which looks nothing up, has to keep."""
    found: list[str] = []
    for token in filter(None, (target.audience, target.audience_also)):
        name, _, object_id = token.partition(":")
        is_carried = name not in getattr(target, "looked_up", ())
        found += [token] if is_carried else [f"user:{one}" for one in _LOOKED_UP[name].people(int(object_id))]
    return tuple(found)


def in_audience(actor: Actor, target: Any) -> bool:
    carried = target.audience in actor.audiences or getattr(target, "audience_also", None) in actor.audiences
    return carried or any(_holds(actor, prefix, target.audience) for prefix in getattr(target, "looked_up", ()))


def _holds(actor: Actor, prefix: str, token: str) -> bool:
    name, _, object_id = token.partition(":")
    return name == prefix and actor.id is not None and _LOOKED_UP[prefix].holds(actor, int(object_id))


def signed_in(actor: Actor, _target: Any) -> bool:
    return actor.id is not None


def _role_in(actor: Actor, target: Any) -> int:
    return actor.roles.get(getattr(target, "group_id", None) or 0, 0)


def member(actor: Actor, target: Any) -> bool:
    return _role_in(actor, target) >= Role.MEMBER


def outsider(actor: Actor, target: Any) -> bool:
    return signed_in(actor, target) and not member(actor, target)


def facilitator(actor: Actor, target: Any) -> bool:
    return _role_in(actor, target) >= Role.FACILITATOR


def staff(actor: Actor, _target: Any) -> bool:
    return actor.is_staff


def panellist(actor: Actor, target: Any) -> bool:
    return getattr(target, "live_session_id", None) in actor.panels


def host(actor: Actor, target: Any) -> bool:
    return getattr(target, "live_session_id", None) in actor.hosted


def author(actor: Actor, target: Any) -> bool:
    return actor.id is not None and getattr(target, "author_id", None) == actor.id


def own(actor: Actor, target: Any) -> bool:
    """A row addressed to one person alone: a draft, a preference, a sign-in."""
    return actor.id is not None and target.audience == f"user:{actor.id}"


def themself(actor: Actor, target: Any) -> bool:
    """The person's own account and what hangs on it."""
    return actor.id is not None and getattr(target, "person_id", None) == actor.id


def is_open(_actor: Actor, target: Any) -> bool:
    return not getattr(target, "is_closed", False)


def open_to_all(_actor: Actor, target: Any) -> bool:
    """Everyone signed in who may read it may also contribute, not only members."""
    return bool(getattr(target, "is_open_to_all", False))


def a_group(_actor: Actor, target: Any) -> bool:
    """It is a group, which has members; not something in one."""
    return getattr(target, "content_audience", None) is not None


def not_by_break_glass(actor: Actor, target: Any) -> bool:
    """Staff who opened a group read in it; they do not write."""
    return getattr(target, "group_id", None) not in actor.opened


def joinable(_actor: Actor, target: Any) -> bool:
    """Anyone who may read it may join at once: public and open groups."""
    return getattr(target, "content_audience", None) in {PUBLIC, SIGNED_IN}


def shared(_actor: Actor, target: Any) -> bool:
    """It speaks in no one author's voice: a landing page, a folder, a document's title and description."""
    return bool(getattr(target, "is_shared", False))


RULES: Mapping[Verb, tuple[tuple[Predicate, ...], ...]] = {
    Verb.VIEW: ((in_audience,),),
    Verb.JOIN: ((in_audience, outsider, joinable, is_open),),
    Verb.ASK_TO_JOIN: ((in_audience, outsider, a_group, is_open),),
    Verb.CONTRIBUTE: (
        (in_audience, member, is_open),
        (in_audience, signed_in, open_to_all, not_by_break_glass, is_open),
        (in_audience, panellist, is_open),
        (own, is_open),
    ),
    Verb.EDIT: (
        (in_audience, member, author, is_open),
        (in_audience, author, open_to_all, is_open),
        (in_audience, facilitator, shared, is_open),
        (in_audience, themself),
        (own,),
    ),
    Verb.ANSWER: ((in_audience, panellist),),
    Verb.MODERATE: ((in_audience, facilitator), (in_audience, host)),
    Verb.MANAGE: ((in_audience, facilitator),),
    Verb.ADMINISTER: ((in_audience, staff),),
}


def can(actor: Actor, verb: Verb, target: Any) -> bool:
    """Whether the actor may do this to the target: any object with `audience`, and what the predicates read."""
    return any(all(test(actor, target) for test in clause) for clause in RULES[verb])


def require(actor: Actor, verb: Verb, target: Any) -> None:
    """Raise Forbidden where the actor may see the target, and NotFound where they may not know of it."""
    if can(actor, verb, target):
        return
    raise Forbidden(verb) if can(actor, Verb.VIEW, target) else NotFound(verb)


def visible(actor: Actor, model: Any) -> ColumnElement[bool]:
    """The set form of VIEW, for a WHERE clause: either of the row's two tokens is the reader's."""
    carried = (model.audience.in_(actor.tokens), model.audience_also.in_(actor.tokens))
    prefixes = getattr(model, "looked_up", ()) if actor.id is not None else ()
    return or_(*carried, *[model.audience.in_(_LOOKED_UP[prefix].tokens(actor)) for prefix in prefixes])


READER_ID = bindparam("reader_id", type_=Integer)
READER_TOKENS = bindparam("reader_tokens", type_=String)


def readable(model: Any) -> ColumnElement[bool]:
    """`visible` for a statement that is made once and asked of many: its reader comes with each execution."""
    carried = [token.in_(READER_TOKENS) for token in (model.audience, model.audience_also)]
    anyone = Actor(id=READER_ID)  # type: ignore[arg-type]  # for whom the rules write their SELECT
    looked_up = [_LOOKED_UP[prefix].tokens(anyone) for prefix in getattr(model, "looked_up", ())]
    return or_(*carried, *[model.audience.in_(tokens) for tokens in looked_up])


def reader(actor: Actor) -> dict[str, Any]:
    """The values of READER_ID and `readable` for an execution."""
    return {"reader_id": actor.id, "reader_tokens": actor.tokens}
