"""The database itself refuses to change or delete what the audit trail holds."""

from alembic import op

from hub.activity.models import APPEND_ONLY

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_unchanged")
        op.execute("DROP TRIGGER audit_entries_kept")
    else:
        op.execute("DROP TRIGGER audit_entries_kept ON audit_entries")
        op.execute("DROP FUNCTION refuse_audit_change()")
