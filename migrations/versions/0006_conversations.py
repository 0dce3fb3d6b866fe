"""Conversations and their posts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_question", sa.Boolean(), nullable=False),
        sa.Column("answered_position", sa.Integer(), nullable=True),
        sa.Column("open_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_position", sa.Integer(), nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_post_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_html", sa.Text(), nullable=False),
        sa.Column("summary_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary_by_id", sa.Integer(), nullable=True),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_offset", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
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
            name=op.f("fk_conversations_author_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_conversations_author_id_users")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_conversations_group_id_groups")),
        sa.ForeignKeyConstraint(["last_post_by_id"], ["users.id"], name=op.f("fk_conversations_last_post_by_id_users")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["conversations.id"], name=op.f("fk_conversations_merged_into_id_conversations")
        ),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name=op.f("fk_conversations_removed_by_id_users")),
        sa.ForeignKeyConstraint(["summary_by_id"], ["users.id"], name=op.f("fk_conversations_summary_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("group_id", "external_id", name=op.f("uq_conversations_group_id_external_id")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_audience_also"), ["audience_also"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_conversations_group_id_created_at", ["group_id", "created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_conversations_group_id_last_post_at", ["group_id", "last_post_at", "id"], unique=False
        )
        batch_op.create_index("ix_conversations_group_id_open_since", ["group_id", "open_since", "id"], unique=False)
        batch_op.create_index("ix_conversations_group_id_pinned_at", ["group_id", "pinned_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversations_merged_into_id"), ["merged_into_id"], unique=False)

    op.create_table(
        "conversation_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("from_group_id", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_moves_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(
            ["from_group_id"], ["groups.id"], name=op.f("fk_conversation_moves_from_group_id_groups")
        ),
        sa.ForeignKeyConstraint(["moved_by_id"], ["users.id"], name=op.f("fk_conversation_moves_moved_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_moves")),
    )
    with op.batch_alter_table("conversation_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_moves_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "conversation_summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_appointment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_appointment_id"],
            ["appointments.id"],
            name=op.f("fk_conversation_summaries_author_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_conversation_summaries_author_id_users")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_summaries_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_summaries")),
    )
    with op.batch_alter_table("conversation_summaries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_summaries_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "posts",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("attachment_count", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=True),
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
            ["author_appointment_id"], ["appointments.id"], name=op.f("fk_posts_author_appointment_id_appointments")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_posts_author_id_users")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_posts_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_posts_group_id_groups")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["users.id"], name=op.f("fk_posts_removed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("author_id", "client_key", name=op.f("uq_posts_author_id_client_key")),
        sa.UniqueConstraint("conversation_id", "position", name=op.f("uq_posts_conversation_id_position")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_audience_also"), ["audience_also"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_posts_group_id_created_at", ["group_id", "created_at"], unique=False)

    op.create_table(
        "reading",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_reading_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reading_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "conversation_id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "post_attachments",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_attachments_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", "ref", name=op.f("pk_post_attachments")),
    )
    with op.batch_alter_table("post_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_attachments_ref"), ["ref"], unique=False)

    op.create_table(
        "post_versions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_versions_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_versions")),
    )
    op.create_table(
        "caught_up",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_caught_up_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_caught_up")),
    )


def downgrade() -> None:
    op.drop_table("caught_up")
    op.drop_table("post_versions")
    with op.batch_alter_table("post_attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_attachments_ref"))

    op.drop_table("post_attachments")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_conversation_id"))

    op.drop_table("reading")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index("ix_posts_group_id_created_at")
        batch_op.drop_index(batch_op.f("ix_posts_group_id"))
        batch_op.drop_index(batch_op.f("ix_posts_author_id"))
        batch_op.drop_index(batch_op.f("ix_posts_audience_also"))
        batch_op.drop_index(batch_op.f("ix_posts_audience"))

    op.drop_table("posts")
    with op.batch_alter_table("conversation_summaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_summaries_conversation_id"))

    op.drop_table("conversation_summaries")
    with op.batch_alter_table("conversation_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_moves_conversation_id"))

    op.drop_table("conversation_moves")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_merged_into_id"))
        batch_op.drop_index("ix_conversations_group_id_pinned_at")
        batch_op.drop_index("ix_conversations_group_id_open_since")
        batch_op.drop_index("ix_conversations_group_id_last_post_at")
        batch_op.drop_index("ix_conversations_group_id_created_at")
        batch_op.drop_index(batch_op.f("ix_conversations_group_id"))
        batch_op.drop_index(batch_op.f("ix_conversations_author_id"))
        batch_op.drop_index(batch_op.f("ix_conversations_audience_also"))
        batch_op.drop_index(batch_op.f("ix_conversations_audience"))

    op.drop_table("conversations")
