"""Who hears of what, by which channel; digests."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub, Notice


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.events import ContentChanged, Noteworthy
    from hub.core.mail import AddressParked
    from hub.groups.events import GroupAudienceChanged, MembershipChanged
    from hub.notifications import consumer, digest_letters, digests, header, letters, log_views, subscribers, views

    hub.blueprint(views.bp)
    hub.in_navigation("unread", views.load_unread)
    hub.number_in_navigation("unread", header.unread)
    hub.number_in_navigation("unread_here", header.unread_here)
    hub.on(Noteworthy, subscribers.keep_happening)
    hub.on(ContentChanged, subscribers.follow_content)
    hub.on(GroupAudienceChanged, subscribers.follow_audience)
    hub.on(MembershipChanged, subscribers.forget_what_is_lost)
    hub.on(AddressParked, subscribers.tell_of_parked_address)
    hub.consume(subscribers.TOPIC, consumer.tell)
    hub.writes_mail(consumer.WRITER, letters.write_notices)
    hub.writes_mail(digests.WRITER, digest_letters.write_digests)
    hub.every(digests.LOOK_EVERY, digests.send_due_digests)
    hub.notice(
        Notice(
            name="mail.parked",
            category="direct",
            one=_l("Mail to your address came back, so we send none. Confirm it in your settings for being told"),
            many=_l("Mail to your address came back, so we send none. Confirm it in your settings for being told"),
            why=_l("it concerns your address"),
        )
    )
