"""Whoosh 2.7.4 as the embedded engine, its posting lists executed in numpy."""
