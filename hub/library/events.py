"""What happens in a library."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited, Event


@dataclass(frozen=True, kw_only=True)
class DocumentPublished(Event):
    """A document is new in the library."""

    document_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentEdited(Audited):
    """Title, description, place or another fact of a document was changed."""


@dataclass(frozen=True, kw_only=True)
class VersionAdded(Audited):
    """A document has a new file; an older one that was put back is a new version too."""


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Audited):
    """A document went to the bin."""


@dataclass(frozen=True, kw_only=True)
class DocumentRestored(Audited):
    """A document came back from the bin."""


@dataclass(frozen=True, kw_only=True)
class DocumentHeld(Audited):
    """A document was hidden until it has been looked at."""


@dataclass(frozen=True, kw_only=True)
class DocumentReleased(Audited):
    """A document that was held is the group's again."""


@dataclass(frozen=True, kw_only=True)
class FolderMade(Audited):
    """A folder is new."""


@dataclass(frozen=True, kw_only=True)
class FolderEdited(Audited):
    """A folder was renamed or moved."""


@dataclass(frozen=True, kw_only=True)
class FolderRemoved(Audited):
    """An empty folder was taken away."""
