"""Column types that refuse what would be dear to mend later."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BindParameter, ClauseElement, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.orm import mapped_column

from hub.core.among import among, among_given


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. A naive one is refused: nobody could say later when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored; use clock.now() or give it a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class TokenComparator(String.Comparator[str]):
    """`in_` takes a reader's tokens as one parameter, be they given now or with each execution."""

    def in_(self, other: Any) -> Any:
        if isinstance(other, BindParameter):
            return among_given(self.expr, other.key)
        return super().in_(other) if isinstance(other, ClauseElement) else among(self.expr, other)


class TokenType(String):
    comparator_factory = TokenComparator


Token = Annotated[str, mapped_column(TokenType(40))]
"""An audience token such as `group:12`."""
