"""What people have typed and not sent yet."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("page", sa.String(length=300), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("user_id", "place", name=op.f("uq_drafts_user_id_place")),
    )
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at"])
    op.create_index("ix_drafts_user_id_saved_at", "drafts", ["user_id", "saved_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_drafts_user_id_saved_at", table_name="drafts")
    op.drop_index("ix_drafts_saved_at", table_name="drafts")
    op.drop_table("drafts")
