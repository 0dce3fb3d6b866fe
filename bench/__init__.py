"""Measurements a person can run again. `make bench` runs them all; `make bench ARGS=pages` one."""
