"""Starts what is measured, each server on the first core, and reads from the kernel what it used."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER_CORE, CLIENT_CORE = 0, 1


def pin(core: int, pid: int = 0) -> None:
    """Keep a process, this one unless said, and those it starts from now on, on one core where there are more."""
    if core < (os.cpu_count() or 1):
        os.sched_setaffinity(pid, {core})


@contextmanager
def serving(command: list[str], environ: Mapping[str, str], port: int, log: Path) -> Iterator[int]:
    """Run a server on the server's core until it answers; yields its process id."""
    with log.open("a") as told:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environ},
            stdout=told,
            stderr=told,
        )
    pin(SERVER_CORE, process.pid)
    try:
        _wait(process, port, log)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"It ended: {log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"It does not answer: {log.read_text()[-2000:]}")


@contextmanager
def hub(environ: Mapping[str, str], port: int, folder: Path) -> Iterator[int]:
    """The hub without its worker, whose place we hold: what is done later is not counted as the page's."""
    with (Path(environ["HUB_DATA_DIR"]) / "worker.lock").open("w") as place:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        command = [sys.executable, "-m", "hub", "run", "--port", str(port)]
        with serving(command, environ, port, folder / "hub.log") as pid:
            yield pid


@contextmanager
def floor(environ: Mapping[str, str], port: int, folder: Path) -> Iterator[int]:
    """The bare view, on the same server program with as many threads."""
    options = ["--worker-class", "gthread", "--threads", "64", "--keep-alive", "5", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "bench.pages.floor:make_app()"]
    with serving(command, environ, port, folder / "floor.log") as pid:
        yield pid


def used(pid: int | None) -> float:
    """Milliseconds of processor time of a process, its threads and its children so far."""
    return sum(_nanoseconds(one) for one in _tree(pid)) / 1e6 if pid else 0.0


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))


def _nanoseconds(pid: int) -> int:
    total = 0
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((thread / "schedstat").read_text().split()[0])
    return total


def memory(pid: int) -> float:
    """Megabytes that the process and its children hold; what they share counts once."""
    total = 0
    for one in _tree(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
