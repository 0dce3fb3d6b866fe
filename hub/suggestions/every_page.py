"""All pages of the slice, which stand on the one blueprint of pages.py."""

from __future__ import annotations

from hub.suggestions import call_views, deciding_views, views
from hub.suggestions.pages import bp

__all__ = ["bp", "call_views", "deciding_views", "views"]
