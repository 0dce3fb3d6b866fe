"""The sentences in which people hear of suggestions and calls."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Notice

FOLLOWED = _l("you made, support or follow this suggestion")
IN_GROUP = _l("you are in this group")

NOTICES = (
    Notice(
        name="suggestion.made",
        category="groups",
        one=_l("%(who)s made a suggestion in %(title)s"),
        many=_l("%(count)s suggestions in %(title)s"),
        why=IN_GROUP,
    ),
    Notice(
        name="suggestion.commented",
        category="suggestions",
        one=_l("%(who)s commented on “%(title)s”"),
        many=_l("%(count)s comments on “%(title)s”"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.open",
        category="suggestions",
        one=_l("“%(title)s” is open again"),
        many=_l("“%(title)s” is open again"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.under_review",
        category="suggestions",
        one=_l("“%(title)s” is under review"),
        many=_l("“%(title)s” is under review"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.planned",
        category="suggestions",
        one=_l("“%(title)s” is planned"),
        many=_l("“%(title)s” is planned"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.done",
        category="suggestions",
        one=_l("“%(title)s” is done"),
        many=_l("“%(title)s” is done"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.declined",
        category="suggestions",
        one=_l("“%(title)s” was declined"),
        many=_l("“%(title)s” was declined"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.merged",
        category="suggestions",
        one=_l("“%(title)s” was merged into another suggestion"),
        many=_l("“%(title)s” was merged into another suggestion"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.expected",
        category="suggestions",
        one=_l("It is now said when “%(title)s” is expected"),
        many=_l("It is now said when “%(title)s” is expected"),
        why=FOLLOWED,
    ),
    Notice(
        name="suggestion.assigned",
        category="facilitating",
        one=_l("%(who)s asked you to look after “%(title)s”"),
        many=_l("%(count)s suggestions were given to you"),
        why=_l("you run this group"),
    ),
    Notice(
        name="suggestion.removed",
        category="direct",
        one=_l("Your suggestion “%(title)s” was taken down"),
        many=_l("%(count)s of your suggestions were taken down"),
        why=_l("you wrote it"),
    ),
    Notice(
        name="suggestion_comment.removed",
        category="direct",
        one=_l("Your comment “%(title)s” was taken down"),
        many=_l("%(count)s of your comments were taken down"),
        why=_l("you wrote it"),
    ),
    Notice(
        name="call.open",
        category="groups",
        one=_l("A call for suggestions is open in %(title)s"),
        many=_l("%(count)s calls for suggestions are open in %(title)s"),
        why=IN_GROUP,
    ),
    Notice(
        name="call.closed",
        category="facilitating",
        one=_l("The call “%(title)s” has closed: say what came of it"),
        many=_l("%(count)s calls have closed: say what came of them"),
        why=_l("you run this group, or follow the call"),
    ),
    Notice(
        name="call.done",
        category="suggestions",
        one=_l("What came of the call “%(title)s”"),
        many=_l("What came of %(count)s calls"),
        why=_l("you took part in this call, or are in its group"),
    ),
)
