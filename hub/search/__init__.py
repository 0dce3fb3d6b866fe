"""Search: one box over everything that may be seen, an index that can always be built anew."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.events import ContentChanged
    from hub.search import cli, consumer, subscribers, upkeep
    from hub.search.index import TOPIC
    from hub.search.views import bp

    hub.blueprint(bp)
    hub.on(ContentChanged, subscribers.queue)
    hub.consume(TOPIC, consumer.keep)
    hub.on_start(upkeep.check)
    hub.every(60, upkeep.check)
    hub.every(24 * 3600, upkeep.verify_nightly)
    hub.cli(cli.search)
    hub.cli(cli.index)
