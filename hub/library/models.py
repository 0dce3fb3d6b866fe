"""What a group's library holds: folders, documents, their immutable versions and the text read from these."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Model
from hub.groups.content import GroupContent, Tag
from hub.groups.models import Group

READING = "reading"


class Folder(Model):
    """A place in a group's library. Who may see it is never its own matter: it goes as far as the group's content.

    `path` lists the ids from the top down to this folder, as in `3/17/`.
    """

    __tablename__ = "folders"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), default="", index=True)
    name: Mapped[str] = mapped_column(String(120))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    group: Mapped[Group] = relationship(Group)

    @property
    def audience(self) -> str:
        return self.group.content_audience

    @property
    def is_closed(self) -> bool:
        return self.group.is_closed

    @property
    def is_shared(self) -> bool:
        """A folder speaks for the group."""
        return True

    @property
    def depth(self) -> int:
        return self.path.count("/")


class Blob(Model):
    """Bytes in the file store that some version names. It has no address and no policy: versions are asked."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Version(Model):
    """One immutable upload of a document. `state`: reading → read, no_text, password, damaged, unsupported.

    A version that was imported as text alone has no blob: its text is the whole of it.
    """

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"), index=True)
    content_sha256: Mapped[str] = mapped_column(String(64), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(500), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(12), default=READING)
    detail: Mapped[str] = mapped_column(String(300), default="")
    page_count: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]


class VersionPage(Model):
    """The text of one page. It belongs to the version, so nothing is ever read from the file twice."""

    __tablename__ = "version_pages"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_versions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)


class Document(GroupContent, Model):
    """The thing with a title, a licence and a current version. `external_id` is its name in what it came from.

    One that is attached to a message is in no group: the thread's people alone have it.
    """

    __tablename__ = "documents"
    looked_up = ("thread",)
    __table_args__ = (
        UniqueConstraint("group_id", "external_id"),
        Index("ix_documents_group_id_folder_id_title", "group_id", "folder_id", "title", "id"),
        Index("ix_documents_group_id_created_at", "group_id", "created_at"),
    )

    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("folders.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    year: Mapped[int | None]
    licence: Mapped[str] = mapped_column(String(20), default="")
    review_by: Mapped[date | None]
    external_id: Mapped[str | None] = mapped_column(String(200))
    current_number: Mapped[int] = mapped_column(default=1)
    folder: Mapped[Folder | None] = relationship(Folder)
    current: Mapped[Version] = relationship(
        Version,
        primaryjoin="and_(Document.id == foreign(Version.document_id), Version.number == Document.current_number)",
        viewonly=True,
        uselist=False,
    )
    tags: Mapped[list[DocumentTag]] = relationship(cascade="all, delete-orphan", order_by="DocumentTag.name")

    @property
    def is_shared(self) -> bool:
        """Title, description and place are the group's to keep in order; the file itself is its author's."""
        return True


class DocumentTag(Tag, Model):
    """A keyword on a document."""

    __tablename__ = "document_tags"

    target_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))


class Upload(Model):
    """A file that is still coming, in parts, from one person's browser. `key` names its bytes in the file store.

    `mark` is what the browser knows the file by, so that it finds its own unfinished upload again. `sha256` is what
    we reckoned when all had come.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_user_id_mark", "user_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    filename: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
