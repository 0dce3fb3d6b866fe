"""Answers by mail: each mail carries an address that names person and place, and what comes back is written there."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.registry import Notice
    from hub.mail_replies import addresses, caps, commands, models, views

    hub.blueprint(views.bp)
    hub.replies_to(addresses.reply_address)
    hub.notice(
        Notice(
            name="mail_reply.drafted",
            category="direct",
            one=_l("Is this answer by mail from you? It waits as a draft: %(title)s"),
            many=_l("%(count)s answers by mail wait as drafts"),
            why=_l("a mail came to your reply address, and we could not prove that it is yours"),
        )
    )
    hub.every(caps.EVERY, caps.forget_old_mails)
    hub.cli(commands.mail_group)
