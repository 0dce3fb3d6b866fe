"""Tests of the home page and of what every public site owes its readers."""
