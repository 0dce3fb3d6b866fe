"""The fields of a profile, and the two circles of people who may see each."""

from __future__ import annotations

EVERYONE, GROUPS = "everyone", "groups"
"""Everyone who is signed in, or only people who share a group with the person."""

FIELDS = ("job_title", "works_on", "ask_about", "photo")
