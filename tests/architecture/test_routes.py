"""The list of addresses is reviewed like code, and each address gives away its file."""

import re

import pytest

from tests.architecture.house import ROOT, listed
from tools.routes import GOLDEN, described, served


@pytest.fixture(scope="module")
def rules():
    return served()


def test_the_addresses_are_the_ones_that_were_reviewed(rules):
    golden = GOLDEN.read_text(encoding="utf-8").splitlines()
    now = [described(rule) for rule in rules]
    gone, new = sorted(set(golden) - set(now)), sorted(set(now) - set(golden))
    assert now == golden, (
        f"Run `make routes` and read the diff; keep a redirect for an address that people may have kept.\n"
        f"gone:{listed(gone)}\nnew:{listed(new)}"
    )


def test_addresses_are_in_kebab_case(rules):
    wrong = [r.rule for r in rules if re.search(r"[A-Z_]", re.sub(r"<[^>]*>", "", r.rule))]
    assert not wrong, f"Write them with small letters and hyphens:{listed(wrong)}"


def test_numbers_in_addresses_are_typed(rules):
    wrong = [r.rule for r in rules if re.search(r"<(\w+_)?id>|<(number|page|seq|version)>", r.rule)]
    assert not wrong, f"Say <int:…>, so that other things are not found at once:{listed(wrong)}"


def test_an_endpoint_is_its_slice_and_its_function(app, rules):
    wrong = []
    for rule in rules:
        view = app.view_functions[rule.endpoint]
        slice_, _, name = rule.endpoint.rpartition(".")
        module = getattr(view, "__module__", "")
        if slice_ and (getattr(view, "__name__", "") != name or module.split(".")[1:2] != [slice_]):
            wrong.append(f"{rule.endpoint} is {module}.{getattr(view, '__name__', view)}")
    assert not wrong, f"Blueprint = slice, endpoint = function, so that the address gives the file:{listed(wrong)}"


def test_what_deletes_or_changes_is_never_a_get(rules):
    verbs = {"delete", "remove", "join", "leave", "approve", "decline", "support", "sign-out", "suspend", "restore"}
    wrong = [
        r.rule for r in rules if r.rule.rsplit("/", 1)[-1] in verbs and "GET" in r.methods and "POST" not in r.methods
    ]
    assert not wrong, f"These act on GET, so a link scanner would act too:{listed(wrong)}"


def test_the_golden_list_has_no_line_twice():
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines)), f"{GOLDEN.relative_to(ROOT)} names an address twice: run `make routes`."
