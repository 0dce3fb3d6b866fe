"""The words by which people are found. Derived from their profiles, and made again whenever one changes."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Model

WORD_LENGTH = 40
AS_BYTES = String(WORD_LENGTH).with_variant(String(WORD_LENGTH, collation="C"), "postgresql")
"""Compared sign by sign on both databases, so that the beginning of a word is a range of the index."""


class PersonWord(Model):
    """One word of one field of a person's profile, in small letters, without accents.

    It says nothing of who may see the field: `seen_by` of the profile does, and is asked at each search.
    """

    __tablename__ = "person_words"

    word: Mapped[str] = mapped_column(AS_BYTES, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
