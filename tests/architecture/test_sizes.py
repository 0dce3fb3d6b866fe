"""Budgets for size: growth is stopped before it starts, with no exemption for any one file."""

import statistics

import pytest

from tests.architecture.house import ROOT, TEMPLATES, Source, length, listed, sources

FUNCTION, FILE, TEMPLATE, TEST = 50, 400, 200, 40


def every_length() -> list[int]:
    return sorted(length(function) for source in sources() for function in source.functions())


@pytest.mark.parametrize("source", sources(), ids=str)
def test_functions_and_files_stay_small(source):
    long = [f"{f.name} ({length(f)} lines)" for f in source.functions() if length(f) > FUNCTION]
    assert not long, f"{source}: draw a well-named step out of {long}; {FUNCTION} lines is the stop."
    lines = source.text.count("\n")
    assert lines <= FILE, f"{source} has {lines} lines, {FILE} is the stop: it holds two things, give each a file."


def test_most_functions_are_a_few_lines():
    lengths = every_length()
    median, p95 = statistics.median(lengths), lengths[int(0.95 * len(lengths)) - 1]
    assert median <= 8, f"The median function has {median} lines, the budget is 8."
    assert p95 <= 28, f"One function in twenty has more than {p95} lines, the budget is 28."


def test_most_files_fit_on_two_screens():
    median = statistics.median(source.text.count("\n") for source in sources() if source.text.strip())
    assert median <= 90, f"The median file has {median} lines, the budget is 90."


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES.rglob("*") if p.is_file()], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_template_stays_within_two_hundred_lines(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= TEMPLATE, f"{path} has {lines} lines: draw a component out of it."


def test_style_sheets_and_scripts_stay_small():
    own = [p for folder in ("static/css", "static/js", "static/scss") for p in (ROOT / folder).rglob("*.*")]
    wrong = {f"{p}: {n}" for p in own if p.suffix in {".scss", ".js"} and (n := p.read_text().count("\n")) > TEMPLATE}
    assert not wrong, f"One component a file, at most {TEMPLATE} lines:{listed(wrong)}"


def test_tests_stay_small_too():
    tests = [
        (length(function), f"{source}:{function.name}")
        for source in sources("**/test_*.py", ROOT / "tests")
        for function in source.functions()
        if function.name.startswith("test_")
    ]
    long = [f"{name} ({lines})" for lines, name in tests if lines > TEST]
    assert not long, f"One claim a test; move what it prepares into a factory:{listed(long)}"
    assert statistics.median(lines for lines, _ in tests) <= 10, "The median test has more than 10 lines."


def test_the_tests_weigh_as_much_as_what_they_test():
    def weigh(found: list[Source]) -> int:
        return sum(source.text.count("\n") for source in found)

    ratio = weigh(sources("**/*.py", ROOT / "tests")) / weigh(sources())
    assert 0.7 <= ratio <= 1.6, f"There are {ratio:.2f} lines of tests for a line of source; aim for 1.0 to 1.5."
