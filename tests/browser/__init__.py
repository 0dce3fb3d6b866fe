"""A browser that checks every page it opens, and Chromium for what only a real one shows."""

from tests.browser.client import Browser
from tests.browser.page import Page

__all__ = ["Browser", "Page"]
