"""How people are told of what happens in conversations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Notice

NOTICES = (
    Notice(
        name="conversation.started",
        category="groups",
        one=_l("%(who)s started the conversation “%(title)s”"),
        many=_l("%(count)s new conversations"),
        why=_l("it is new in a group you are in"),
    ),
    Notice(
        name="conversation.replied",
        category="conversations",
        one=_l("%(who)s replied in “%(title)s”"),
        many=_l("%(count)s replies in “%(title)s”"),
        why=_l("you follow this conversation"),
    ),
    Notice(
        name="conversation.mentioned",
        category="direct",
        one=_l("%(who)s mentioned you in “%(title)s”"),
        many=_l("You were mentioned %(count)s times in “%(title)s”"),
        why=_l("you were mentioned by name"),
    ),
    Notice(
        name="conversation.accepted",
        category="conversations",
        one=_l("%(who)s accepted an answer in “%(title)s”"),
        many=_l("%(count)s answers were accepted in “%(title)s”"),
        why=_l("you follow this question, or wrote the answer"),
    ),
    Notice(
        name="conversation.summarised",
        category="conversations",
        one=_l("%(who)s wrote where “%(title)s” has got to"),
        many=_l("The summary of “%(title)s” was changed %(count)s times"),
        why=_l("you follow this conversation"),
    ),
    Notice(
        name="conversation.closed",
        category="conversations",
        one=_l("%(who)s closed “%(title)s”"),
        many=_l("“%(title)s” was closed"),
        why=_l("you follow this conversation"),
    ),
    Notice(
        name="conversation.reopened",
        category="conversations",
        one=_l("%(who)s opened “%(title)s” again"),
        many=_l("“%(title)s” was opened again"),
        why=_l("you follow this conversation"),
    ),
    Notice(
        name="conversation.moved",
        category="conversations",
        one=_l("%(who)s moved “%(title)s” to another group"),
        many=_l("“%(title)s” was moved to another group"),
        why=_l("you follow this conversation"),
    ),
    Notice(
        name="conversation.merged",
        category="conversations",
        one=_l("%(who)s merged another conversation into “%(title)s”"),
        many=_l("%(count)s conversations were merged into “%(title)s”"),
        why=_l("you follow this conversation"),
    ),
    Notice(
        name="post.held",
        category="direct",
        one=_l("What you wrote is hidden until somebody has looked at it: “%(title)s”"),
        many=_l("%(count)s things you wrote are hidden until somebody has looked at them"),
        why=_l("you wrote it"),
    ),
    Notice(
        name="post.removed",
        category="direct",
        one=_l("What you wrote was taken down: “%(title)s”"),
        many=_l("%(count)s things you wrote were taken down"),
        why=_l("you wrote it"),
    ),
    Notice(
        name="post.restored",
        category="direct",
        one=_l("What you wrote can be read again: “%(title)s”"),
        many=_l("%(count)s things you wrote can be read again"),
        why=_l("you wrote it"),
    ),
)
