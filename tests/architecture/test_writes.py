"""Who writes, who commits, who broadcasts, and that each asks first."""

import ast

import pytest

from tests.architecture.house import Function, Source, called, listed, name_of, sources

ASKING = {"require", "can", "require_staff", "require_signed_in"}

# Acts that anyone may do, so there is nothing to ask; each with the reason.
PUBLIC_ACTS: dict[str, str] = {
    "accounts.note_seen": "says when one's own sign-in was used last, at whatever page that was",
    "home.report_problem": "a visitor must be able to say that a page does not work; the view limits how often",
}

NOT_THE_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


def actions() -> list[tuple[Source, Function]]:
    return [(source, function) for source in sources("*/actions.py") for function in source.public_functions()]


def asks(function: Function, known: dict[str, Function], seen: frozenset[str] = frozenset()) -> bool:
    """It asks the policy itself, or through another action. Whether one may look is no leave to write."""
    names = {name_of(call) for call in called(function)}
    if any(name_of(call) in ASKING and "Verb.VIEW" not in ast.unparse(call) for call in called(function)):
        return True
    return any(asks(known[name], known, seen | {name}) for name in (names & known.keys()) - seen)


def every_function(*names: str) -> dict[str, Function]:
    return {f.name: f for name in names for source in sources(f"*/{name}") for f in source.functions()}


@pytest.mark.parametrize(("source", "function"), actions(), ids=lambda value: getattr(value, "name", str(value)))
def test_every_action_asks_the_policy(source, function):
    if f"{source.folder}.{function.name}" in PUBLIC_ACTS:
        return
    assert asks(function, every_function("actions.py")), (
        f"{source}:{function.lineno} {function.name} writes without asking. Call require(actor, Verb…, target) first; "
        f"if truly anyone may do it, give the reason in PUBLIC_ACTS."
    )


def test_every_public_act_is_still_there_and_has_a_reason():
    names = {f"{source.folder}.{function.name}" for source, function in actions()}
    gone = PUBLIC_ACTS.keys() - names
    assert not gone, f"Take these out of PUBLIC_ACTS, they are no actions any more:{listed(gone)}"
    assert all(len(reason.split()) >= 4 for reason in PUBLIC_ACTS.values()), "Each public act says why it is public."


@pytest.mark.parametrize("source", sources("*/actions.py") + sources("*/queries.py"), ids=str)
def test_actions_and_queries_take_the_actor_first(source):
    wrong = [f"{f.name}:{f.lineno}" for f in source.public_functions() if not takes_actor(f)]
    assert not wrong, f"{source}: the actor comes first in {wrong}. What serves no actor belongs in another module."


def takes_actor(function: Function) -> bool:
    arguments = function.args.posonlyargs + function.args.args
    return bool(arguments) and arguments[0].arg.lstrip("_") == "actor"


@pytest.mark.parametrize("source", sources("*/queries.py"), ids=str)
def test_a_query_says_in_its_name_what_it_returns(source):
    prefixes = ("get_", "find_", "list_", "count_", "search")
    returns = {f: ast.unparse(f.returns or ast.Constant(None)) for f in source.public_functions()}
    asked = [f for f, given in returns.items() if given not in {"bool", "ColumnElement[bool]"}]
    wrong = [f.name for f in asked if not f.name.startswith(prefixes)]
    assert not wrong, f"{source}: call them get_ (or NotFound), find_ (or None), list_ or count_: {wrong}"


@pytest.mark.parametrize("source", sources("*/queries.py"), ids=str)
def test_a_query_never_writes(source):
    writing = {"add", "add_all", "delete", "flush", "insert", "update", "record", "enqueue"}
    wrong = [f"line {c.lineno}" for c in called(source.tree) if name_of(c) in writing and touches_session(c)]
    assert not wrong, f"{source} writes at {wrong}: make it an action."


def touches_session(call: ast.Call) -> bool:
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    return "session" in owner or (not owner and name_of(call) in {"insert", "update", "delete", "record", "enqueue"})


def test_only_the_unit_of_work_commits():
    owners = ("session", "connection", "db", "engine")
    wrong = [
        f"{source}:{call.lineno}"
        for source in sources()
        for call in called(source.tree)
        if name_of(call) in {"commit", "begin"} and ends_with_any(call, owners)
    ]
    places = {place.split(":")[0] for place in wrong}
    assert places == {"hub/core/uow.py"}, f"Wrap it in unit_of_work() instead of committing:{listed(wrong)}"


def ends_with_any(call: ast.Call, owners: tuple[str, ...]) -> bool:
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    return owner.removesuffix("()").endswith(owners)


def test_only_broadcast_speaks_to_sockets():
    wrong = [
        f"{source}:{call.lineno}"
        for source in sources()
        for call in called(source.tree)
        if name_of(call) == "emit" and source.path.name != "broadcast.py" and source.folder != "core"
    ]
    assert not wrong, f"Record an event and emit from broadcast.py, which listens to it:{listed(wrong)}"


def test_there_is_one_clock():
    wrong = [
        f"{source}:{call.lineno} {ast.unparse(call.func)}"
        for source in sources()
        for call in called(source.tree)
        if source.path.name != "clock.py" and ".".join(ast.unparse(call.func).split(".")[-2:]) in NOT_THE_CLOCK
    ]
    assert not wrong, f"Use hub.core.clock.now(), which a test can set:{listed(wrong)}"


@pytest.mark.parametrize("source", sources("*/events.py"), ids=str)
def test_events_are_frozen_facts(source):
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef):
            marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
            assert "frozen=True" in marks, f"{source}: {node.name} is a fact: @dataclass(frozen=True, kw_only=True)."


def test_audience_is_written_by_one_function():
    wrong = [
        f"{source}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        and source.path.parent.name not in {"groups", "core"}
        and source.path.name != "models.py"
        and any(getattr(target, "attr", "") in {"audience", "audience_also"} for target in node.targets)
    ]
    assert not wrong, f"place(row, group, reach) alone decides who reads a row:{listed(wrong)}"


def test_views_that_answer_get_never_open_a_unit_of_work():
    wrong = [
        f"{source}:{function.lineno} {function.name}"
        for source in sources("*/*views.py")
        for function in source.public_functions()
        if answers_get_alone(function) and any(name_of(call) == "unit_of_work" for call in called(function))
    ]
    assert not wrong, f"A link scanner opens every link: show a button, and write on POST:{listed(wrong)}"


def answers_get_alone(function: Function) -> bool:
    marks = [ast.unparse(mark) for mark in function.decorator_list]
    return any(".get(" in mark or (".route(" in mark and "POST" not in mark) for mark in marks)
