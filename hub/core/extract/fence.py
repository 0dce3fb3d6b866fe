"""The parent's side: one child process a file, limited in time, memory and output, and killed with its family."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hub.core.extract.result import MAX_CHARACTERS, Extraction, Status

SOURCE = Path(__file__).resolve().parents[3]
# A character is at most four bytes in UTF-8, a few are escaped; the rest is JSON's punctuation.
MAX_OUTPUT = 4 * MAX_CHARACTERS + 1_000_000
PASSED_ON = ("PATH", "SYSTEMROOT", "TMPDIR")

TOO_LONG = "Reading this file took too long, so we stopped."
DIED = "This file could not be read. It may be damaged."


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds by the clock, seconds of processor, bytes of memory."""

    seconds: float = 60.0
    cpu_seconds: int = 40
    memory: int = 1 << 30


def extract(path: Path, media_type: str, limits: Limits | None = None) -> Extraction:
    """Read the text of `path`; whatever the file does to its reader, this returns."""
    limits = limits or Limits()
    arguments = [str(path.resolve()), media_type, str(limits.cpu_seconds), str(limits.memory)]
    with subprocess.Popen(
        [sys.executable, "-s", "-m", "hub.core.extract.child", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_clean_environment(),
        cwd="/",
        start_new_session=True,
        close_fds=True,
    ) as child:
        assert child.stdout is not None
        try:
            answer = _read_bounded(child.stdout, time.monotonic() + limits.seconds)
        finally:
            _end(child)
    return _understand(answer, child.returncode)


def _clean_environment() -> dict[str, str]:
    """No secret of the parent's environment is in reach of a hostile file."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _read_bounded(stream: IO[bytes], deadline: float) -> bytes | None:
    """All the child said, or None when the time or the room for it ran out."""
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while size <= MAX_OUTPUT:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return None
            part = os.read(stream.fileno(), 1 << 16)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
    return None


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole process group: a converter started by the child goes too."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _understand(answer: bytes | None, returncode: int) -> Extraction:
    if answer is None or returncode == -signal.SIGXCPU:
        return Extraction(Status.DAMAGED, detail=TOO_LONG)
    try:
        said = json.loads(answer)
        return Extraction(Status(said["status"]), tuple(said["pages"]), said["detail"])
    except (ValueError, KeyError, TypeError):
        return Extraction(Status.DAMAGED, detail=DIED)
