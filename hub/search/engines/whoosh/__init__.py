"""Whoosh 2.7.4 as the embedded engine, its posting lists executed in numpy."""

from __future__ import annotations

import warnings
from importlib import import_module

# Whoosh was written for an older Python, which warns when it first compiles these. Nothing is wrong with them.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for _name in ("whoosh.codec.whoosh3", "whoosh.index", "whoosh.writing", "whoosh.reading", "whoosh.query"):
        import_module(_name)
