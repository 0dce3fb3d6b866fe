"""Arrows point down only: between folders, between the files of a slice, and out of the platform."""

import pytest

from tests.architecture.house import HUB, Source, listed, slices, sources

SINKS = {"search", "activity", "notifications", "moderation"}
BELOW_CONTENT = {"core", "among", "policy", "config", "organisations", "accounts", "groups"} | {
    "follows",
    "drafts",
    "networks",
}
TOP = ("hub.app", "hub.demo")
PLATFORM = {"core", "among", "policy", "config"}

# What each kind of file leaves alone, and what to do instead.
FORBIDDEN = {
    "views.py": ((".models", "core.db", "core.uow.db"), "call a query or an action"),
    "sockets.py": ((".models", "core.db"), "call a query or an action"),
    "broadcast.py": ((".models", ".actions"), "ask a query for what to send"),
    "forms.py": ((".models", ".actions", ".views", "core.db"), "let the view hand in the choices"),
    "models.py": ((".queries", ".actions", ".views", ".forms", "hub.policy.require"), "keep rules in actions"),
    "queries.py": ((".actions", ".views", ".forms"), "a read that writes is an action"),
    "actions.py": ((".views", ".forms", ".sockets", ".broadcast"), "record an event and let them listen"),
    "events.py": ((".models", ".actions", ".queries", ".views"), "carry ids only"),
}


def edges() -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for source in sources():
        arrows.setdefault(source.folder, set()).update(name.split(".")[1] for name in source.imports() if "." in name)
    return {folder: targets - {folder} for folder, targets in arrows.items()}


def test_folders_never_import_each_other_in_a_loop():
    left = edges()
    while left:
        free = [folder for folder, targets in left.items() if not targets & left.keys()]
        assert free, f"These folders import each other: {left}. Turn one arrow round with an event or the registry."
        for folder in free:
            left.pop(folder)


@pytest.mark.parametrize("source", sources("*/**/*.py"), ids=str)
def test_a_slice_imports_only_what_stands_before_it(source):
    order = slices()
    if source.folder not in order:
        return
    allowed = PLATFORM | set(order[: order.index(source.folder) + 1])
    wrong = [name for name in source.imports() if name.split(".")[1] not in allowed]
    assert not wrong, f"{source} imports upward: {wrong}. Record an event below and listen above, or use the registry."


def test_every_folder_of_the_hub_is_the_platform_or_a_listed_slice():
    folders = {path.name for path in HUB.iterdir() if (path / "__init__.py").exists()}
    assert folders - {"core", "demo"} == set(slices()), (
        "A folder with no line in SLICES is never registered: add it or delete it."
    )


@pytest.mark.parametrize("source", sources("core/**/*.py"), ids=str)
def test_the_platform_knows_no_noun_of_the_domain(source):
    wrong = [name for name in source.imports() if name.split(".")[1] not in PLATFORM]
    assert not wrong, f"{source} imports {wrong}: let the slice register what the platform needs."


def test_the_policy_imports_nothing_of_ours():
    assert not list(Source(HUB / "policy.py").imports()), "policy.py is one page that stands alone: pass facts in."


def test_nobody_imports_the_composition_root():
    doors = {"cli", "app", "__main__", "demo"}
    wrong = [s for s in sources() if s.folder not in doors and any(n.startswith(TOP) for n in s.imports())]
    assert not wrong, f"Use flask.current_app or the registry instead of hub.app or hub.demo in:{listed(wrong)}"


@pytest.mark.parametrize("sink", sorted(SINKS & {path.name for path in HUB.iterdir()}))
def test_a_sink_never_imports_a_content_slice(sink):
    wrong = [
        f"{source}: {name}"
        for source in sources(f"{sink}/**/*.py")
        for name in source.imports()
        if name.split(".")[1] not in BELOW_CONTENT | {sink}
    ]
    assert not wrong, f"Kinds reach {sink} through the registry, not by import:{listed(wrong)}"


def layer(source: Source) -> str:
    """The kind of file: a slice with many pages has several, such as entry_views.py."""
    return "views.py" if source.path.name.endswith("_views.py") else source.path.name


@pytest.mark.parametrize("source", [s for s in sources("*/*.py") if layer(s) in FORBIDDEN], ids=str)
def test_each_file_of_a_slice_keeps_to_its_layer(source):
    words, instead = FORBIDDEN[layer(source)]
    named = [name for name in source.imports() if not name.rpartition(".")[2].isupper()]  # constants are free
    wrong = [name for name in named if any(f"{word}." in f"{name}." for word in words)]
    assert not wrong, f"{source} imports {wrong}: {instead}."


@pytest.mark.parametrize("source", [s for s in sources("*/*.py") if layer(s) in {"views.py", "sockets.py"}], ids=str)
def test_views_and_sockets_never_speak_to_the_database(source):
    assert "sqlalchemy" not in source.outside_imports(), f"{source}: move the statement into queries.py or actions.py."


@pytest.mark.parametrize("source", [s for s in sources("*/__init__.py") if s.folder not in {"core", "demo"}], ids=str)
def test_importing_a_slice_does_nothing(source):
    names = [getattr(node, "name", ast_kind(node)) for node in source.tree.body]
    allowed = {"ImportFrom", "Import", "Expr", "If", "register"}
    assert set(names) <= allowed, f"{source} holds {set(names) - allowed}: register(hub) alone, imports inside it."


def ast_kind(node: object) -> str:
    return type(node).__name__
