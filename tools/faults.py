"""`make faults`: plant each known fault in a copy of the tree and show that the tests it names turn red."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "faults.toml"
AT_ONCE = 2
SECONDS = 240
ALL_SECONDS = 600
COPIED = ("hub", "templates", "static", "migrations", "tests", "tools", "pyproject.toml", "wsgi.py")
SHARED = ("node_modules",)


@dataclass(frozen=True)
class Fault:
    """One mistake someone might make: `old` in `file` becomes `new`, and one of `tests` has to notice."""

    name: str
    file: str
    old: str
    new: str
    tests: list[str]
    why: str


@dataclass(frozen=True)
class Outcome:
    fault: Fault
    verdict: str
    seconds: float
    evidence: str

    @property
    def is_caught(self) -> bool:
        return self.verdict == "caught"


def known(wanted: list[str]) -> list[Fault]:
    faults = [Fault(name=name, **fields) for name, fields in tomllib.loads(LIST.read_text(encoding="utf-8")).items()]
    unknown = set(wanted) - {fault.name for fault in faults}
    if unknown:
        raise SystemExit(f"No fault is called {', '.join(sorted(unknown))}; see {LIST.relative_to(ROOT)}.")
    return [fault for fault in faults if not wanted or fault.name in wanted]


def plant(fault: Fault) -> Outcome:
    """Copy the tree, make the one change, run the tests it names."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hub-fault-") as folder:
        copy = Path(folder) / "hub"
        _copy_tree(copy)
        target = copy / fault.file
        text = target.read_text(encoding="utf-8") if target.exists() else ""
        if text.count(fault.old) != 1:
            return Outcome(
                fault, "not found", 0.0, f"{fault.file} holds the old text {text.count(fault.old)} times, not once"
            )
        target.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
        code, evidence = _run_tests(copy, fault.tests)
    verdict = {0: "STAYS GREEN", 1: "caught"}.get(code, f"did not run ({code})")
    return Outcome(fault, verdict, time.monotonic() - started, evidence)


def sound(faults: list[Fault]) -> bool:
    """Without a fault the named tests are green; otherwise a red test would prove nothing."""
    with tempfile.TemporaryDirectory(prefix="hub-fault-") as folder:
        copy = Path(folder) / "hub"
        _copy_tree(copy)
        named = sorted({test for fault in faults for test in fault.tests})
        code, evidence = _run_tests(copy, ["-n", str(AT_ONCE), *named], ALL_SECONDS)
    if code:
        print(f"The named tests are red before any fault is planted: {evidence}")
    return code == 0


def _copy_tree(copy: Path) -> None:
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        elif source.exists():
            shutil.copy(source, copy / name)
    for name in SHARED:
        if (ROOT / name).exists():
            (copy / name).symlink_to(ROOT / name)


def _run_tests(copy: Path, tests: list[str], seconds: int = SECONDS) -> tuple[int, str]:
    """One database is enough to notice a fault, and the embedded one starts at once."""
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-k", "not postgresql"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    environ = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(
            command,
            cwd=copy,
            env=environ,
            capture_output=True,
            text=True,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 124, f"no end within {seconds} s"
    lines = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return run.returncode, (lines or run.stdout.strip().splitlines() or ["no output"])[-1 if not lines else 0][:150]


def tell(outcome: Outcome) -> None:
    mark = "ok  " if outcome.is_caught else "FAIL"
    print(f"{mark}  {outcome.fault.name:34} {outcome.verdict:12} {outcome.seconds:5.1f} s", flush=True)
    if not outcome.is_caught:
        print(f"      {outcome.fault.why}\n      {outcome.evidence}", flush=True)


def main() -> None:
    started = time.monotonic()
    faults = known(sys.argv[1:])
    if not sound(faults):
        sys.exit(1)
    caught = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for outcome in pool.map(plant, faults):
            tell(outcome)
            caught += outcome.is_caught
    print(f"\nfaults planted {len(faults)}, caught {caught}, in {time.monotonic() - started:.0f} s")
    print(f"{caught} passed, {len(faults) - caught} failed")
    sys.exit(0 if caught == len(faults) > 0 else 1)


if __name__ == "__main__":
    main()
