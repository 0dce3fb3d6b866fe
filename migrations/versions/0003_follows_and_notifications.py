"""What people follow, what they are told, and how far each mail has come."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_follows()
    _make_notifications()
    _widen_deliveries()


def downgrade() -> None:
    for was, now in STATES_BACK.items():
        op.execute(f"UPDATE deliveries SET state = '{now}' WHERE state = '{was}'")
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('uq_deliveries_writer_source_id', sqlite_where=sa.text('writer IS NOT NULL'), postgresql_where=sa.text('writer IS NOT NULL'))
        batch_op.drop_index('ix_deliveries_state')
        batch_op.drop_index('ix_deliveries_message_id')
        batch_op.drop_column('handed_over_at')
        batch_op.drop_column('said')
        batch_op.drop_column('source_id')
        batch_op.drop_column('writer')

    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.drop_index('ix_notifications_user_id_id')
        batch_op.drop_index('ix_notifications_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_notifications_for_a_digest', sqlite_where=sa.text("digest_id IS NULL"), postgresql_where=sa.text("digest_id IS NULL"))
        batch_op.drop_index(batch_op.f('ix_notifications_digest_id'))

    op.drop_table('notifications')
    with op.batch_alter_table('happenings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_happenings_path'))
        batch_op.drop_index('ix_happenings_kind_object_id')
        batch_op.drop_index(batch_op.f('ix_happenings_group_id'))

    op.drop_table('happenings')
    op.drop_table('notification_rhythms')
    op.drop_table('notification_preferences')
    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_digests_run'))

    op.drop_table('digests')
    with op.batch_alter_table('parked_addresses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_parked_addresses_user_id'))

    op.drop_table('parked_addresses')
    op.drop_table("follows")


STATES_BACK = {
    "accepted": "sent",
    "claimed": "waiting",
    "refused": "unknown",
    "bounced": "unknown",
    "withheld": "sent",
    "parked": "unknown",
}


def _widen_deliveries() -> None:
    """What had been sent was accepted by the server; waiting, handed_over and unknown mean what they meant."""
    op.execute("UPDATE deliveries SET state = 'accepted' WHERE state = 'sent'")
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('writer', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('source_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('said', sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_deliveries_message_id', ['message_id'], unique=False)
        batch_op.create_index('ix_deliveries_state', ['state'], unique=False)
        batch_op.create_index('uq_deliveries_writer_source_id', ['writer', 'source_id'], unique=True, sqlite_where=sa.text('writer IS NOT NULL'), postgresql_where=sa.text('writer IS NOT NULL'))


def _make_notifications() -> None:
    op.create_table('parked_addresses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('said', sa.String(length=300), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parked_addresses')),
    sa.UniqueConstraint('address', name=op.f('uq_parked_addresses_address'))
    )
    with op.batch_alter_table('parked_addresses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parked_addresses_user_id'), ['user_id'], unique=False)

    op.create_table('digests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('channel', sa.String(length=6), nullable=False),
    sa.Column('run', sa.String(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_digests_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digests')),
    sa.UniqueConstraint('user_id', 'period', 'channel', name=op.f('uq_digests_user_id_period_channel'))
    )
    with op.batch_alter_table('digests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_digests_run'), ['run'], unique=False)

    op.create_table('notification_preferences',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=14), nullable=False),
    sa.Column('on_page', sa.Boolean(), nullable=False),
    sa.Column('mail', sa.String(length=6), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notification_preferences_user_id_users')),
    sa.PrimaryKeyConstraint('user_id', 'category', name=op.f('pk_notification_preferences'))
    )
    op.create_table('notification_rhythms',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('away_until', sa.Date(), nullable=True),
    sa.Column('quiet_from', sa.Time(), nullable=True),
    sa.Column('quiet_until', sa.Time(), nullable=True),
    sa.Column('no_daily', sa.Boolean(), nullable=False),
    sa.Column('no_weekly', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notification_rhythms_user_id_users')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_notification_rhythms'))
    )
    op.create_table('happenings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('people', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('audience', sa.String(length=40), nullable=False),
    sa.Column('audience_also', sa.String(length=40), nullable=True),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('muted', sa.Integer(), nullable=False),
    sa.Column('off', sa.Integer(), nullable=False),
    sa.Column('hidden', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_happenings_actor_id_users')),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_happenings_group_id_groups')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_happenings'))
    )
    with op.batch_alter_table('happenings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_happenings_group_id'), ['group_id'], unique=False)
        batch_op.create_index('ix_happenings_kind_object_id', ['kind', 'object_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_happenings_path'), ['path'], unique=False)

    op.create_table('notifications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('happening_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=14), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('because', sa.String(length=12), nullable=False),
    sa.Column('on_page', sa.Boolean(), nullable=False),
    sa.Column('mail', sa.String(length=6), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('digest_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['digest_id'], ['digests.id'], name=op.f('fk_notifications_digest_id_digests')),
    sa.ForeignKeyConstraint(['happening_id'], ['happenings.id'], name=op.f('fk_notifications_happening_id_happenings')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_notifications_user_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications')),
    sa.UniqueConstraint('happening_id', 'user_id', name=op.f('uq_notifications_happening_id_user_id'))
    )
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notifications_digest_id'), ['digest_id'], unique=False)
        batch_op.create_index('ix_notifications_for_a_digest', ['mail', 'user_id'], unique=False, sqlite_where=sa.text("digest_id IS NULL"), postgresql_where=sa.text("digest_id IS NULL"))
        batch_op.create_index('ix_notifications_unread', ['user_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.create_index('ix_notifications_user_id_id', ['user_id', 'id'], unique=False)


def _make_follows() -> None:
    op.create_table(
        "follows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(length=6), nullable=False),
        sa.Column("because", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_follows_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("user_id", "kind", "object_id", name=op.f("uq_follows_user_id_kind_object_id")),
    )
    op.create_index("ix_follows_kind_object_id", "follows", ["kind", "object_id"])
