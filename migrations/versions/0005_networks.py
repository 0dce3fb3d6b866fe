"""Connections, blocks, introductions, invitations to networks, and the words by which people are found."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["asker_id"], ["users.id"], name=op.f("fk_connections_asker_id_users")),
        sa.ForeignKeyConstraint(["high_id"], ["users.id"], name=op.f("fk_connections_high_id_users")),
        sa.ForeignKeyConstraint(["low_id"], ["users.id"], name=op.f("fk_connections_low_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("low_id", "high_id", name=op.f("uq_connections_low_id_high_id")),
    )
    op.create_index(op.f("ix_connections_high_id"), "connections", ["high_id"])
    op.create_index("ix_connections_asker_id_asked_at", "connections", ["asker_id", "asked_at"])
    op.create_table(
        "blocks",
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["blocked_id"], ["users.id"], name=op.f("fk_blocks_blocked_id_users")),
        sa.ForeignKeyConstraint(["blocker_id"], ["users.id"], name=op.f("fk_blocks_blocker_id_users")),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_blocked_id"), "blocks", ["blocked_id"])
    _make_introductions()
    _make_invitations()
    op.create_table(
        "person_words",
        sa.Column("word", WORD, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_person_words_user_id_users")),
        sa.PrimaryKeyConstraint("word", "user_id", "field", name=op.f("pk_person_words")),
    )
    op.create_index(op.f("ix_person_words_user_id"), "person_words", ["user_id"])
    whose = ["organisation_id", "user_id", "ends_on"]
    op.create_index("ix_appointments_organisation_id_user_id", "appointments", whose)
    op.drop_index("ix_appointments_organisation_id", table_name="appointments")


def _make_introductions() -> None:
    op.create_table(
        "introductions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introducer_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("first_answer", sa.String(length=10), nullable=True),
        sa.Column("second_answer", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["users.id"], name=op.f("fk_introductions_first_id_users")),
        sa.ForeignKeyConstraint(["introducer_id"], ["users.id"], name=op.f("fk_introductions_introducer_id_users")),
        sa.ForeignKeyConstraint(["second_id"], ["users.id"], name=op.f("fk_introductions_second_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sa.UniqueConstraint(
            "introducer_id", "first_id", "second_id", name=op.f("uq_introductions_introducer_id_first_id_second_id")
        ),
    )
    op.create_index(op.f("ix_introductions_first_id"), "introductions", ["first_id"])
    op.create_index(op.f("ix_introductions_second_id"), "introductions", ["second_id"])


def _make_invitations() -> None:
    op.create_table(
        "network_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_network_invitations_group_id_groups")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["users.id"], name=op.f("fk_network_invitations_invited_by_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_network_invitations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_invitations")),
    )
    waiting = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_network_invitations_waiting",
        "network_invitations",
        ["user_id", "group_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_network_invitations_group_id_decided_at", "network_invitations", ["group_id", "decided_at"])


def downgrade() -> None:
    op.create_index("ix_appointments_organisation_id", "appointments", ["organisation_id"])
    op.drop_index("ix_appointments_organisation_id_user_id", table_name="appointments")
    for table in ("person_words", "network_invitations", "introductions", "blocks", "connections"):
        op.drop_table(table)
