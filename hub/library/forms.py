"""What people type to file a document, describe it, replace it or throw it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, MultipleFileField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from hub.core.forms import HubForm, Text, choices_of, stripped
from hub.library.intake import Facts
from hub.library.licences import LICENCES

TOP = ""


class _FactsForm(HubForm):
    """What can be said of a document, new or old."""

    description = TextAreaField(
        _l("What is it about?"),
        [Optional(), Length(max=5000, message=_l("Say it in 5,000 characters or fewer."))],
        description=_l("A few sentences help others decide whether to open it. You can use Markdown."),
        filters=[stripped],
    )
    folder = SelectField(_l("Folder"), validate_choice=False)
    tags = Text(
        _l("Tags"),
        [Optional(), Length(max=1000, message=_l("Give fewer tags."))],
        description=_l("Up to twenty, with commas between: routes, missed bins"),
    )
    organisation = Text(
        _l("Council or organisation it comes from"),
        [Optional(), Length(max=200, message=_l("Give a name of 200 characters or fewer."))],
    )
    year = IntegerField(
        _l("Year"),
        [Optional(), NumberRange(1900, 2100, message=_l("Give a year between 1900 and 2100, such as 2025."))],
    )
    licence = SelectField(_l("Licence"), [Optional()], choices=choices_of(LICENCES.items()))
    review_by = DateField(
        _l("Look at it again by"),
        [Optional()],
        description=_l("From that day on its page says that it may be out of date."),
    )

    def offer_folders(self, folders: Sequence[tuple[int, Any]], top: Any) -> None:
        self.folder.choices = choices_of([(TOP, top), *((str(folder_id), name) for folder_id, name in folders)])

    @property
    def folder_id(self) -> int | None:
        chosen = self.folder.data or ""
        return int(chosen) if chosen.isdecimal() else None

    def facts(self, title: str) -> Facts:
        return Facts(
            title=title,
            description=self.description.data or "",
            tags=tuple(tag.strip() for tag in (self.tags.data or "").split(",") if tag.strip()),
            organisation=self.organisation.data or "",
            year=self.year.data,
            licence=self.licence.data or "",
            review_by=self.review_by.data,
            folder_id=self.folder_id,
        )


class UploadForm(_FactsForm):
    files = MultipleFileField(_l("Files"), description=_l("You can choose several."))
    title = Text(
        _l("Title"),
        [Optional(), Length(max=200, message=_l("Give a title of 200 characters or fewer."))],
        description=_l("For one file. Several files are each named after themselves; you can change that later."),
    )


class EditForm(_FactsForm):
    title = Text(
        _l("Title"),
        [
            DataRequired(_l("Give the document a title.")),
            Length(max=200, message=_l("Give a title of 200 characters or fewer.")),
        ],
    )


class VersionForm(HubForm):
    files = MultipleFileField(_l("New file"))
    note = Text(
        _l("What is different?"),
        [Optional(), Length(max=500, message=_l("Say it in 500 characters or fewer."))],
    )


class RemoveForm(HubForm):
    reason = TextAreaField(
        _l("Why do you remove it?"),
        [Optional(), Length(max=1000, message=_l("Say it in 1,000 characters or fewer."))],
        description=_l("Its author and the people who run the group can read this."),
        filters=[stripped],
    )


class FolderForm(HubForm):
    name = Text(
        _l("Name of the folder"),
        [
            DataRequired(_l("Give the folder a name.")),
            Length(max=120, message=_l("Give a name of 120 characters or fewer.")),
        ],
    )
    folder = SelectField(_l("Where it goes"), validate_choice=False)

    def offer_folders(self, folders: Sequence[tuple[int, Any]], top: Any) -> None:
        self.folder.choices = choices_of([(TOP, top), *((str(folder_id), name) for folder_id, name in folders)])

    @property
    def folder_id(self) -> int | None:
        chosen = self.folder.data or ""
        return int(chosen) if chosen.isdecimal() else None


class ActForm(HubForm):
    """A button and nothing to type."""
