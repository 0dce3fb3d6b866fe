"""The runner of planted faults tells a caught fault from one that slips through."""

import pytest

from tests.architecture.house import ROOT
from tools import faults
from tools.faults import Fault, known, plant


@pytest.fixture
def tiny_tree(tmp_path, monkeypatch):
    """A project of one function and one test."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "hub" / "sums.py").write_text("def double(n):\n    return n * 2\n")
    (tmp_path / "tests" / "test_sums.py").write_text(
        "from hub.sums import double\n\n\ndef test_double():\n    assert double(2) == 4\n"
    )
    monkeypatch.setattr(faults, "ROOT", tmp_path)
    return tmp_path


def fault(**changed):
    fields = {
        "name": "f",
        "file": "hub/sums.py",
        "old": "n * 2",
        "new": "n * 3",
        "why": "?",
        "tests": ["tests/test_sums.py"],
    }
    return Fault(**fields | changed)


def test_a_fault_that_a_test_notices_is_caught(tiny_tree):
    assert plant(fault()).is_caught


def test_a_fault_that_no_test_notices_stays_green(tiny_tree):
    assert plant(fault(new="n + n")).verdict == "STAYS GREEN"


def test_a_fault_whose_place_has_gone_is_reported(tiny_tree):
    assert plant(fault(old="n ** 2")).verdict == "not found"
    assert plant(fault(file="hub/gone.py")).verdict == "not found"


def test_a_fault_that_keeps_the_tests_from_running_is_no_proof(tiny_tree):
    assert plant(fault(tests=["tests/test_gone.py"])).verdict.startswith("did not run")


def test_planting_leaves_the_tree_as_it_was(tiny_tree):
    before = (tiny_tree / "hub" / "sums.py").read_text()
    plant(fault())
    assert (tiny_tree / "hub" / "sums.py").read_text() == before


def test_every_known_fault_names_a_place_that_is_there_once():
    wrong = [f.name for f in known([]) if (ROOT / f.file).read_text(encoding="utf-8").count(f.old) != 1]
    assert not wrong, f"These places have changed; look whether the fault still can be made: {wrong}"


def test_every_known_fault_names_tests_that_exist():
    names = {path.split("::")[0] for f in known([]) for path in f.tests}
    assert not [name for name in names if not (ROOT / name).exists()]


def test_the_list_holds_at_least_fifteen_faults():
    assert len(known([])) >= 15, (
        "An honest list is a long one: see what the review of the last change could have missed."
    )
