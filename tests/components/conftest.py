"""The gallery served to a real browser."""

import pytest

from tests.components.gallery import render_gallery


@pytest.fixture
def gallery(app, tab):
    """A tab that shows every component."""
    app.add_url_rule("/gallery", "gallery", lambda: render_gallery(app))
    tab.goto("/gallery")
    return tab
