"""Whatever changes a person's rights raises their `permissions_version`, and the database itself sees to it.

A process may keep an actor for as long as that version stands. So that no writer can forget, each table from which
rights follow has triggers that raise the version in the transaction that changes its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import DDL, event, update

from hub.accounts.models import Appointment, User
from hub.core.db import db

DIALECTS = ("sqlite", "postgresql")
ACTS = ("insert", "update", "delete")
WATCHED: dict[str, frozenset[str]] = {}
"""Table → the columns whose change raises the version of the people concerned."""


def raise_rights(user_id: int) -> None:
    """Say that whoever keeps this person's rights has to look again, though no row of theirs changed."""
    raised = User.permissions_version + 1
    db.session.execute(update(User).where(User.id == user_id).values(permissions_version=raised))


RAISE = "UPDATE users SET permissions_version = permissions_version + 1 WHERE id {whose};"


@dataclass(frozen=True, kw_only=True)
class Raising:
    """Whose version the rows of a table raise. `people` are ids, in SQL on `{row}`; `when` narrows the updates."""

    table: str
    columns: Sequence[str]
    people: str
    when: str
    acts: Sequence[str]

    def statements(self, dialect: str) -> Iterator[str]:
        """The triggers, one an act; on PostgreSQL the function that each calls comes first."""
        old, new = self.people.format(row="OLD"), self.people.format(row="NEW")
        whose = {"insert": f"IN ({new})", "update": f"IN ({old}) OR id IN ({new})", "delete": f"IN ({old})"}
        for act in self.acts:
            name = f"{self.table}_{act}_raises_rights"
            raised = RAISE.format(whose=whose[act])
            on = f"CREATE TRIGGER {name} AFTER {self._act(act, dialect)}"
            if dialect == "sqlite":
                yield f"{on} BEGIN {raised} END"
            else:
                body = f"BEGIN {raised} RETURN NULL; END"
                yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
                yield f"{on} EXECUTE FUNCTION {name}()"

    def _act(self, act: str, dialect: str) -> str:
        if act != "update":
            return f"{act.upper()} ON {self.table} FOR EACH ROW"
        is_other = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
        differs = self.when or " OR ".join(f"OLD.{column} {is_other} NEW.{column}" for column in self.columns)
        return f"UPDATE OF {', '.join(self.columns)} ON {self.table} FOR EACH ROW WHEN ({differs})"


def raised_by(
    table: Any, *columns: str, people: str = "{row}.user_id", when: str = "", acts: Sequence[str] = ACTS
) -> None:
    """Let every insert and delete in the table, and every change of these columns, raise the version of `people`."""
    raising = Raising(table=table.name, columns=columns, people=people, when=when, acts=acts)
    WATCHED[table.name] = frozenset(columns)
    for dialect in DIALECTS:
        for statement in raising.statements(dialect):
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))


raised_by(User.__table__, "state", "is_staff", people="{row}.id", acts=("update",))
raised_by(Appointment.__table__, "user_id", "organisation_id", "ends_on", "organisation_confirmed_at")
