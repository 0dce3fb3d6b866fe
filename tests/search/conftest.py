"""Engines under test, and a hub with notes in it. A second engine joins by one more line here."""

from __future__ import annotations

import pytest

from hub.search.engines.whoosh.engine import WhooshEngine
from tests.search import notes

ENGINES = {"whoosh": WhooshEngine}


@pytest.fixture(params=sorted(ENGINES))
def engine(request, tmp_path):
    return ENGINES[request.param](tmp_path / "index")


@pytest.fixture(params=sorted(ENGINES))
def fresh_engine(request, tmp_path_factory):
    """Makes an empty engine as often as it is called, for tests over many random corpora."""
    return lambda: ENGINES[request.param](tmp_path_factory.mktemp("index") / "index")


@pytest.fixture
def noted(app):
    """The application with the kind "note"."""
    notes.plug_in(app.extensions["hub"])
    return app
