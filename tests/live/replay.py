"""What a page does with a snapshot and the changes after it; static/js/live-view.js does the same to a page."""

from collections.abc import Callable
from typing import Any

State = dict[str, Any]


def replay(state: State, frame: dict[str, Any]) -> State:
    """The state after a frame {from, to, events, totals}; it must begin where the state ends."""
    if "snapshot" in frame:
        return frame["snapshot"]
    assert frame["from"] == state["seq"] + 1, "a hole"
    for event in frame["events"]:
        APPLY[event["kind"]](state, {name: value for name, value in event.items() if name not in {"seq", "kind"}})
    return state | {"seq": frame["to"], "totals": frame["totals"]}


def _question(state: State, event: State) -> None:
    question = event["question"]
    if question["state"] != "declined":
        _drop(state["declined"], question["id"])
    _drop(state["questions"], question["id"])
    state["questions"] = sorted([*state["questions"], question], key=lambda q: q["id"])


def _gone(state: State, event: State) -> None:
    _drop(state["questions"], event["id"])


def _declined(state: State, event: State) -> None:
    _drop(state["questions"], event["id"])
    _drop(state["declined"], event["id"])
    state["declined"] = sorted([*state["declined"], event], key=lambda q: q["id"])


def _answer(state: State, event: State) -> None:
    for question in _of(state, event["id"]):
        question["state"] = event["state"]
        _drop(question["answers"], event["answer"]["id"])
        question["answers"] = sorted([*question["answers"], event["answer"]], key=lambda a: a["id"])


def _support(state: State, event: State) -> None:
    for question in _of(state, event["id"]):
        question["support"] = event["support"]


def _supported(state: State, event: State) -> None:
    mine = set(state["supported"]) - {event["id"]}
    state["supported"] = sorted(mine | ({event["id"]} if event["is_supported"] else set()))


def _states(state: State, event: State) -> None:
    for question_id in event["ids"]:
        for question in _of(state, question_id):
            question["state"] = event["state"]


def _recorded(state: State, event: State) -> None:
    for made in event["records"]:
        for question in _of(state, made["id"]):
            question["record"] = made["record"]


def _of(state: State, question_id: int) -> list[State]:
    return [question for question in state["questions"] if question["id"] == question_id]


def _drop(rows: list[State], row_id: int) -> None:
    rows[:] = [row for row in rows if row["id"] != row_id]


APPLY: dict[str, Callable[[State, State], None]] = {
    "session": lambda state, event: state.update(session=event["session"]),
    "panel": lambda state, event: state.update(panel=event["panel"]),
    "question": _question,
    "gone": _gone,
    "declined": _declined,
    "answer": _answer,
    "support": _support,
    "supported": _supported,
    "states": _states,
    "recorded": _recorded,
    "resync": lambda state, _event: state.update(is_outdated=True),
}
