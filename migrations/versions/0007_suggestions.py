"""Suggestions, their support and their status."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("is_open_to_all", sa.Boolean(), server_default=sa.false(), nullable=False))
    where = sa.text("is_open_to_all")
    op.create_index(
        "uq_groups_open_to_all", "groups", ["is_open_to_all"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("uq_groups_open_to_all", "groups")
    op.drop_column("groups", "is_open_to_all")
