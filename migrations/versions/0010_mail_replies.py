"""Answers that come by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("made_ref", sa.String(length=60), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mail_replies_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_replies"),
        sa.UniqueConstraint("message_id", name="uq_mail_replies_message_id"),
    )
    op.create_index("ix_mail_replies_received_at", "mail_replies", ["received_at"])
    op.create_index("ix_mail_replies_user_id_outcome", "mail_replies", ["user_id", "outcome", "received_at"])


def downgrade() -> None:
    op.drop_table("mail_replies")
