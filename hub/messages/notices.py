"""How people are told of messages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Notice

NOTICES = (
    Notice(
        name="message.sent",
        category="direct",
        one=_l("%(who)s wrote to you: %(title)s"),
        many=_l("%(count)s new messages: %(title)s"),
        why=_l("you take part in this thread"),
    ),
    Notice(
        name="group_message.sent",
        category="groups",
        one=_l("%(who)s wrote to all members: %(title)s"),
        many=_l("%(count)s messages to all members: %(title)s"),
        why=_l("you are a member of this group"),
    ),
    Notice(
        name="thread.sharing_asked",
        category="direct",
        one=_l("%(who)s asks whether a group may read: %(title)s"),
        many=_l("%(count)s times asked whether a group may read: %(title)s"),
        why=_l("you take part in this thread"),
    ),
)
