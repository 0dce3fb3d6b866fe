"""All pages of the slice, which stand on the one blueprint of views.py."""

from __future__ import annotations

from hub.accounts import entry_views, mention_views, staff_views
from hub.accounts.views import bp

__all__ = ["bp", "entry_views", "mention_views", "staff_views"]
