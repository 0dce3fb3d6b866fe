"""The embedded engine: Whoosh's files, our own execution. Opened by many readers, written by one worker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import structlog

from hub.core.registry import SearchEntry
from hub.policy import PUBLIC, SIGNED_IN
from hub.search import analysis
from hub.search.engines.base import Change, Found, Hit, Status, Unreadable
from hub.search.engines.whoosh import execute, writing
from hub.search.engines.whoosh.reader import NOTHING, Reader
from hub.search.engines.whoosh.store import FORM, Store
from hub.search.engines.whoosh.view import View
from hub.search.parse import Query

logger = structlog.get_logger(__name__)

# A word is offered only when it stands in this many entries that its reader's kind of person may see.
_FEWEST_ENTRIES = 3


class WhooshEngine:
    """See `engines.base.Engine`. One object a process; threads share it."""

    def __init__(self, root: Path) -> None:
        self._store = Store(root)
        self._reader = Reader()

    def view(self) -> View:
        """The newest commit of the generation in use, or an empty view where there is no index."""
        folder = self._store.current()
        try:
            return NOTHING if folder is None else self._reader.newest(folder)
        except Exception as error:  # whatever is wrong inside the files, the answer is to rebuild
            logger.exception("the search index cannot be read")
            raise Unreadable(str(folder)) from error

    def apply(self, changes: Iterable[Change], *, batch: int = 0) -> None:
        changes = list(changes)
        with self._store.sole_writer():
            folder = self._store.current() or self._start_empty()
            if changes:
                writing.apply(folder, self._reader.newest(folder), changes)
            self._store.write_state(folder, batch)
            self._store.note_changes([change.ref for change in changes])

    def _start_empty(self) -> Path:
        folder = self._store.create()
        writing.create(folder)
        self._store.write_state(folder, 0, new=True)
        self._store.publish(folder)
        return folder

    def search(
        self,
        query: Query,
        audiences: Collection[str],
        *,
        exclude: Collection[str] = (),
        filters: Mapping[str, Collection[str]] | None = None,
        facets: Sequence[str] = (),
        limit: int = 20,
        offset: int = 0,
    ) -> Found:
        view = self.view()
        ask = execute.ask_for(view, query, filters or {})
        return execute.execute(view, ask, audiences, exclude=exclude, facets=facets, limit=limit, offset=offset)

    def titles(
        self, text: str, audiences: Collection[str], *, exclude: Collection[str] = (), limit: int = 10
    ) -> list[Hit]:
        return execute.titles(self.view(), text, audiences, exclude=exclude, limit=limit)

    def words(self, prefix: str, audiences: Collection[str], *, limit: int = 8) -> list[str]:
        view, folded = self.view(), analysis.fold(prefix)
        shared = {PUBLIC, SIGNED_IN} & set(audiences)
        if not folded or not shared:
            return []
        offered = view.expansions("word", folded, execute.MOST_WORDS)
        allowed = execute.readable(view, shared, ())
        counts = {word: int(allowed[view.postings("word", word)[0]].sum()) for word in offered}
        known = [word for word in offered if counts[word] >= _FEWEST_ENTRIES]
        return sorted(known, key=lambda word: (-counts[word], word))[:limit]

    def versions(self) -> Iterator[tuple[str, int]]:
        view = self.view()
        for number in view.alive.nonzero()[0].tolist():
            yield view.ref(number), view.version(number)

    def status(self) -> Status:
        folder = self._store.current()
        if folder is None:
            return Status("whoosh", False, "missing")
        state = self._store.state(folder)
        try:
            entries = int(self.view().alive.sum())
        except Unreadable:
            return Status("whoosh", False, "damaged")
        reason = "ready" if state.form == FORM else "older"
        return Status("whoosh", reason == "ready", reason, entries, folder.name, state.batch, state.built_at)

    def rebuild(
        self,
        batches: Iterable[Iterable[SearchEntry]],
        look_again: Callable[[Collection[str]], Iterable[Change]],
    ) -> Status:
        folder = self._store.create()
        with self._store.rebuilding(folder) as journal:
            writing.create(folder)
            writing.fill(folder, batches)
            with self._store.sole_writer():
                if changed := set(journal.read_text().split()):
                    writing.apply(folder, Reader().newest(folder), look_again(changed))
                before = self._store.current()
                self._store.write_state(folder, self._store.state(before).batch if before else 0, new=True)
                self._store.publish(folder)
        return self.status()
