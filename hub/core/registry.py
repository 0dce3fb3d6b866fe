"""What a slice may plug into the hub; the only channel between slices that do not know each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, false, or_, select, true

from hub.core.db import db
from hub.core.events import Event
from hub.policy import Actor, NotFound, visible

if TYPE_CHECKING:
    import click

    from hub.core.letters import Letter
    from hub.core.outbox import Promise

Handler = Callable[[Any], None]
Consumer = Callable[[Sequence["Promise"]], None]
Holders = Callable[[int, Any], ColumnElement[bool]]
MailWriter = Callable[[Sequence[int]], Mapping[int, "Letter"]]
NoticeOnly = Callable[[int, Sequence[int]], Collection[int]]
Attached = Callable[[Sequence[int]], Mapping[int, Sequence[str]]]
Pages = Mapping[int, Sequence[tuple[int | None, str]]]

CATEGORIES: dict[str, Any] = {
    "direct": _l("What is meant for you: mentions, messages, answers and decisions"),
    "conversations": _l("Conversations you follow"),
    "groups": _l("What is new in your groups"),
    "suggestions": _l("Suggestions you follow"),
    "live": _l("Live discussions"),
    "people": _l("People you know or follow"),
    "facilitating": _l("What waits for you as a facilitator"),
}
"""What a person chooses a channel for. A new kind of content finds its place among these."""


@dataclass(frozen=True, kw_only=True)
class SearchEntry:
    """What search should know of one row. `audiences` are its one or two tokens; `version` tells a stale entry."""

    ref: str
    kind: str
    title: str
    body: str
    audiences: tuple[str, ...]
    version: int
    tags: tuple[str, ...] = ()
    group_id: int | None = None
    organisation_id: int | None = None
    language: str = "en"
    year: int | None = None
    licence: str | None = None
    created_at: datetime | None = None
    external_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of any list: kind and place, the title as the one link, why it matters now, who, when."""

    ref: str
    label: Any
    title: str
    url: str
    place: str = ""
    place_url: str = ""
    why: Any = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a group's front page: a few lines, where the rest is, and the first step for who may take it."""

    title: Any
    items: Sequence[Item]
    empty: Any = ""
    url: str = ""
    action: tuple[Any, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """How one kind of noteworthy fact is worded.

    `one` and `many` may name %(who)s (who did it), %(title)s (of the first ref in `about`, or else of the ref) and
    %(count)s. `why` says why the reader is told, as the end of "You are told this because …".
    """

    name: str
    category: str
    one: Any
    many: Any
    why: Any


@dataclass(frozen=True, kw_only=True)
class Moderation:
    """What deciding on a report may do to a row. Each is an action: it asks the policy and records what was done.

    `hold(actor, id, reason)` hides it until `release(actor, id)`; `remove(actor, id, reason)` takes it down.
    `copy(row)` gives the words of the row alone, for kinds whose `pages` tell more than that, or less.
    """

    author_id: Callable[[Any], int | None]
    hold: Callable[[Actor, int, str], None] | None = None
    release: Callable[[Actor, int], None] | None = None
    remove: Callable[[Actor, int, str], None] | None = None
    copy: Callable[[Any], str] | None = None


@dataclass(frozen=True, kw_only=True)
class ContentKind:
    """A type of content: its table, and how search and lists see its rows.

    `entries(ids)` gives what the index should hold now, leaving out ids that it should not hold.
    `items(rows)` gives one Item for each row, in order; the rows have been authorised already.
    `pages(rows)` gives each row's readable text by page; the page is None where the kind has no pages.
    `stands_alone()` is the condition of rows for which no other kind stands already, in lists of what is new.
    `is_part`: of something else that stands for it where things are new, as a conversation does for its posts.
    `moderation` is there where the kind can be reported. `reply(actor, id, text, files)` writes an answer to the row
    that came by mail, with the files that came with it, and gives the answer's ref.
    """

    name: str
    model: type[Any]
    label: Any
    plural: Any
    entries: Callable[[Sequence[int]], Sequence[SearchEntry]]
    items: Callable[[Sequence[Any]], Sequence[Item]]
    pages: Callable[[Sequence[Any]], Pages]
    stands_alone: Callable[[], ColumnElement[bool]] = true
    is_part: bool = False
    moderation: Moderation | None = None
    reply: Callable[[Actor, int, str, Sequence[Path]], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A relation between the actor and another person, in both forms, such as "shares a group with"."""

    holds: Callable[[Actor, int], bool]
    condition: Callable[[Actor, Any], ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True)
class ProfilePart:
    """What a slice adds to the page of a person: the fragment `template` shows what `load(actor, person_id)` gave.

    It stands there as `part`; where `load` gives None, nothing stands there. What may grow long `is_last`.
    """

    template: str
    load: Callable[[Actor, int], Any]
    is_last: bool = False


@dataclass
class Hub:
    """All that the slices have plugged in."""

    app: Flask
    kinds: dict[str, ContentKind] = field(default_factory=dict)
    consumers: dict[str, Consumer] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    token_holders: dict[str, Holders] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    mail_writers: dict[str, MailWriter] = field(default_factory=dict)
    notice_only: dict[str, NoticeOnly] = field(default_factory=dict)
    attached: dict[str, Attached] = field(default_factory=dict)
    reply_address: Callable[[int, str], str | None] | None = None
    actor_parts: list[Callable[[int], Mapping[str, Any]]] = field(default_factory=list)
    periodic: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    starters: list[Callable[[], None]] = field(default_factory=list)
    navigation: dict[str, Callable[[Actor], Any]] = field(default_factory=dict)
    navigation_numbers: dict[str, Callable[[], Select[Any]]] = field(default_factory=dict)
    navigation_statement: Any = None
    demo: list[Callable[[], None]] = field(default_factory=list)
    wakers: list[Callable[[], None]] = field(default_factory=list)
    group_tabs: list[tuple[Any, str]] = field(default_factory=list)
    profile_parts: list[ProfilePart] = field(default_factory=list)
    group_sections: list[tuple[Callable[[Actor, Any], Section | None], frozenset[str]]] = field(default_factory=list)
    _inside: dict[type[Event], list[Handler]] = field(default_factory=lambda: defaultdict(list))
    _after: dict[type[Event], list[Handler]] = field(default_factory=lambda: defaultdict(list))

    def blueprint(self, blueprint: Blueprint) -> None:
        self.app.register_blueprint(blueprint)

    def content(self, kind: ContentKind) -> None:
        """Make the kind known. Raises ValueError for a name that is taken: refs would be ambiguous."""
        if kind.name in self.kinds:
            raise ValueError(f"there is a kind of content called {kind.name} already")
        self.kinds[kind.name] = kind

    def on(self, event_type: type[Event], handler: Handler, *, after_commit: bool = False) -> None:
        """Call `handler` for every event of this type or a subtype: inside the transaction, or once it is durable."""
        (self._after if after_commit else self._inside)[event_type].append(handler)

    def consume(self, topic: str, consumer: Consumer) -> None:
        """Let `consumer` keep the outbox's promises of this topic. It may see a promise twice."""
        self.consumers[topic] = consumer

    def notice(self, notice: Notice) -> None:
        """Make a kind of noteworthy fact known. Raises ValueError for a name that is taken or an unknown category."""
        if notice.name in self.notices or notice.category not in CATEGORIES:
            raise ValueError(f"the notice {notice.name} is there already, or its category is not")
        self.notices[notice.name] = notice

    def holders(self, prefix: str, condition: Holders) -> None:
        """`condition(id, column of user ids)`: the people who hold the audience token `prefix:id`, for a WHERE clause.

        A token without an id is its own prefix and is asked with 0.
        """
        self.token_holders[prefix] = condition

    def writes_mail(self, name: str, writer: MailWriter) -> None:
        """`writer(ids)` gives the Letter for each source id whose mail is still to go; the others are withheld."""
        self.mail_writers[name] = writer

    def mails_notice_only(self, kind: str, wish: NoticeOnly) -> None:
        """`wish(object_id, user_ids)`: those who want no text of this row by mail, only that it is there."""
        self.notice_only[kind] = wish

    def attaches(self, kind: str, refs: Attached) -> None:
        """`refs(ids)`: for rows of this kind, the refs of what is attached to each; mails link to them."""
        self.attached[kind] = refs

    def replies_to(self, address: Callable[[int, str], str | None]) -> None:
        """`address(user_id, ref)`: where this person's answer by mail to the ref goes; None where there is no way."""
        self.reply_address = address

    def actor_part(self, load: Callable[[int], Mapping[str, Any]]) -> None:
        """`load(user_id)` gives fields of Actor: what this slice knows of the person's rights.

        A process keeps them while the person's `permissions_version` stands, so the tables it reads must raise that
        version (`hub.accounts.rights.raised_by`). What ends by time alone ends no later than the part's `until`.
        """
        self.actor_parts.append(load)

    def relation(self, name: str, relation: Relation) -> None:
        self.relations[name] = relation

    def every(self, seconds: float, action: Callable[[], None]) -> None:
        """Let the worker call `action` this often, in an app context, outside any unit of work."""
        self.periodic.append((seconds, action))

    def on_start(self, action: Callable[[], None]) -> None:
        """Let the worker call `action` once, before it keeps its first promise."""
        self.starters.append(action)

    def in_navigation(self, name: str, load: Callable[[Actor], Any]) -> None:
        """Give every page `navigation.<name>`, loaded when a template asks for it."""
        self.navigation[name] = load

    def number_in_navigation(self, name: str, statement: Callable[[], Select[Any]]) -> None:
        """A SELECT of one value for the reader (`readable`, READER_ID), which `navigation_number(name)` gives.

        Those of all slices are one statement, made when the first page asks and kept.
        """
        self.navigation_numbers[name] = statement

    def group_tab(self, label: Any, segment: str) -> None:
        """Give every group a tab that leads to `/groups/<slug>/<segment>`, in the order of the slices."""
        self.group_tabs.append((label, segment))

    def group_section(self, load: Callable[[Actor, Any], Section | None], *kinds: str) -> None:
        """Give every group's front page a section for those who may read inside; its kinds are left out of the news.

        `load(actor, group)` gives None where there is nothing worth a section.
        """
        self.group_sections.append((load, frozenset(kinds)))

    def profile_part(self, template: str, load: Callable[[Actor, int], Any], *, is_last: bool = False) -> None:
        """Add a fragment to the page of a person, in the order of the slices, those that are last below the others."""
        self.profile_parts.append(ProfilePart(template=template, load=load, is_last=is_last))
        self.profile_parts.sort(key=lambda part: part.is_last)

    def cli(self, command: click.Command) -> None:
        self.app.cli.add_command(command)

    def handlers(self, event: Event, *, after_commit: bool) -> list[Handler]:
        table = self._after if after_commit else self._inside
        return [handler for cls in type(event).__mro__ for handler in table.get(cls, ())]

    def wake(self) -> None:
        """Tell the workers of this process that a promise may be waiting."""
        for waker in self.wakers:
            waker()


def hub() -> Hub:
    """The hub of the current application."""
    found: Hub = current_app.extensions["hub"]
    return found


MOST_DIGITS = 9


def parse_ref(ref: str) -> tuple[ContentKind, int]:
    """Split `document:42`. Raises NotFound for a kind nobody registered or an id that no row can have."""
    name, _, object_id = ref.partition(":")
    kind = hub().kinds.get(name)
    if kind is None or not object_id.isdecimal() or len(object_id) > MOST_DIGITS:
        raise NotFound(ref)
    return kind, int(object_id)


def resolve(actor: Actor, ref: str) -> Item:
    """The line that shows what `ref` names. Raises NotFound where it is hidden or absent."""
    kind, object_id = parse_ref(ref)
    row = db.session.scalar(select(kind.model).where(kind.model.id == object_id, visible(actor, kind.model)))
    if row is None:
        raise NotFound(ref)
    return kind.items([row])[0]


def who_may_view(row: Any, user_id: Any) -> ColumnElement[bool]:
    """VIEW turned round: of the active people in the column `user_id`, those who may view this row, for a WHERE clause.

    Ask it of active accounts alone. Break-glass is left out: what staff opened is theirs to read, not to be told of.
    """
    tokens = [row.audience, getattr(row, "audience_also", None)]
    return or_(false(), *[_holders_of(token, user_id) for token in tokens if token])


def _holders_of(token: str, user_id: Any) -> ColumnElement[bool]:
    prefix, _, object_id = token.partition(":")
    return hub().token_holders[prefix](int(object_id or 0), user_id)


def load_actor(user_id: int | None) -> Actor:
    """The person's rights as they are at this moment; a visitor's for None and for anyone who may not sign in."""
    return Actor() if user_id is None else load_actor_until(user_id)[0]


def load_actor_until(user_id: int) -> tuple[Actor, datetime | None]:
    """The same, and until when it is right if nobody changes these rights; None where nobody is signed in."""
    fields: dict[str, Any] = {}
    ends: list[datetime] = []
    for load in hub().actor_parts:
        part = dict(load(user_id))
        if part.get("id", user_id) is None:
            return Actor(), None
        ends += [part.pop("until")] if "until" in part else []
        fields.update(part)
    return (Actor(**fields), min(ends)) if fields.get("id") else (Actor(), None)
