"""@mentions: people named in a text. Only those who may read the place where it stands are named; others stay words.

In the source a mention is `@[Ann Price](person:12)`, so that two people of one name are told apart. Typed by hand,
`@Ann Price` becomes that where exactly one person of that name may read the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from hub.accounts.kind import items
from hub.accounts.models import Appointment, User
from hub.core import markup
from hub.core.db import db
from hub.core.registry import hub, parse_ref, who_may_view
from hub.policy import Actor, NotFound, Verb, can, visible

MOST = 20
"""People that one text may name; the rest stay words."""
MOST_TRIED = 60
MOST_OFFERED = 8
SHORTEST = 2
WORDS_OF_A_NAME = 4

CODE = r"(?P<code>(?ms:^(?P<fence>```+|~~~+).*?(?:^(?P=fence)|\Z))|(?P<tick>`{1,4})[^`\n]+(?P=tick))"
EXACT = r"@\[(?P<label>[^\[\]\n]{1,200})\]\(person:(?P<id>\d{1,9})\)"
BY_HAND = r"(?<![\w@./\[])@(?P<words>[^\W\d_][\w’'.-]*(?:[ ][\w’'.-]+){0,3})"
IN_TEXT = re.compile(f"{CODE}|{EXACT}|{BY_HAND}")


@dataclass(frozen=True)
class Readers:
    """Those who may read a place, as `who_may_view` asks for it."""

    audience: str
    audience_also: str | None = None


@dataclass(frozen=True)
class Mentions:
    """A text whose mentions were looked up. `sentences` tell the writer who is not told, and why."""

    source: str
    user_ids: tuple[int, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        return render(self.source)


def readers_of(place: Any) -> Readers:
    """Of a group, those who may read what stands in it; of anything else, those who may view it."""
    within = getattr(place, "content_audience", None)
    return Readers(within) if within else Readers(place.audience, getattr(place, "audience_also", None))


def named_among(actor: Actor, place: Any) -> tuple[ColumnElement[bool], ...]:
    """The condition of people whom the actor may name here: they may read the place, and the actor may know of them."""
    return User.state == "active", visible(actor, User), who_may_view(readers_of(place), User.id)


def find_place(actor: Actor, ref: str) -> Any:
    """The row that a ref such as `conversation:12` names. Raises NotFound for what the actor may not read.

    Also for what few read and nobody writes in, such as an invitation or a held post: its readers are not to be asked.
    """
    kind, object_id = parse_ref(ref)
    row = db.session.scalar(select(kind.model).where(kind.model.id == object_id, visible(actor, kind.model)))
    if row is None or not _is_written_in(row):
        raise NotFound(ref)
    if hasattr(row, "content_audience") and not can(actor, Verb.VIEW, readers_of(row)):
        raise NotFound(ref)
    return row


def _is_written_in(row: Any) -> bool:
    """A group, somebody to write to, correspondence, or what reaches all of a group."""
    has_readers_of_its_own = hasattr(row, "content_audience") or hasattr(row, "person_id") or hasattr(row, "looked_up")
    return has_readers_of_its_own or getattr(row, "reach", "") == "group"


def list_named(actor: Actor, ref: str, words: str) -> list[dict[str, str]]:
    """People to offer for the letters after an @, at most a few: those the actor shares a group with first."""
    place = find_place(actor, ref)
    parts = words.split()[:WORDS_OF_A_NAME]
    if len("".join(parts)) < SHORTEST:
        return []
    wanted = select(User).where(*named_among(actor, place), *[_has_word(part) for part in parts])
    relation = hub().relations.get("shares_group")
    if relation is not None:
        wanted = wanted.order_by(relation.condition(actor, User.id).desc())
    offices = selectinload(User.appointments).joinedload(Appointment.organisation)
    people = db.session.scalars(wanted.order_by(User.display_name, User.id).limit(MOST_OFFERED).options(offices)).all()
    return [
        {
            "name": user.display_name,
            "about": ", ".join(part for part in (str(item.why), item.place) if part),
            "text": written(user.display_name, user.id),
        }
        for user, item in zip(people, items(people), strict=True)
    ]


def _has_word(part: str) -> ColumnElement[bool]:
    """A word of the name begins so."""
    begins = User.display_name.istartswith(part, autoescape=True)
    return begins | User.display_name.icontains(f" {part}", autoescape=True)


def read_mentions(actor: Actor, source: str, place: Any) -> Mentions:
    """Look up whom the text names. `place` is what the text will stand in: a conversation, a group, a thread."""
    if "@" not in source:
        return Mentions(source)
    found = [match for match in IN_TEXT.finditer(source) if not match["code"]][:MOST_TRIED]
    reading = _Reading(_people(actor, place, found))
    source = IN_TEXT.sub(reading.replace, source)
    return Mentions(source, tuple(reading.told), tuple(reading.sentences()))


def ids_in(source: str) -> list[int]:
    """The people whom a text names that was looked up before."""
    return [int(match["id"]) for match in IN_TEXT.finditer(source) if match["id"]]


def render(source: str) -> str:
    """The safe HTML of a text whose mentions were looked up: each leads to the person's page."""
    return markup.render(IN_TEXT.sub(_linked, source) if "@[" in source else source)


