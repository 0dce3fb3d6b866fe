"""A real `hub run` in a process of its own, for tests of what only a running server shows."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class Server:
    """`hub run` on a free port of loopback, with its state in `folder`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environ = environment(folder, settings)
        self.process: subprocess.Popen[str] | None = None
        self.log = folder.parent / f"{folder.name}.log"

    def start(self) -> "Server":
        command = [sys.executable, "-m", "hub", "run", "--port", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=log, stderr=log, text=True)
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, f"hub run ended:\n{self.log.read_text()}"
            if self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError(f"hub run did not answer:\n{self.log.read_text()}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/healthz", timeout=2) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """As a power cut would: the process and its children, at once."""
        assert self.process is not None
        children = children_of(self.process.pid)
        for pid in [self.process.pid, *children]:  # the parent first, or it would start another child
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def interrupt(self) -> int:
        """Ctrl-C. Returns the exit status."""
        assert self.process is not None
        for pid in [self.process.pid, *children_of(self.process.pid)]:
            os.kill(pid, signal.SIGINT)
        return self.process.wait(timeout=30)


def hub(
    folder: Path, *words: str, standard_input: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run one `hub` command on this data folder."""
    command, environ = [sys.executable, "-m", "hub", *words], environment(folder, settings)
    return subprocess.run(
        command, cwd=ROOT, env=environ, input=standard_input, text=True, capture_output=True, check=False
    )


@contextmanager
def running_server(folder: Path, **settings: str) -> Iterator[Server]:
    """A server that answers, ended when the test is done with it."""
    server = Server(folder, **settings).start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return kept | {"HUB_DATA_DIR": str(folder)} | dict(settings)


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
