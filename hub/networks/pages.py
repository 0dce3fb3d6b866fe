"""All pages of the slice, which stand on the one blueprint of views.py."""

from __future__ import annotations

from hub.networks import connection_views
from hub.networks.views import bp

__all__ = ["bp", "connection_views"]
