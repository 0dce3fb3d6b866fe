"""Reports."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("copy", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("is_appealed", sa.Boolean(), nullable=False),
        sa.Column("not_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_reports_author_id_users"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_reports_decided_by_id_users"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_reports_group_id_groups"),
        sa.ForeignKeyConstraint(["not_by_id"], ["users.id"], name="fk_reports_not_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("ref", name="uq_reports_ref"),
    )
    op.create_index("ix_reports_audience_waits", "reports", ["audience", "waits", "reported_at", "id"])
    op.create_index("ix_reports_author_id", "reports", ["author_id"])
    op.create_index("ix_reports_decided_at", "reports", ["decided_at"])
    op.create_index("ix_reports_group_id", "reports", ["group_id"])
    op.create_table(
        "reportings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_reportings_report_id_reports"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_reportings_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_reportings"),
        sa.UniqueConstraint("report_id", "user_id", name="uq_reportings_report_id_user_id"),
    )
    op.create_index("ix_reportings_user_id_created_at", "reportings", ["user_id", "created_at"])
    op.create_table(
        "report_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name="fk_report_decisions_decided_by_id_users"
        ),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_report_decisions_report_id_reports"),
        sa.PrimaryKeyConstraint("id", name="pk_report_decisions"),
    )
    op.create_index("ix_report_decisions_audience", "report_decisions", ["audience"])
    op.create_index("ix_report_decisions_report_id", "report_decisions", ["report_id"])


def downgrade() -> None:
    op.drop_table("report_decisions")
    op.drop_table("reportings")
    op.drop_table("reports")
