"""What happens in live discussions. The `ref` of an audited one is the session, question or answer."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited, Event


@dataclass(frozen=True, kw_only=True)
class LogGrew(Event):
    """The session's log has changes up to `seq`: time to tell the pages that are open."""

    live_session_id: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class PanelChanged(Audited):
    """The rights of `user_id` in the session changed."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PanellistAdded(PanelChanged):
    pass


@dataclass(frozen=True, kw_only=True)
class PanellistRemoved(PanelChanged):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionScheduled(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionEdited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionOpened(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionPaused(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionResumed(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SessionClosed(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event):
    live_session_id: int
    question_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Event):
    live_session_id: int
    question_id: int
    answer_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerEdited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class QuestionRemoved(Audited):
    """A question was taken down with its answers and its record, after a report."""


@dataclass(frozen=True, kw_only=True)
class QuestionHeld(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class QuestionListed(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class QuestionDeclined(Audited):
    pass
