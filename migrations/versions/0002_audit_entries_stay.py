"""The database itself refuses to change or delete what the audit trail holds."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As in hub.activity.models on the day this was written; a migration never changes with the code.
STATEMENTS = {
    "sqlite": (
        """CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
        """CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''audit entries are never changed or deleted''; END'""",
        """CREATE TRIGGER audit_entries_kept BEFORE UPDATE OR DELETE ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
    ),
}


def upgrade() -> None:
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_unchanged")
        op.execute("DROP TRIGGER audit_entries_kept")
    else:
        op.execute("DROP TRIGGER audit_entries_kept ON audit_entries")
        op.execute("DROP FUNCTION refuse_audit_change()")
