"""What people type to start a conversation, to write in it, and to look after it."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from hub.core.forms import HubForm, Text, choices_of, stripped

LONGEST_POST = 60_000
LONGEST_TITLE = 200
LONGEST_REASON = 1_000

KINDS = choices_of(
    [
        ("discussion", _l("Something to talk about")),
        ("question", _l("A question that wants an answer")),
    ]
)


def new_key() -> str:
    """What makes a form sent twice one post."""
    return uuid4().hex


class PostForm(HubForm):
    """Words, and what comes with them."""

    text = TextAreaField(
        _l("Your post"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=LONGEST_POST, message=_l("Use 60,000 characters or fewer.")),
        ],
        description=_l("You can use Markdown: **bold**, > quoted, - lists."),
        filters=[stripped],
    )
    documents = Text(
        _l("Documents of the library"),
        [Optional(), Length(max=1000, message=_l("Name fewer documents."))],
        description=_l("Paste the addresses of their pages, with spaces between."),
    )
    files = MultipleFileField(
        _l("Files"), description=_l("They go to the group’s library, and your post points to them.")
    )
    key = HiddenField()

    def begin(self) -> None:
        """Give an empty form the key that makes it one post, however often it is sent."""
        self.key.data = self.key.data or new_key()

    @property
    def named(self) -> list[str]:
        """The documents as they were named: refs or addresses."""
        return (self.documents.data or "").replace(",", " ").split()


TITLE = [
    DataRequired(_l("Give it a title.")),
    Length(max=LONGEST_TITLE, message=_l("Give a title of 200 characters or fewer.")),
]


class StartForm(PostForm):
    title = Text(_l("Title"), TITLE, description=_l("Say in one line what it is about."))
    kind = RadioField(_l("What is it?"), choices=KINDS, default="discussion")


class EditConversationForm(HubForm):
    title = Text(_l("Title"), TITLE)
    kind = RadioField(_l("What is it?"), choices=KINDS)


class EditPostForm(HubForm):
    text = TextAreaField(
        _l("Your post"),
        [
            DataRequired(_l("Write something, or remove the post instead.")),
            Length(max=LONGEST_POST, message=_l("Use 60,000 characters or fewer.")),
        ],
        filters=[stripped],
    )


class ReasonForm(HubForm):
    reason = TextAreaField(
        _l("Why?"),
        [Optional(), Length(max=LONGEST_REASON, message=_l("Say it in 1,000 characters or fewer."))],
        filters=[stripped],
    )


class SummaryForm(HubForm):
    text = TextAreaField(
        _l("Where this has got to"),
        [Length(max=20_000, message=_l("Use 20,000 characters or fewer."))],
        description=_l(
            "What has been found out or agreed so far. You can use Markdown. Leave it empty to take it away."
        ),
        filters=[stripped],
    )


class MoveForm(ReasonForm):
    group = Text(
        _l("To which group?"),
        [DataRequired(_l("Name the group.")), Length(max=120)],
        description=_l("Its address or its name, exactly."),
    )


class MergeForm(ReasonForm):
    target = Text(
        _l("Into which conversation?"),
        [DataRequired(_l("Say which conversation.")), Length(max=300)],
        description=_l("Paste the address of its page."),
    )


class ActForm(HubForm):
    """A button and nothing to type."""
