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
    op.create_table(
        "calls",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_html", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_local", sa.String(length=16), nullable=False),
        sa.Column("closes_local", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.Column("removed_from", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_appointment_id", sa.Integer(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_appointment_id"], ["appointments.id"], name=op.f("fk_calls_author_appointment_id_appointments")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_calls_author_id_users")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_calls_group_id_groups")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name=op.f("fk_calls_removed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_audience_also"), ["audience_also"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_calls_group_id_closes_at", ["group_id", "closes_at", "id"], unique=False)
        batch_op.create_index("ix_calls_status_opens_at", ["status", "opens_at"], unique=False)

    op.create_table(
        "status_counts",
        sa.Column("group_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_status_counts_group_id_groups")),
        sa.PrimaryKeyConstraint("group_id", "status", name=op.f("pk_status_counts")),
    )
    op.create_table(
        "suggestions",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("expected_note", sa.String(length=200), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("earlier_support", sa.Integer(), nullable=False),
        sa.Column("source_note", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.Column("removed_from", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_appointment_id", sa.Integer(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["users.id"], name=op.f("fk_suggestions_assigned_to_id_users")),
        sa.ForeignKeyConstraint(
            ["author_appointment_id"],
            ["appointments.id"],
            name=op.f("fk_suggestions_author_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_suggestions_author_id_users")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_suggestions_call_id_calls")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_suggestions_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["suggestions.id"], name=op.f("fk_suggestions_merged_into_id_suggestions")
        ),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name=op.f("fk_suggestions_removed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_suggestions_author_id_client_key")),
        sa.UniqueConstraint("group_id", "external_id", name=op.f("uq_suggestions_group_id_external_id")),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestions_assigned_to_id"), ["assigned_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_audience_also"), ["audience_also"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_suggestions_group_id_created_at", ["group_id", "created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_suggestions_group_id_status_created_at", ["group_id", "status", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_suggestions_group_id_status_support", ["group_id", "status", "support_count", "id"], unique=False
        )
        batch_op.create_index("ix_suggestions_group_id_support", ["group_id", "support_count", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestions_merged_into_id"), ["merged_into_id"], unique=False)

    op.create_table(
        "status_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("earlier", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by_appointment_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_appointment_id"],
            ["appointments.id"],
            name=op.f("fk_status_changes_made_by_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_status_changes_made_by_id_users")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_status_changes_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_changes")),
    )
    with op.batch_alter_table("status_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_changes_suggestion_id"), ["suggestion_id"], unique=False)

    op.create_table(
        "suggestion_comments",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("came_from_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=True),
        sa.Column("source_note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.Column("removed_from", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_appointment_id", sa.Integer(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_appointment_id"],
            ["appointments.id"],
            name=op.f("fk_suggestion_comments_author_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_suggestion_comments_author_id_users")),
        sa.ForeignKeyConstraint(
            ["came_from_id"], ["suggestions.id"], name=op.f("fk_suggestion_comments_came_from_id_suggestions")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_suggestion_comments_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["users.id"], name=op.f("fk_suggestion_comments_removed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_comments_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_comments")),
        sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_suggestion_comments_author_id_client_key")),
    )
    with op.batch_alter_table("suggestion_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_comments_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_comments_audience_also"), ["audience_also"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_comments_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_comments_came_from_id"), ["came_from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_comments_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_suggestion_comments_suggestion_id_id", ["suggestion_id", "id"], unique=False)

    op.create_table(
        "suggestion_notes",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reach", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("audience_also", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.Column("removed_from", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_appointment_id", sa.Integer(), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_appointment_id"],
            ["appointments.id"],
            name=op.f("fk_suggestion_notes_author_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_suggestion_notes_author_id_users")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_suggestion_notes_group_id_groups")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name=op.f("fk_suggestion_notes_removed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_notes_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_notes")),
    )
    with op.batch_alter_table("suggestion_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_notes_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_notes_audience_also"), ["audience_also"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_notes_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_notes_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_notes_suggestion_id"), ["suggestion_id"], unique=False)

    op.create_table(
        "suggestion_support",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["suggestions.id"], name=op.f("fk_suggestion_support_target_id_suggestions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_suggestion_support_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_support")),
        sa.UniqueConstraint("target_id", "user_id", name=op.f("uq_suggestion_support_target_id_user_id")),
    )
    with op.batch_alter_table("suggestion_support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_support_target_id"), ["target_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suggestion_support_user_id"), ["user_id"], unique=False)

    op.create_table(
        "suggestion_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_versions_suggestion_id_suggestions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_versions")),
        sa.UniqueConstraint("suggestion_id", "number", name=op.f("uq_suggestion_versions_suggestion_id_number")),
    )


def downgrade() -> None:
    for table in ("suggestion_versions", "suggestion_support", "suggestion_notes", "suggestion_comments"):
        op.drop_table(table)
    for table in ("status_changes", "suggestions", "status_counts", "calls"):
        op.drop_table(table)
    op.drop_index("uq_groups_open_to_all", "groups")
    op.drop_column("groups", "is_open_to_all")
