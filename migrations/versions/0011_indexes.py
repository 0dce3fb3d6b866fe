"""What the full size asked for: the database itself raises a person's permissions_version when their rights change."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As in hub.accounts.rights on the day this was written; a migration never changes with the code.
FACILITATORS = "SELECT user_id FROM memberships WHERE group_id = {row}.group_id AND role >= 2 AND ended_at IS NULL"
ALL = ("insert", "update", "delete")
OF_USER = "{row}.user_id"
RAISING = (
    ("users", ("state", "is_staff"), "{row}.id", "", ("update",)),
    ("appointments", ("user_id", "organisation_id", "ends_on", "organisation_confirmed_at"), OF_USER, "", ALL),
    ("memberships", ("user_id", "group_id", "role", "ended_at"), OF_USER, "", ALL),
    ("panellists", ("live_session_id", "user_id", "is_host", "ended_at"), OF_USER, "", ALL),
    (
        "live_sessions",
        ("group_id", "status"),
        FACILITATORS,
        "OLD.group_id <> NEW.group_id OR (OLD.status = 'published') <> (NEW.status = 'published')",
        ALL,
    ),
    ("group_openings", ("user_id", "group_id", "closes_at", "closed_at"), OF_USER, "", ALL),
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, columns, people, when, acts in RAISING:
        for act in acts:
            _make_trigger(table, act, _event(table, act, columns, when, is_sqlite), people, is_sqlite)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, _columns, _people, _when, acts in RAISING:
        for act in acts:
            name = f"{table}_{act}_raises_rights"
            op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP TRIGGER {name} ON {table}")
            if not is_sqlite:
                op.execute(f"DROP FUNCTION {name}()")


def _event(table: str, act: str, columns: tuple[str, ...], when: str, is_sqlite: bool) -> str:
    if act != "update":
        return f"{act.upper()} ON {table} FOR EACH ROW"
    is_other = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    differs = when or " OR ".join(f"OLD.{column} {is_other} NEW.{column}" for column in columns)
    return f"UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW WHEN ({differs})"


def _make_trigger(table: str, act: str, event: str, people: str, is_sqlite: bool) -> None:
    name = f"{table}_{act}_raises_rights"
    old, new = people.format(row="OLD"), people.format(row="NEW")
    whose = {"insert": f"IN ({new})", "update": f"IN ({old}) OR id IN ({new})", "delete": f"IN ({old})"}[act]
    raised = f"UPDATE users SET permissions_version = permissions_version + 1 WHERE id {whose};"
    on = f"CREATE TRIGGER {name} AFTER {event}"
    if is_sqlite:
        op.execute(f"{on} BEGIN {raised} END")
        return
    body = f"BEGIN {raised} RETURN NULL; END"
    op.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
    op.execute(f"{on} EXECUTE FUNCTION {name}()")