def _linked(match: re.Match[str]) -> str:
    return f"[@{match['label']}](/people/{int(match['id'])})" if match["id"] else match[0]


def label_of(name: str) -> str:
    """The name without the signs that end a mention."""
    return re.sub(r"[\[\]()<>`*_\\\n]", " ", name).strip()


def written(name: str, user_id: int) -> str:
    """How a mention stands in the source."""
    return f"@[{label_of(name)}](person:{user_id})"


@dataclass(frozen=True)
class _Known:
    """The people who may read the place among those whom the text may mean."""

    by_id: Mapping[int, str]
    by_name: Mapping[str, Sequence[int]]


def _people(actor: Actor, place: Any, found: Iterable[re.Match[str]]) -> _Known:
    ids, names = set(), set()
    for match in found:
        if match["id"]:
            ids.add(int(match["id"]))
        else:
            names |= {variant for start in _starts(match["words"]) for variant in (start, start.title())}
    wanted = select(User.id, User.display_name).where(*named_among(actor, place))
    wanted = wanted.where(User.id.in_(ids) | User.display_name.in_(names))
    by_id = dict(db.session.execute(wanted.order_by(User.id)).all())
    by_name: dict[str, list[int]] = {}
    for user_id, name in by_id.items():
        by_name.setdefault(name.casefold(), []).append(user_id)
    return _Known(by_id, by_name)


def _starts(words: str) -> list[str]:
    """What the words after an @ may name, the longest first: "Ann Price said", "Ann Price", "Ann"."""
    parts = words.split(" ")[:WORDS_OF_A_NAME]
    starts = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return [variant for start in starts for variant in dict.fromkeys((start, start.rstrip(".-’'"), _owner(start)))]


def _owner(name: str) -> str:
    """Whose it is: "Ann Price" of "Ann Price’s"."""
    return re.sub(r"[’']s?$", "", name)


@dataclass
class _Reading:
    """One walk through a text: who is told, who is not, and which names are more than one person's."""

    known: _Known
    told: list[int] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    alike: dict[str, Sequence[int]] = field(default_factory=dict)
    is_full: bool = False

    def replace(self, match: re.Match[str]) -> str:
        if match["code"]:
            return match[0]
        return self._exact(match) if match["id"] else self._by_hand(match)

    def _exact(self, match: re.Match[str]) -> str:
        name = self.known.by_id.get(int(match["id"]))
        if name is None:
            return self._words(match["label"])
        return self._named(int(match["id"])) or f"@{label_of(name)}"

    def _by_hand(self, match: re.Match[str]) -> str:
        words = match["words"]
        for start in _starts(words):
            meant = self.known.by_name.get(start.casefold(), ())
            if len(meant) == 1:
                mention = self._named(meant[0])
                return f"{mention}{words[len(start) :]}" if mention else match[0]
            if meant:
                self.alike[start] = meant
                return match[0]
        self._words(words.split(" ")[0] if words.islower() else _capitalised(words))
        return match[0]

    def _named(self, user_id: int) -> str:
        if user_id not in self.told and len(self.told) >= MOST:
            self.is_full = True
            return ""
        if user_id not in self.told:
            self.told.append(user_id)
        return written(self.known.by_id[user_id], user_id)

    def _words(self, label: str) -> str:
        if label not in self.unheard:
            self.unheard.append(label)
        return f"@{label}"

    def sentences(self) -> Iterable[str]:
        if self.unheard:
            names = ", ".join(self.unheard[:MOST])
            yield ngettext(
                "%(names)s is not told: we found nobody of that name who may read this.",
                "%(names)s are not told: we found nobody of those names who may read this.",
                len(self.unheard),
                names=names,
            )
        for name, meant in self.alike.items():
            choices = ", ".join(written(self.known.by_id[user_id], user_id) for user_id in meant[:4])
            yield _(
                "%(name)s is more than one person here, so nobody is told. Write one of: %(choices)s",
                name=name,
                choices=choices,
            )
        if self.is_full:
            yield _("One text can name %(most)s people. The others named in it are not told.", most=MOST)


def _capitalised(words: str) -> str:
    """The part that looks like a name: "Bob Smith" of "Bob Smith knows"."""
    kept: list[str] = []
    for word in words.split(" "):
        if kept and not word[:1].isupper():
            break
        kept.append(word.rstrip(".-’'"))
    return " ".join(kept)
