"""The gallery served to a real browser."""

import pytest

from tests.browser.chromium import address, chromium, sign_in, tab
from tests.components.gallery import render_gallery

__all__ = ["address", "chromium", "gallery", "sign_in", "tab"]


@pytest.fixture
def gallery(app, tab):
    """A tab that shows every component."""
    app.add_url_rule("/gallery", "gallery", lambda: render_gallery(app))
    tab.goto("/gallery")
    return tab
