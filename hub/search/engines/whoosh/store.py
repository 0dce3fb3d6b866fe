"""Where the index lives: generations side by side, a pointer to the one in use, one writer at a time."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from uuid import uuid4

from hub.core import clock
from hub.search.analysis import ANALYSER_VERSION
from hub.search.engines.base import Busy
from hub.search.engines.whoosh.mapped import sync
from hub.search.engines.whoosh.schema import SCHEMA_VERSION

FORM = f"{SCHEMA_VERSION}.{ANALYSER_VERSION}"
_KEPT_GENERATIONS = 2


@dataclass(frozen=True)
class State:
    """What a generation says of itself: the form it was built in, and the last batch of changes it holds."""

    form: str = FORM
    batch: int = 0
    built_at: str = ""


class Store:
    """The index's folder. It holds pickles, so nobody but its owner may enter it, and it is never restored."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o700)

    def current(self) -> Path | None:
        """The generation in use, or None where there is none."""
        try:
            name = (self.root / "CURRENT").read_text()
        except FileNotFoundError:
            return None
        folder = self.root / name
        return folder if name and folder.is_dir() else None

    def create(self) -> Path:
        """An empty generation that nobody uses yet."""
        folder = self.root / f"gen-{uuid4().hex[:12]}"
        folder.mkdir(mode=0o700)
        return folder

    def publish(self, folder: Path) -> None:
        """Let every process search this generation from its next query on. The one before stays for open readers."""
        self._replace(self.root / "CURRENT", folder.name)
        others = [path for path in self.root.glob("gen-*") if path != folder]
        for stale in sorted(others, key=lambda path: path.stat().st_mtime)[: 1 - _KEPT_GENERATIONS]:
            shutil.rmtree(stale, ignore_errors=True)

    def state(self, folder: Path) -> State:
        try:
            return State(**json.loads((folder / "state.json").read_text()))
        except (OSError, ValueError, TypeError):
            return State(form="unknown")

    def write_state(self, folder: Path, batch: int, *, new: bool = False) -> None:
        """Note the last batch, after the commit that holds it is on disk."""
        state = State(built_at=clock.now().isoformat()) if new else self.state(folder)
        if new or batch > state.batch:
            state = replace(state, batch=max(batch, state.batch))
            self._replace(folder / "state.json", json.dumps(asdict(state)))

    @staticmethod
    def _replace(path: Path, text: str) -> None:
        staged = path.with_name(f"{path.name}.{uuid4().hex[:8]}")
        staged.write_text(text)
        sync(staged)
        staged.replace(path)
        sync(path.parent)

    @contextmanager
    def sole_writer(self) -> Iterator[None]:
        """Only one process writes, and writes are short: others wait. The lock dies with its holder."""
        with self._locked("WRITER", wait=True):
            yield

    @contextmanager
    def rebuilding(self, folder: Path) -> Iterator[Path]:
        """While a generation is built, the refs that change are noted in a journal. Raises Busy if one is under way."""
        journal = self.root / "REBUILDING"
        with self._locked("BUILDER", wait=False):
            for orphan in self.root.glob("gen-*"):
                if orphan not in (folder, self.current()) and not (orphan / "state.json").exists():
                    shutil.rmtree(orphan, ignore_errors=True)
            journal.write_text("")
            try:
                yield journal
            finally:
                journal.unlink(missing_ok=True)

    def note_changes(self, refs: list[str]) -> None:
        """Tell a rebuild under way, if there is one, to look at these again. Call as the sole writer."""
        journal = self.root / "REBUILDING"
        if journal.exists():
            with journal.open("a") as handle:
                handle.writelines(f"{ref}\n" for ref in refs)

    @contextmanager
    def _locked(self, name: str, *, wait: bool) -> Iterator[None]:
        with (self.root / name).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise Busy("the search index is being rebuilt already") from None
            yield
